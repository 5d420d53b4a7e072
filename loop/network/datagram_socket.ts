import type { Socket } from "node:dgram";
import type { lookup } from "node:dns";
import { checkAddress, type HostAndPort } from "./address.ts";
import { checkObject, checkSwitches } from "../check.ts";
import { toConnectionError } from "../connection_errors.ts";
import { Deque } from "../deque.ts";
import { nodeModule } from "../node.ts";
import { waitForPlatform } from "../platform.ts";
import { checkFamily, getaddrinfo } from "./resolve.ts";
import { refusedBy, type WaitOptions } from "../wait_options.ts";

/** A datagram that has come, and where it came from. */
export type Datagram = readonly [
  data: Uint8Array<ArrayBuffer>,
  addr: HostAndPort,
];

/** How a socket for datagrams is opened. */
export interface DatagramSocketOptions extends WaitOptions {
  /** The address to receive at; port 0 finds a free one. @default {any} */
  readonly localAddr?: HostAndPort | undefined;
  /** The only address to send to and receive from. @default {none: `send` names one} */
  readonly remoteAddr?: HostAndPort | undefined;
  /** IPv4 (4) or IPv6 (6); 0 for what the addresses say. @default {0} */
  readonly family?: 0 | 4 | 6 | undefined;
  /** Whether others may receive at the same address, too. @default {false} */
  readonly reusePort?: boolean | undefined;
  /** Whether datagrams to all of a network may be sent. @default {false} */
  readonly allowBroadcast?: boolean | undefined;
}

/** A socket for datagrams, as the platform has it. */
export interface DatagramSocket {
  /** Where it is bound. */
  readonly localAddr: HostAndPort;
  /** The address that it is bound to send to, or `null`. */
  readonly remoteAddr: HostAndPort | null;
  /** Whether it is faster to receive when none is going out. */
  readonly receivesAlone: boolean;
  /** Waits for a datagram; one call at a time. */
  receive(): Promise<Datagram>;
  /** Sends one; one call at a time. `addr` is `null` exactly where there is a remote address. */
  send(data: Uint8Array, addr: HostAndPort | null): Promise<unknown>;
  /** Gives it up. */
  close(): void;
}

/** Where a datagram goes; `null` for the remote address of the socket. */
export function targetOf(
  { remoteAddr }: DatagramSocket,
  addr: HostAndPort | null,
): HostAndPort | null {
  if (remoteAddr === null) return checkAddress(addr, "'addr'");
  if (addr === null) return null;
  const [host, port] = checkAddress(addr, "'addr'");
  if (host !== remoteAddr[0] || port !== remoteAddr[1]) {
    throw new RangeError(
      `Invalid address: 'addr' must be null or ${remoteAddr}: ${addr}`,
    );
  }
  return null;
}

/** The largest datagram there is. */
const LARGEST = 64 * 1024;
/** How many datagrams of `node:dgram`, which cannot be told to wait, are kept; more are dropped, as the system does. */
const KEPT = 1024;

/**
 * Opens a socket for datagrams: `Deno.listenDatagram` where the flag `--unstable-net` is given (some five times as
 * fast), else `node:dgram`; with a remote address always the latter.
 *
 * **Cancellation.** The socket is closed.
 *
 * @param caller Who names the options in a message.
 */
export async function openDatagramSocket(
  options: DatagramSocketOptions,
  caller: string,
): Promise<DatagramSocket> {
  checkObject(options, `The options of ${caller}`);
  checkSwitches(options, "reusePort", "allowBroadcast");
  const { localAddr, remoteAddr } = options;
  if (localAddr !== undefined) checkAddress(localAddr, "'localAddr'");
  if (remoteAddr !== undefined) checkAddress(remoteAddr, "'remoteAddr'");
  const wanted = checkFamily(options.family);
  await refusedBy(options);
  const local = await resolved(localAddr, "'localAddr'", options);
  const remote = await resolved(remoteAddr, "'remoteAddr'", options);
  const family = familyOf(local, remote, wanted);
  const listen = (Deno as Partial<DenoWithDatagrams>).listenDatagram;
  try {
    if (listen !== undefined && remote === null && !options.allowBroadcast) {
      const [hostname, port] = local ?? anyAddress(family);
      return new DenoSocket(listen({
        transport: "udp",
        hostname,
        port,
        ...options.reusePort === true ? { reuseAddress: true } : {},
      }));
    }
  } catch (error) {
    throw toConnectionError(error);
  }
  return await openNodeSocket(local, remote, family, options);
}

/** What there is of `Deno` with the flag `--unstable-net` only. */
interface DenoWithDatagrams {
  listenDatagram(options: {
    transport: "udp";
    hostname: string;
    port: number;
    reuseAddress?: boolean;
  }): DenoDatagrams;
}

interface DenoDatagrams {
  readonly addr: Deno.Addr;
  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.Addr]>;
  send(data: Uint8Array, addr: Deno.Addr): Promise<unknown>;
  close(): void;
}

class DenoSocket implements DatagramSocket {
  readonly #socket: DenoDatagrams;
  readonly localAddr: HostAndPort;
  readonly remoteAddr = null;
  readonly receivesAlone = true;
  readonly #memory = new Uint8Array(LARGEST);

  constructor(socket: DenoDatagrams) {
    this.#socket = socket;
    this.localAddr = addressOf(socket.addr);
  }

  async receive(): Promise<Datagram> {
    const [data, addr] = await this.#socket.receive(this.#memory);
    return [new Uint8Array(data), addressOf(addr)];
  }

  send(data: Uint8Array, addr: HostAndPort): Promise<unknown> {
    return this.#socket.send(data, {
      transport: "udp",
      hostname: addr[0],
      port: addr[1],
    });
  }

  close(): void {
    this.#socket.close();
  }
}

async function openNodeSocket(
  local: HostAndPort | null,
  remote: HostAndPort | null,
  family: 4 | 6,
  options: DatagramSocketOptions,
): Promise<DatagramSocket> {
  const socket = nodeModule("node:dgram").createSocket({
    type: family === 6 ? "udp6" : "udp4",
    reuseAddr: options.reusePort === true,
    lookup: lookUp as typeof lookup,
  });
  const opened = new Promise<DatagramSocket>((resolve, reject) => {
    const fail = (error: Error) => reject(toDenoError(error));
    socket.once("error", fail);
    const open = () => {
      socket.off("error", fail);
      if (options.allowBroadcast === true) socket.setBroadcast(true);
      resolve(new NodeSocket(socket, remote));
    };
    const [host, port] = local ?? anyAddress(family);
    socket.bind(port, host, () => {
      if (remote === null) open();
      else socket.connect(remote[1], remote[0], open);
    });
  });
  try {
    return await waitForPlatform(opened, options);
  } catch (error) {
    socket.close();
    throw error;
  }
}

class NodeSocket implements DatagramSocket {
  readonly #socket: Socket;
  readonly localAddr: HostAndPort;
  readonly remoteAddr: HostAndPort | null;
  readonly receivesAlone = false;
  /** Datagrams and errors that nobody has taken. */
  readonly #kept: Deque<Datagram | Error> = new Deque();
  #waiting: {
    resolve: (datagram: Datagram) => void;
    reject: (error: Error) => void;
  } | null = null;

  constructor(socket: Socket, remoteAddr: HostAndPort | null) {
    this.#socket = socket;
    this.remoteAddr = remoteAddr;
    const { address, port } = socket.address();
    this.localAddr = [address, port];
    socket.on("message", (data, { address, port }) => {
      if (remoteAddr !== null && !isSame([address, port], remoteAddr)) return;
      // The platform uses its memory again.
      this.#take([new Uint8Array(data), [address, port]]);
    });
    socket.on("error", (error) => this.#take(error));
    socket.on("close", () => {
      this.#take(new Deno.errors.BadResource("The socket is closed"));
    });
  }

  #take(what: Datagram | Error): void {
    const waiting = this.#waiting;
    if (waiting === null) {
      if (this.#kept.length < KEPT) this.#kept.push(what);
      return;
    }
    this.#waiting = null;
    if (what instanceof Error) waiting.reject(what);
    else waiting.resolve(what);
  }

  receive(): Promise<Datagram> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#kept.length > 0) this.#take(this.#kept.shift());
    });
  }

  send(data: Uint8Array, addr: HostAndPort | null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null) =>
        error ? reject(error) : resolve(null);
      if (addr === null) this.#socket.send(data, done);
      else this.#socket.send(data, addr[1], addr[0], done);
    });
  }

  close(): void {
    this.#socket.close();
  }
}

/** Whether two addresses are the same one; the platform hands on what comes from others than the remote one, too. */
function isSame([host, port]: HostAndPort, other: HostAndPort): boolean {
  return port === other[1] &&
    (host === other[0] || canonical(host) === canonical(other[0]));
}

/** An address as it is written shortest. */
function canonical(host: string): string {
  return nodeModule("node:net").isIP(host) === 6
    ? new URL(`http://[${host.replace(/%.*/, "")}]`).hostname
    : host;
}

/** Returns the error as `Deno.listenDatagram` would have it. */
function toDenoError(error: unknown): unknown {
  const found = ERRORS.get((error as { code?: string }).code ?? "");
  if (found === undefined) return error;
  const { message, code } = error as Error & { code: string };
  return Object.assign(new found(message, { cause: error }), { code });
}

const ERRORS: ReadonlyMap<string, typeof Deno.errors.AddrInUse> = new Map([
  ["EADDRINUSE", Deno.errors.AddrInUse],
  ["EADDRNOTAVAIL", Deno.errors.AddrNotAvailable],
  ["EACCES", Deno.errors.PermissionDenied],
]);

/** Spares the detour over the resolver where the host is an address already. */
function lookUp(
  host: string,
  options: { family?: number },
  callback: (error: Error | null, address: string, family: number) => void,
): void {
  const family = nodeModule("node:net").isIP(host);
  if (family !== 0) callback(null, host, family);
  else nodeModule("node:dns").lookup(host, options, callback);
}

async function resolved(
  addr: HostAndPort | undefined,
  what: string,
  options: DatagramSocketOptions,
): Promise<HostAndPort | null> {
  if (addr === undefined) return null;
  const [host, port] = addr;
  const [first] = await getaddrinfo(host, port, options);
  if (first === undefined) {
    throw new RangeError(`Cannot get address information: ${what} is ${addr}`);
  }
  return first.address;
}

function familyOf(
  local: HostAndPort | null,
  remote: HostAndPort | null,
  family: 0 | 4 | 6,
): 4 | 6 {
  const families = [local, remote].filter((addr) => addr !== null)
    .map(([host]) => nodeModule("node:net").isIP(host) as 4 | 6);
  if (families.length === 0 && family === 0) {
    throw new RangeError(
      "'localAddr', 'remoteAddr' or 'family' must be given",
    );
  }
  if (new Set(families).size > 1) {
    throw new RangeError(
      `Cannot get address information: ${local} and ${remote} are of two families`,
    );
  }
  return families[0] ?? family as 4 | 6;
}

function anyAddress(family: 4 | 6): HostAndPort {
  return [family === 6 ? "::" : "0.0.0.0", 0];
}

function addressOf(addr: Deno.Addr): HostAndPort {
  const { hostname, port } = addr as Deno.NetAddr;
  return [hostname, port];
}

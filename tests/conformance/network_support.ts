/**
 * What the tests of transports and protocols share.
 *
 * @module
 */
import * as asyncio from "../../mod.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes as text. */
export function text(data: Uint8Array): string {
  return decoder.decode(data);
}

/** The port of a server on one address. */
export function portOf(server: asyncio.Server): number {
  return Number(server.sockets[0]!.getsockname()[1]);
}

/** The host and port of an endpoint. */
export function nameOf(
  transport: asyncio.BaseTransport,
): asyncio.HostAndPort {
  return transport.getExtraInfo("sockname") as asyncio.HostAndPort;
}

/** The name of an error, in a trace. */
function nameOfError(error: unknown): string {
  return error === null ? "null" : (error as Error).name;
}

/** Lets tests wait until something has come. */
class Watch {
  readonly #changed = new asyncio.WaitList<void>();

  /** Says that something has changed. */
  note(): void {
    this.#changed.wakeAll();
  }

  /** Waits until `condition` holds, at most five seconds. */
  async until(condition: () => boolean): Promise<void> {
    await asyncio.timeout(5, async () => {
      while (!condition()) await this.#changed.wait();
    });
  }
}

/** A protocol that keeps a trace of what it is told. */
export class Recorder extends asyncio.Protocol {
  /** What it was told, in order. Pieces of data that follow each other are one. */
  readonly trace: string[] = [];
  readonly #watch = new Watch();
  transport!: asyncio.Transport;
  received = "";
  error: unknown = undefined;
  /** What `eofReceived()` returns. */
  keepOpen = false;

  /** The last step of the trace. */
  get #last(): string {
    return this.trace.at(-1) ?? "";
  }

  #note(step: string): void {
    this.trace.push(step);
    this.#watch.note();
  }

  override connectionMade(transport: asyncio.Transport): void {
    this.transport = transport;
    this.#note("made");
  }

  override dataReceived(data: Uint8Array): void {
    this.received += text(data);
    if (this.#last === "data") this.#watch.note();
    else this.#note("data");
  }

  override eofReceived(): boolean {
    this.#note("eof");
    return this.keepOpen;
  }

  override pauseWriting(): void {
    this.#note("pause");
  }

  override resumeWriting(): void {
    this.#note("resume");
  }

  override connectionLost(error: unknown): void {
    this.error = error;
    this.#note(`lost ${nameOfError(error)}`);
  }

  /** Waits until `condition` holds. */
  until(condition: () => boolean): Promise<void> {
    return this.#watch.until(condition);
  }

  /** Waits until a step is in the trace. */
  seen(step: string): Promise<void> {
    return this.until(() => this.trace.includes(step));
  }

  /** Waits until so many characters have come. */
  got(count: number): Promise<void> {
    return this.until(() => this.received.length >= count);
  }

  /** Waits until the connection is lost. */
  lost(): Promise<void> {
    return this.until(() => this.#last.startsWith("lost"));
  }
}

/** Sends back what comes. */
export class Echo extends Recorder {
  override dataReceived(data: Uint8Array): void {
    super.dataReceived(data);
    this.transport.write(data);
  }
}

/** A protocol for datagrams that keeps a trace. */
export class DatagramRecorder extends asyncio.DatagramProtocol {
  readonly trace: string[] = [];
  readonly addresses: asyncio.HostAndPort[] = [];
  readonly #watch = new Watch();
  transport!: asyncio.DatagramTransport;

  #note(step: string): void {
    this.trace.push(step);
    this.#watch.note();
  }

  override connectionMade(transport: asyncio.DatagramTransport): void {
    this.transport = transport;
    this.#note("made");
  }

  override datagramReceived(
    data: Uint8Array,
    addr: asyncio.HostAndPort,
  ): void {
    this.addresses.push(addr);
    this.#note(`datagram ${text(data)}`);
  }

  override errorReceived(error: unknown): void {
    this.#note(`error ${nameOfError(error)}`);
  }

  override pauseWriting(): void {
    this.#note("pause");
  }

  override resumeWriting(): void {
    this.#note("resume");
  }

  override connectionLost(error: unknown): void {
    this.#note(`lost ${nameOfError(error)}`);
  }

  /** Waits until a step is in the trace. */
  seen(step: string): Promise<void> {
    return this.#watch.until(() => this.trace.includes(step));
  }
}

/** A server whose protocols `make` makes, and the list of them, and a client. */
export interface Pair<S extends asyncio.BaseProtocol> {
  readonly loop: asyncio.EventLoop;
  readonly server: asyncio.Server;
  readonly accepted: S;
  readonly client: Recorder;
  readonly transport: asyncio.Transport;
}

/** Runs `fn` with both ends of a connection, and checks that nothing is left open. */
export function withPair<S extends Recorder>(
  make: () => S,
  fn: (pair: Pair<S>) => Promise<void>,
  makeClient: () => Recorder = () => new Recorder(),
): Promise<void> {
  return asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const { promise, resolve } = Promise.withResolvers<S>();
    const server = await loop.createServer(
      () => {
        const protocol = make();
        resolve(protocol);
        return protocol;
      },
      "127.0.0.1",
      0,
    );
    try {
      const [transport, client] = await loop.createConnection(
        makeClient,
        "127.0.0.1",
        portOf(server),
      );
      const accepted = await promise;
      await accepted.seen("made");
      await fn({ loop, server, accepted, client, transport });
      transport.abort();
    } finally {
      server.close();
      server.abortClients();
      await asyncio.timeout(5, () => server.waitClosed());
    }
  });
}

/**
 * UDP echo, 10 sockets with a datagram of 1 KiB each in flight, beside `node:dgram` alone and a protocol of CPython's.
 * Servers are processes of their own; what is compared is their CPU time per datagram.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { fileURLToPath } from "node:url";
import type { Case, Group, Measure } from "./_harness.ts";
import { findPython } from "./_python.ts";

const SOCKETS = 10;
const SIZE = 1024;
const SECONDS = 0.4;

/** A server in a process of its own. */
class Peer {
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<string>;

  constructor(command: string, args: string[]) {
    const child = new Deno.Command(command, {
      args,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    child.unref();
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /** The number on the next line. */
  async number(): Promise<number> {
    let text = "";
    while (!text.endsWith("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("A process of the bench has ended");
      text += value;
    }
    return Number(text);
  }

  async cpu(): Promise<number> {
    await this.#input.write(new TextEncoder().encode("cpu\n"));
    return await this.number();
  }
}

function denoPeer(kind: string, flags: string[]): Peer {
  const script = new URL("udp_server.ts", import.meta.url).href;
  return new Peer(Deno.execPath(), ["run", "-A", ...flags, script, kind]);
}

/** Sends and waits for as long as a sample takes, and returns how many datagrams came back. */
async function exchange(port: number): Promise<number> {
  let count = 0;
  let isOver = false;
  const data = new Uint8Array(SIZE);
  const sockets = Array.from({ length: SOCKETS }, () => {
    const socket = createSocket("udp4");
    const send = () => socket.send(data, port, "127.0.0.1");
    socket.on("message", () => {
      count++;
      if (!isOver) send();
    });
    send();
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  isOver = true;
  const total = count;
  for (const socket of sockets) socket.close();
  return total;
}

/** CPU time of a server per datagram, in µs; the server is started with the first sample. */
function cpu(start: () => Peer): Measure {
  let started: Promise<[peer: Peer, port: number]> | null = null;
  const open = async (): Promise<[Peer, number]> => {
    const peer = start();
    return [peer, await peer.number()];
  };
  return async () => {
    const [peer, port] = await (started ??= open());
    const before = await peer.cpu();
    const count = await exchange(port);
    return (await peer.cpu() - before) / count;
  };
}

const python = await findPython();

function cpython(): Peer {
  const script = new URL("python/udp_server.py", import.meta.url);
  const command = "command" in python ? python.command : "python3";
  return new Peer(command, [fileURLToPath(script)]);
}

function node(): Peer {
  return denoPeer("node", []);
}

function echo(
  name: string,
  [kind, ...flags]: [string, ...string[]],
  reference: () => Peer,
  ratio: number,
): Case {
  return {
    name,
    unit: "us",
    ours: cpu(() => denoPeer(kind, flags)),
    reference: cpu(reference),
    cpython: false,
    bars: { ratio },
  };
}

const FAST = "--unstable-net";

// node:dgram alone takes 1.1 times as much as CPython, `Deno.listenDatagram` alone 0.3 times.
const CASES: Case[] = [
  echo("protocol", ["protocol"], node, 1.8),
  echo("iterator", ["iterator"], node, 1.8),
];
if ("command" in python) {
  CASES.push(
    echo("protocol-cpython", ["protocol"], cpython, 1.6),
    echo("fast-protocol-cpython", ["protocol", FAST], cpython, 0.7),
    echo("fast-iterator-cpython", ["iterator", FAST], cpython, 0.7),
  );
}

/** Datagrams there and back. The cases `fast-…` use `Deno.listenDatagram`, which needs a flag. */
export const udpGroup: Group = {
  name: "udp",
  plans: {
    check: { warmup: 1, rounds: 3, pythonRounds: 0 },
    full: { warmup: 1, rounds: 7, pythonRounds: 0 },
  },
  cases: CASES,
};

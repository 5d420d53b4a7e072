/**
 * Streams over loopback, beside a loop over `Deno.Conn` with one buffer, and beside CPython's streams. Servers and client
 * are processes of their own, and the client is the same for all.
 *
 * What is compared is the CPU time of the server per request: how many requests one core serves. How many are answered
 * in a second would be a figure of the client as well.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { Bars, Case, Group, Measure } from "./_harness.ts";
import { findPython, findUvloop, type Python } from "./_python.ts";
import type { Job, Report } from "./streams_client.ts";

const KIB = 1024;
const SECONDS = 0.4;

/** A process that answers a line with a line. */
class Peer {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(command: string, args: string[]) {
    this.#child = new Deno.Command(command, {
      args,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#child.unref();
    this.#input = this.#child.stdin.getWriter();
    this.#output = this.#child.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  async line(): Promise<string> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("A process of the bench has ended");
      this.#rest += value;
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }

  async ask(question: string): Promise<string> {
    await this.#input.write(new TextEncoder().encode(`${question}\n`));
    return await this.line();
  }
}

function denoPeer(script: string, ...args: string[]): Peer {
  const url = new URL(script, import.meta.url);
  return new Peer(Deno.execPath(), [
    "run",
    "-A",
    "--v8-flags=--expose-gc",
    url.href,
    ...args,
  ]);
}

const python = await findPython();
const uvloop = await findUvloop();
const peers = new Map<string, Peer>();

/** The process of a name, started when it is first asked for. */
async function peer(name: string): Promise<[peer: Peer, port: number]> {
  let found = peers.get(name);
  if (found === undefined) {
    const [kind, side] = name.split(":") as [string, string?];
    found = side === "cpython" || side === "uvloop"
      ? new Peer(side === "uvloop" ? uvloop! : commandOf(python), [
        fileURLToPath(new URL("python/streams_server.py", import.meta.url)),
        kind,
        side,
      ])
      : denoPeer("streams_server.ts", kind);
    peers.set(name, found);
    ports.set(name, Number(await found.line()));
  }
  return [found, ports.get(name)!];
}

function commandOf(python: Python): string {
  return "command" in python ? python.command : "python3";
}

const ports = new Map<string, number>();
let client: Peer | null = null;

async function run(job: Partial<Job> & { port: number }): Promise<Report> {
  client ??= denoPeer("streams_client.ts");
  return JSON.parse(
    await client.ask(JSON.stringify({
      kind: "echo",
      connections: 10,
      size: KIB,
      line: KIB,
      seconds: SECONDS,
      ...job,
    })),
  );
}

/** CPU time of a server per request, in µs. */
function cpu(server: string, job: Partial<Job>): Measure {
  return async () => {
    const [process, port] = await peer(server);
    const before = Number(await process.ask("cpu"));
    const { requests } = await run({ port, ...job });
    const after = Number(await process.ask("cpu"));
    return (after - before) / requests;
  };
}

/** The part of the slowest requests, in ms. */
function tail(server: string, connections: number, part: "p50" | "p99") {
  return async () => {
    const [, port] = await peer(server);
    return (await run({ port, connections, seconds: 1 }))[part];
  };
}

/** Resident memory per connection that nothing comes through, in bytes. */
function idle(server: string, connections: number): Measure {
  return async () => {
    const [process, port] = await peer(server);
    const before = Number(await process.ask("rss"));
    await run({ port, kind: "idle", connections });
    const after = Number(await process.ask("rss"));
    return (after - before) / connections;
  };
}

function cpuCase(
  name: string,
  [ours, reference]: [string, string],
  job: Partial<Job>,
  bars: Bars,
): Case {
  return {
    name,
    unit: "us",
    ours: cpu(ours, job),
    reference: cpu(reference, job),
    cpython: false,
    bars,
  };
}

function tailCases(connections: number): Case[] {
  return [["raw", "raw"], ["node", "node"], ["read:cpython", "cpython"]]
    .filter(([server]) => "command" in python || !server!.includes("cpython"))
    .flatMap(([server, name]) =>
      (["p50", "p99"] as const).map((part): Case => ({
        name: `tail-${connections}-${part}:${name}`,
        unit: "ms",
        ours: tail("read", connections, part),
        reference: tail(server!, connections, part),
        cpython: false,
        bars: connections === 200 && part === "p99" && name === "cpython"
          ? { ratio: 2 }
          : {},
        plans: {
          check: { warmup: 0, rounds: 3, pythonRounds: 0 },
          full: { warmup: 1, rounds: 5, pythonRounds: 0 },
        },
      }))
    );
}

const LINE = { size: KIB, line: KIB };
const LINES = { size: 8000, line: 80 };

/** Echo by size, lines, connections that come and go, idle ones, and the slowest requests. */
export const streamsGroup: Group = {
  name: "streams",
  plans: {
    check: { warmup: 2, rounds: 5, pythonRounds: 0 },
    full: { warmup: 2, rounds: 15, pythonRounds: 0 },
  },
  cases: [
    ...([[1, 0.8], [10, 0.5], [100, 0.4]] as const).map(([kib, part]) =>
      cpuCase(`read-${kib}k`, ["read", "raw"], { size: kib * KIB }, {
        ratio: 1 / part,
      })
    ),
    ...[1, 10, 100].map((kib) =>
      cpuCase(`readinto-${kib}k`, ["readinto", "raw"], { size: kib * KIB }, {
        ratio: 1 / 0.85,
      })
    ),
    cpuCase("line-1k", ["lines", "raw"], LINE, {}),
    cpuCase("lines-100x80", ["lines", "raw"], LINES, {}),
    {
      ...cpuCase("accept", ["read", "raw-small"], { kind: "accept", size: 1 }, {
        ratio: 1 / 0.8,
      }),
      // All that a connection takes is compiled by then.
      plans: {
        check: { warmup: 5, rounds: 8, pythonRounds: 0 },
        full: { warmup: 5, rounds: 15, pythonRounds: 0 },
      },
    },
    ..."command" in python
      ? [
        cpuCase("read-1k:cpython", ["read", "read:cpython"], {}, {
          ratio: 1 / 1.25,
        }),
        cpuCase("read-10k:cpython", ["read", "read:cpython"], {
          size: 10 * KIB,
        }, { ratio: 1 / 0.9 }),
        cpuCase("readinto-10k:cpython", ["readinto", "read:cpython"], {
          size: 10 * KIB,
        }, { ratio: 1 / 1.4 }),
        cpuCase("readinto-100k:cpython", ["readinto", "read:cpython"], {
          size: 100 * KIB,
        }, { ratio: 1 / 1.4 }),
        cpuCase("line-1k:cpython", ["lines", "lines:cpython"], LINE, {
          ratio: 1 / 1.1,
        }),
        cpuCase("lines-100x80:cpython", ["lines", "lines:cpython"], LINES, {
          ratio: 1 / 14,
        }),
      ]
      : [],
    ...uvloop !== null
      ? [cpuCase("lines-100x80:uvloop", ["lines", "lines:uvloop"], LINES, {
        ratio: 1,
      })]
      : [],
    {
      name: "idle-10000",
      unit: "B",
      ours: idle("read:fresh", 10_000),
      reference: idle("raw-small:fresh", 10_000),
      cpython: false,
      bars: { limit: 13 * KIB },
      plans: {
        check: { warmup: 0, rounds: 1, pythonRounds: 0 },
        full: { warmup: 0, rounds: 2, pythonRounds: 0 },
      },
    },
    ...[10, 200, 1000].flatMap(tailCases),
  ],
};

/**
 * The client of `streams_bench.ts` in a process of its own, the same for all servers: does what a line of its input
 * asks for, and answers with a line. It uses `Deno.Conn`, and lets its reads begin in turn: what is measured is whether
 * the server is fair, not whether the client is.
 *
 * @module
 */

import { readInTurn } from "../loop/network/read_in_turn.ts";

/** What the client is asked for. */
export interface Job {
  /** Where the server is. */
  port: number;
  /** `echo`: send and wait for the same; `accept`: connect, echo a byte, close; `idle`: connect, and stay. */
  kind: "echo" | "accept" | "idle";
  /** How many connections at a time. */
  connections: number;
  /** How many bytes a request has. */
  size: number;
  /** How many of them a line has, its newline included. */
  line: number;
  /** For how long, in seconds. */
  seconds: number;
}

/** What has been done. */
export interface Report {
  /** How many requests were answered. */
  requests: number;
  /** The median and the 99th percentile of their times, in ms. */
  p50: number;
  p99: number;
}

const idle: Deno.Conn[] = [];

function payloadOf({ size, line }: Job): Uint8Array {
  const payload = new Uint8Array(size).fill(0x78);
  for (let at = line - 1; at < size; at += line) payload[at] = 0x0a;
  return payload;
}

async function exchange(
  conn: Deno.Conn,
  payload: Uint8Array,
  buffer: Uint8Array,
): Promise<void> {
  for (let sent = 0; sent < payload.length;) {
    sent += await conn.write(sent === 0 ? payload : payload.subarray(sent));
  }
  for (let left = payload.length; left > 0;) {
    await new Promise<void>((resolve) => readInTurn(resolve, undefined));
    const count = await conn.read(buffer);
    if (count === null) throw new Error("The server has closed the connection");
    left -= count;
  }
}

async function work(job: Job): Promise<Report> {
  for (const conn of idle.splice(0)) conn.close();
  const payload = payloadOf(job);
  const times: number[] = [];
  let end = Infinity;
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port: job.port });

  async function echo(conn: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(Math.min(256 * 1024, payload.length));
    for (let now = performance.now(); now < end;) {
      await exchange(conn, payload, buffer);
      const then = performance.now();
      times.push(then - now);
      now = then;
    }
    conn.close();
  }

  async function accept(): Promise<void> {
    const buffer = new Uint8Array(16);
    for (let now = performance.now(); now < end;) {
      const conn = await connect();
      await exchange(conn, payload, buffer);
      conn.close();
      const then = performance.now();
      times.push(then - now);
      now = then;
    }
  }

  if (job.kind === "idle") {
    for (let i = 0; i < job.connections; i++) idle.push(await connect());
    // The last ones may not have been accepted yet.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { requests: job.connections, p50: 0, p99: 0 };
  }
  if (job.kind === "accept") {
    end = performance.now() + job.seconds * 1000;
    await Promise.all(Array.from({ length: job.connections }, accept));
  } else {
    const conns: Deno.Conn[] = [];
    for (let i = 0; i < job.connections; i++) conns.push(await connect());
    end = performance.now() + job.seconds * 1000;
    await Promise.all(conns.map(echo));
  }
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    p50: times[Math.floor(times.length / 2)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  };
}

if (import.meta.main) {
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of input) {
    console.log(JSON.stringify(await work(JSON.parse(line))));
  }
}

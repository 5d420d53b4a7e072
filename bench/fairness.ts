/**
 * How long a timer and a socket wait while two tasks never stop waking each other.
 *
 * @module
 */

import { type Case, type Group, quantile } from "./_harness.ts";
import * as asyncio from "../mod.ts";

type Wait = () => Promise<unknown>;

const WAITS = 500;

/** Cases by what the busy tasks do, and by what waits beside them. */
export const fairnessGroup: Group = {
  name: "fairness",
  plans: {
    check: { warmup: 1, rounds: 5, pythonRounds: 3 },
    full: { warmup: 1, rounds: 15, pythonRounds: 5 },
  },
  cases: [
    timerBeside("token", () => passToken()),
    readBeside("token", () => passToken()),
    timerBeside("heavy-token", passHeavyToken),
    readBeside("heavy-token", passHeavyToken),
    timerBeside("sleep-0", yieldForEver),
    readBeside("sleep-0", yieldForEver),
  ],
};

/** A 1 ms timer; the reference is the bare one on an idle loop. */
function timerBeside(name: string, busy: Wait): Case {
  return {
    name: `${name}:timer-p99`,
    unit: "ms",
    ours: () => beside(busy, () => p99(() => asyncio.sleep(0.001))),
    reference: () =>
      p99(() => new Promise((resolve) => setTimeout(resolve, 1))),
    cpython: true,
    bars: { limit: 5 },
  };
}

/** The read of a byte that has been sent; the reference is the same on an idle loop. */
function readBeside(name: string, busy: Wait): Case {
  return {
    name: `${name}:read-p99`,
    unit: "ms",
    ours: () => beside(busy, p99Read),
    reference: p99Read,
    cpython: true,
    bars: { limit: 5 },
  };
}

function beside(
  busy: Wait,
  measure: () => Promise<number>,
): Promise<number> {
  return asyncio.run(() =>
    asyncio.taskGroup(async (group) => {
      group.createTask(busy);
      const figure = await measure();
      group.cancel();
      return figure;
    })
  );
}

function passToken(work = () => {}): Promise<void> {
  const left = new asyncio.WaitList<void>();
  const right = new asyncio.WaitList<void>();
  async function player(
    mine: asyncio.WaitList<void>,
    other: asyncio.WaitList<void>,
  ): Promise<void> {
    while (true) {
      await mine.wait();
      work();
      other.wakeOne();
    }
  }
  return asyncio.taskGroup(async (group) => {
    group.createTask(() => player(left, right));
    group.createTask(() => player(right, left));
    await asyncio.sleep(0);
    left.wakeOne();
  });
}

/** Each pass costs 0.2 ms: a slice must end by the clock too, not by counting alone. */
function passHeavyToken(): Promise<void> {
  return passToken(() => {
    const end = performance.now() + 0.2;
    while (performance.now() < end);
  });
}

function yieldForEver(): Promise<void> {
  async function player(): Promise<void> {
    while (true) await asyncio.sleep(0);
  }
  return asyncio.taskGroup(async (group) => {
    group.createTask(player);
    await player();
  });
}

async function p99(wait: Wait): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < WAITS; i++) {
    const started = performance.now();
    await wait();
    samples.push(performance.now() - started);
  }
  return quantile(samples, 0.99);
}

async function p99Read(): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const accepting = listener.accept();
  using client = await Deno.connect({ hostname: "127.0.0.1", port });
  using server = await accepting;
  client.setNoDelay();
  const byte = new Uint8Array(1);
  const buffer = new Uint8Array(1);
  // Read first: bytes that are there already would be taken without waiting.
  return await p99(() =>
    Promise.all([server.read(buffer), client.write(byte)])
  );
}

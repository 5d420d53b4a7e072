// Sources that say what happens to them, and a way to cancel at every step.

import { assert } from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { virtualTest } from "../../_support/mod.ts";

/** How a source behaves. */
export interface SourceOptions {
  /** How many items it gives: 0, 1, 2 … @default {3} */
  count?: number;
  /** How long each item takes, in seconds. @default {1} */
  delay?: number;
  /** What it does after the last item. @default {"end"} */
  then?: "end" | "hang" | "throw";
  /** What it throws then. */
  error?: unknown;
  /** How long it takes to close. @default {0} */
  closing?: number;
  /** What closing throws. */
  closingError?: Error;
}

/** A source that counts what is made of it. */
export class Probe {
  readonly #options: SourceOptions;
  begun = 0;
  made = 0;
  closing = 0;
  closed = 0;

  constructor(options: SourceOptions = {}) {
    this.#options = options;
  }

  async *items(): AsyncGenerator<number, void> {
    const { count = 3, delay = 1, then = "end", closing = 0 } = this.#options;
    this.begun++;
    try {
      for (let i = 0; i < count; i++) {
        await asyncio.sleep(delay);
        this.made++;
        yield i;
      }
      if (then === "hang") await asyncio.sleep(Infinity);
      if (then === "throw") throw this.#options.error;
    } finally {
      this.closing++;
      if (closing > 0) await asyncio.sleep(closing);
      this.#close();
    }
  }

  #close(): void {
    if (this.#options.closingError) throw this.#options.closingError;
    this.closed++;
  }
}

/** Calls `fn`, and checks that no task of it is left. */
export async function leavingNothing<R>(fn: () => Promise<R>): Promise<R> {
  const before = asyncio.allTasks().size;
  const result = await fn();
  await asyncio.sleep(0);
  const left = [...asyncio.allTasks()].slice(before).map(String);
  assert(left.length === 0, `tasks are left: ${left}`);
  return result;
}

/** The error that `fn` ends with. */
export async function errorOf(fn: () => Promise<unknown>): Promise<unknown> {
  try {
    await fn();
  } catch (error) {
    return error;
  }
  throw new Error("It has not failed");
}

/** The microtasks after which an instant of virtual time is taken to be over. */
const HOPS = 60;

/** Runs `fn` as a task and cancels it after `k` microtasks; true if it was still running. */
export async function cancelAt(
  k: number,
  fn: () => Promise<unknown>,
): Promise<{ task: asyncio.Task<unknown>; struck: boolean }> {
  const task = asyncio.createTask(fn);
  let struck = false;
  for (let place = 0; !task.done() && !struck; place++) {
    if (place === k) {
      task.cancel("strike");
      struck = true;
    } else if (place % HOPS === HOPS - 1) await asyncio.sleep(1);
    else await null;
  }
  await asyncio.wait([task]);
  return { task, struck };
}

/** A test that runs `check` for every place until the scenario ends before its cancel. */
export function everywhere(
  name: string,
  check: (k: number) => Promise<{ struck: boolean }>,
): void {
  virtualTest(`${name}, cancelled at every step`, async () => {
    let k = 0;
    while ((await leavingNothing(() => check(k))).struck) {
      assert(k++ < 2000, "the scenario does not end");
    }
    assert(k > 20, `only ${k} places were tried`);
  });
}

/** Reproducible numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

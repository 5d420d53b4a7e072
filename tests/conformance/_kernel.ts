/**
 * Helpers of the ported kernel tests: a loop for each test, one loop turn, a forced garbage
 * collection, a captured console.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Clock, EventLoop } from "../../mod.ts";
import { VirtualClock } from "../../tasks/testing/mod.ts";
import { test } from "../_support/mod.ts";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/** A test with a loop of its own, which it starts itself and which is closed at the end. */
export function loopTest(name: string, fn: (loop: EventLoop) => unknown): void {
  testWithLoop(name, {}, fn);
}

/** {@linkcode loopTest} under virtual time. */
export function virtualLoopTest(
  name: string,
  fn: (loop: EventLoop) => unknown,
): void {
  testWithLoop(name, { clock: new VirtualClock() }, fn);
}

function testWithLoop(
  name: string,
  options: { clock?: Clock },
  fn: (loop: EventLoop) => unknown,
): void {
  test(name, async () => {
    const loop = new EventLoop(options);
    try {
      await fn(loop);
    } finally {
      loop.close();
    }
  });
}

/** Lets the loop run what is ready, as `run_briefly` of CPython's test helpers. */
export async function runBriefly(loop: EventLoop): Promise<void> {
  await loop.runUntilComplete(async () => {});
}

/** Collects garbage and lets the finalizers run. */
export async function collectGarbage(): Promise<void> {
  // Finalizers run in a later turn of the host, and what they free may need a second round.
  for (let round = 0; round < 2; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    gc();
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Runs `fn` and returns what it wrote to the error console, one text per call. */
export async function captureErrors(fn: () => unknown): Promise<string[]> {
  const written: string[] = [];
  const original = console.error;
  console.error = (...args: unknown[]) => {
    written.push(
      args.map((arg) => typeof arg === "string" ? arg : Deno.inspect(arg)).join(
        " ",
      ),
    );
  };
  try {
    await fn();
  } finally {
    console.error = original;
  }
  return written;
}

// In debug mode, says which task has held the loop. The engine resumes an async function by itself, so its steps cannot
// be timed one by one. What is seen is when a task is woken, and when it waits again or ends. In between only it has run,
// if nothing else of the loop has happened since, and if the host has had no turn: it may have waited for a foreign
// promise otherwise.

import { setImmediate } from "node:timers";
import type { Cancellation } from "./_cancellation.ts";
import type { LoopCore } from "./_loop_core.ts";

/** When something of any loop has happened last, in milliseconds. */
let lastEvent = 0;
/** The number of the host's turn, as far as anybody looks. */
let turn = 0;
let isTurnAwaited = false;
/** In which turn of the host a task was woken. */
const wokenIn = new WeakMap<Cancellation, number>();

/** Something else has run, such as a callback. */
export function noteEvent(): void {
  lastEvent = performance.now();
}

/** A task is about to resume. */
export function noteWoken(cancellation: Cancellation | null): void {
  lastEvent = performance.now();
  if (cancellation === null) return;
  wokenIn.set(cancellation, turn);
  if (isTurnAwaited) return;
  isTurnAwaited = true;
  setImmediate(() => {
    isTurnAwaited = false;
    turn++;
  });
}

/** A task waits or has ended: says if it has run for longer than `slowCallbackDuration`, and where it is now. */
export function noteLeft(
  core: LoopCore,
  cancellation: Cancellation,
  stack: string,
): void {
  const start = lastEvent;
  lastEvent = performance.now();
  const seconds = (lastEvent - start) / 1000;
  const isKnown = wokenIn.get(cancellation) === turn;
  wokenIn.delete(cancellation);
  if (!isKnown || seconds < core.loop.slowCallbackDuration) return;
  const what = `Executing ${cancellation.task} took ${
    seconds.toFixed(3)
  } seconds`;
  console.warn(stack === "" ? what : `${what}, up to here:\n${stack}`);
}

// A slice is a run of wake-ups without a turn of the host. After 1,024 wake-ups or 2 ms it is over: what becomes ready
// from then on is kept, in order, and released from a `setImmediate`, so that timers and sockets get their turn. Each
// release lets go of as much as fits in about 2 ms. All loops of the thread share the slice, as they share the host.

import { setImmediate } from "node:timers";

const WAKES_PER_SLICE = 1024;
const MS_PER_SLICE = 2;
/** The clock is read at every 16th wake-up. */
const CLOCK_MASK = 15;

/** What has kept something for a later slice. */
export interface Keeper {
  /** Lets go of at most about `count` wake-ups. Returns how many there were; fewer mean that nothing is left. */
  release(count: number): number;
}

let wakes = 0;
let start = 0;
let over = false;
let size = WAKES_PER_SLICE;
let untimed = 0;
const keepers = new Set<Keeper>();

/** Counts a wake-up. Returns whether it may happen in this slice. */
export function mayGo(): boolean {
  if (over) return false;
  if ((++wakes & CLOCK_MASK) !== 0) return true;
  if (
    wakes < WAKES_PER_SLICE &&
    (untimed > 0 || performance.now() - start < MS_PER_SLICE)
  ) return true;
  over = true;
  setImmediate(onTurn);
  return false;
}

/** Lets `keeper` release, in the next slices, what it keeps. */
export function releaseLater(keeper: Keeper): void {
  keepers.add(keeper);
  if (over) return;
  over = true;
  setImmediate(onTurn);
}

/** Whether nothing is kept for a later slice. */
export function isQuiet(): boolean {
  return keepers.size === 0;
}

/**
 * Counts the loops on virtual time that run. While there is one, slices are ended by counting alone: what happens must
 * not depend on how fast the machine is.
 */
export function addUntimed(change: 1 | -1): void {
  untimed += change;
}

/** What the last release let go has run by now: how long that took says how much to let go. */
function adaptSize(): void {
  if (untimed > 0) return;
  const now = performance.now();
  if (now - start > MS_PER_SLICE) size = Math.max(CLOCK_MASK + 1, size >> 1);
  else size = Math.min(WAKES_PER_SLICE, size << 1);
  start = now;
}

function onTurn(): void {
  adaptSize();
  wakes = 0;
  for (const keeper of keepers) {
    if (keeper.release(size) < size) keepers.delete(keeper);
  }
  if (keepers.size === 0) over = false;
  else setImmediate(onTurn);
}

// A slice is a run of wake-ups without a turn of the host. After a millisecond it is over: what becomes ready from then
// on is kept, in order, and released once the host has had its turn, so that timers and sockets get theirs. Each
// release lets go of as much as fits in a slice. All loops of the thread share the slice, as they share the host.
//
// The host is given not one turn but a row of them: as long as there is always something to do, the runtime looks for
// I/O on every 61st turn only.

import { setImmediate } from "node:timers";

const MS_PER_SLICE = 1;
const HOST_TURNS = 64;
/** Reading the clock costs more than a wake-up: it is read after at most so many, and sooner if they take long. */
const MOST_CREDIT = 64;
/** Loops on virtual time count instead of reading the clock. */
const WAKES_PER_VIRTUAL_SLICE = 1024;
const LARGEST_RELEASE = 1 << 14;

/** What has kept something for a later slice. */
export interface Keeper {
  /** Lets go of at most about `count` wake-ups. Returns how many there were; fewer mean that nothing is left. */
  release(count: number): number;
}

/** How many wake-ups may happen until the next look at the clock, and how many the last look has granted. */
let credit = 1;
let granted = 1;
/** Whether a turn of the host is awaited; the slice began when that was asked for. */
let isTurnDue = false;
let start = 0;
let lastLook = 0;
/** Invariant: while the slice is over, a turn is due. */
let over = false;
let hostTurns = 0;
let releaseSize = MOST_CREDIT;
let virtualLoops = 0;
const keepers = new Set<Keeper>();

/** Counts a wake-up. Returns whether it may happen in this slice. */
export function mayGo(): boolean {
  return !over && (--credit > 0 || renewCredit());
}

/** Looks whether the slice is over; if not, grants as many wake-ups as are not likely to outlast it. */
function renewCredit(): boolean {
  if (virtualLoops > 0) {
    endSlice();
    return false;
  }
  const now = performance.now();
  const took = now - lastLook;
  lastLook = now;
  if (!isTurnDue) {
    // The first look since the last turn of the host: this is where the slice begins.
    start = now;
    askForTurn();
  } else {
    granted = took > MS_PER_SLICE / 4
      ? Math.max(1, granted >> 1)
      : Math.min(MOST_CREDIT, granted << 1);
    if (now - start >= MS_PER_SLICE) {
      endSlice();
      return false;
    }
  }
  credit = granted;
  return true;
}

function endSlice(): void {
  over = true;
  hostTurns = virtualLoops > 0 ? 1 : HOST_TURNS;
  askForTurn();
}

function askForTurn(): void {
  if (isTurnDue) return;
  isTurnDue = true;
  setImmediate(onTurn);
}

/** Lets `keeper` release, in the next slices, what it keeps. */
export function releaseLater(keeper: Keeper): void {
  keepers.add(keeper);
  if (!over) {
    over = true;
    hostTurns = 1;
    askForTurn();
  }
}

/** Whether nothing is kept for a later slice. */
export function isQuiet(): boolean {
  return keepers.size === 0;
}

/**
 * Counts the loops on virtual time that run. While there is one, slices are ended by counting alone: what happens must
 * not depend on how fast the machine is.
 */
export function addVirtualLoops(change: 1 | -1): void {
  virtualLoops += change;
}

function onTurn(): void {
  if (over && --hostTurns > 0) {
    setImmediate(onTurn);
    return;
  }
  isTurnDue = false;
  credit = granted;
  if (virtualLoops > 0) credit = WAKES_PER_VIRTUAL_SLICE;
  if (over) release();
}

function release(): void {
  adaptReleaseSize();
  for (const keeper of keepers) {
    if (keeper.release(releaseSize) < releaseSize) keepers.delete(keeper);
  }
  over = false;
  if (keepers.size > 0) endSlice();
}

/** What the last release let go has run by now: how long that took says how much to let go. */
function adaptReleaseSize(): void {
  if (virtualLoops > 0) {
    releaseSize = WAKES_PER_VIRTUAL_SLICE;
    return;
  }
  const now = performance.now();
  const took = now - lastLook;
  releaseSize = took > MS_PER_SLICE
    ? Math.max(1, releaseSize >> 1)
    : Math.min(LARGEST_RELEASE, releaseSize << 1);
  lastLook = now;
}

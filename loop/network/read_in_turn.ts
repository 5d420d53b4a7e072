// Why reads stand in line.
//
// The runtime looks at its sockets, lets at most 128 operations come to an end, and looks again: what is ready by then
// goes first, and of what was left over the latest. So where more than 128 connections always have something to read,
// those just served are served again and again, and others not for seconds.
//
// A connection that was served has to ask for its next read. So it is enough that between two looks no more reads begin
// than somewhat less than half of that number: half is for the answers, the rest for what has been left over; and whoever stands in line is served
// in order. As long as some runtime work is always due, it looks on every 61st turn only: hence a row of turns.

import { setImmediate } from "node:timers";
import { Deque } from "../deque.ts";

const READS_PER_LOOK = 48;
/** A line that is no longer than this is let go at once: all of them may end before the next look. */
const SHORT_LINE = 64;
const TURNS_PER_LOOK = 64;

/** How many reads may still begin. */
let left = READS_PER_LOOK;
let turns = 0;
// Invariant: while somebody stands in line, `left` is 0 and a turn of the host is due.
const line: Deque<() => void> = new Deque();

/** Calls `begin(reader)`, which begins a read: at once, or when its turn comes. */
export function readInTurn<T>(begin: (reader: T) => void, reader: T): void {
  if (left === 0) line.push(() => begin(reader));
  else {
    if (--left === 0) setImmediate(onTurn);
    begin(reader);
  }
}

function onTurn(): void {
  if (line.length > SHORT_LINE && ++turns < TURNS_PER_LOOK) {
    setImmediate(onTurn);
    return;
  }
  turns = 0;
  left = Math.max(0, READS_PER_LOOK - line.length);
  // Before they begin: one that fails must not hold up those behind it.
  if (left === 0) setImmediate(onTurn);
  for (let i = 0; i < READS_PER_LOOK && line.length > 0; i++) line.shift()();
}

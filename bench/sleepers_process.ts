/**
 * One sample of `sleepers.ts`: prints the figure that its arguments ask for.
 *
 * @module
 */

import { collectGarbage } from "./_harness.ts";
import * as asyncio from "../mod.ts";

const SLEEPERS = 1_000_000;

const [side, figure] = Deno.args;
const seconds = figure === "heap" ? 3600 : 1;
let asleep = 0;

async function task(): Promise<void> {
  asleep++;
  await asyncio.sleep(seconds);
}

async function plainFunction(): Promise<void> {
  asleep++;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

interface Side {
  start(): PromiseLike<void>;
  join(started: PromiseLike<void>[]): PromiseLike<unknown>;
}

const tasks: Side = {
  start: () => asyncio.createTask(task),
  join: (started) => asyncio.gather(started),
};

const functions: Side = {
  start: plainFunction,
  join: (started) => Promise.all(started),
};

function startAll({ start }: Side): PromiseLike<void>[] {
  const started: PromiseLike<void>[] = [];
  for (let i = 0; i < SLEEPERS; i++) started.push(start());
  return started;
}

async function printWall(side: Side): Promise<void> {
  const began = performance.now();
  await side.join(startAll(side));
  console.log(performance.now() - began - seconds * 1000);
}

/** Leaves the process without waiting for anybody to wake up. */
async function printHeap(side: Side): Promise<void> {
  collectGarbage();
  const before = Deno.memoryUsage().heapUsed;
  const started = startAll(side);
  while (asleep < SLEEPERS) await asyncio.sleep(0);
  collectGarbage();
  const used = Deno.memoryUsage().heapUsed - before;
  console.log(used / started.length);
  Deno.exit();
}

const print = figure === "heap" ? printHeap : printWall;
if (side === "tasks") await asyncio.run(() => print(tasks));
else await print(functions);

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

function sleepInTasks(): Promise<unknown> {
  const tasks: asyncio.Task<void>[] = [];
  for (let i = 0; i < SLEEPERS; i++) tasks.push(asyncio.createTask(task));
  return asyncio.gather(tasks);
}

function sleepInFunctions(): Promise<unknown> {
  const promises: Promise<void>[] = [];
  for (let i = 0; i < SLEEPERS; i++) promises.push(plainFunction());
  return Promise.all(promises);
}

async function printWall(sleepAll: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await sleepAll();
  console.log(performance.now() - started - seconds * 1000);
}

/** Leaves the process without waiting for anybody to wake up. */
async function printHeap(sleepAll: () => Promise<unknown>): Promise<never> {
  collectGarbage();
  const before = Deno.memoryUsage().heapUsed;
  const end = sleepAll();
  while (asleep < SLEEPERS) await asyncio.sleep(0);
  collectGarbage();
  console.log((Deno.memoryUsage().heapUsed - before) / SLEEPERS);
  end.catch(() => {});
  Deno.exit();
}

const print = figure === "heap" ? printHeap : printWall;
if (side === "tasks") {
  await asyncio.run(() => print(sleepInTasks));
} else {
  await print(sleepInFunctions);
}

/**
 * How late a sleeping task wakes on a loop that has nothing else to do.
 *
 * @module
 */

import process from "node:process";
import { type Case, type Group, type Measure, quantile } from "./_harness.ts";
import * as asyncio from "../mod.ts";

type Sleep = (milliseconds: number) => Promise<unknown>;

/** Lateness by the length of the sleep, and what a wake-up costs the processor. */
export const timersGroup: Group = {
  name: "timers",
  plans: {
    check: { warmup: 1, rounds: 7, pythonRounds: 7 },
    full: { warmup: 1, rounds: 25, pythonRounds: 25 },
  },
  cases: [
    lateness("5ms", 5, 20),
    lateness("10ms", 10, 20),
    lateness("50ms", 50, 10),
    {
      name: "cpu-per-wake",
      unit: "us",
      ours: inTask(() => cpuPerWake(sleepInTask)),
      reference: () => cpuPerWake(sleepPlainly),
      cpython: true,
      // A busy wait would burn close to a thousand of them.
      bars: { limit: 500 },
    },
    {
      name: "1ms-precise",
      unit: "ms",
      ours: inTask(() => medianLateness(sleepInTask, 1, 50), "precise"),
      reference: () => medianLateness(sleepPlainly, 1, 50),
      cpython: true,
      bars: { limit: 0.1 },
    },
  ],
};

function sleepInTask(milliseconds: number): Promise<void> {
  return asyncio.sleep(milliseconds / 1000);
}

function sleepPlainly(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function inTask(measure: Measure, timers?: "precise"): Measure {
  if (timers === undefined) return () => asyncio.run(measure);
  const loopFactory = () => new asyncio.EventLoop({ timers });
  return () => asyncio.run(measure, { loopFactory });
}

function lateness(name: string, milliseconds: number, count: number): Case {
  return {
    name,
    unit: "ms",
    ours: inTask(() => medianLateness(sleepInTask, milliseconds, count)),
    reference: () => medianLateness(sleepPlainly, milliseconds, count),
    cpython: true,
    bars: { limit: 0.5 },
  };
}

async function medianLateness(
  sleep: Sleep,
  milliseconds: number,
  count: number,
): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await sleep(milliseconds);
    samples.push(performance.now() - started - milliseconds);
  }
  return quantile(samples, 0.5);
}

async function cpuPerWake(sleep: Sleep): Promise<number> {
  const count = 20;
  const started = process.cpuUsage();
  for (let i = 0; i < count; i++) await sleep(10);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / count;
}

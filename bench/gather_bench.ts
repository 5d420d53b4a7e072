/**
 * What `gather` adds to each result, beside `Promise.all`.
 *
 * @module
 */

import {
  type Group,
  type Stopwatch,
  TIMED_PLANS,
  timedCase,
} from "./_harness.ts";
import * as asyncio from "../mod.ts";

const RESULTS = 10_000;
/** A single gather is over too soon to be timed well. */
const TIMES = 20;

/** Cases by what is gathered. */
export const gatherGroup: Group = {
  name: "gather",
  plans: TIMED_PLANS,
  cases: [
    timedCase("gather", {
      name: "done-futures",
      ops: RESULTS * TIMES,
      ours: gatherFutures,
      reference: allPromises,
      cpython: true,
      bars: { ratio: 3 },
    }),
    timedCase("gather", {
      name: "functions",
      ops: RESULTS * TIMES,
      ours: gatherFunctions,
      reference: allCalls,
      cpython: true,
      bars: { ratio: 3 },
    }),
    timedCase("gather", {
      name: "functions-later",
      ops: RESULTS * TIMES,
      ours: gatherFunctions,
      reference: allCallsLater,
      cpython: false,
      bars: {},
    }),
  ],
};

function immediateFunctions(): (() => Promise<void>)[] {
  return Array.from({ length: RESULTS }, () => async () => {});
}

function gatherFutures(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    const futures = Array.from({ length: RESULTS }, () => {
      const future = new asyncio.Future<number>();
      future.setResult(1);
      return future;
    });
    watch.start();
    for (let i = 0; i < TIMES; i++) await asyncio.gather(futures);
    watch.end();
  });
}

async function allPromises(watch: Stopwatch): Promise<void> {
  const promises = Array.from({ length: RESULTS }, () => Promise.resolve(1));
  watch.start();
  for (let i = 0; i < TIMES; i++) await Promise.all(promises);
  watch.end();
}

function gatherFunctions(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    const functions = immediateFunctions();
    watch.start();
    for (let i = 0; i < TIMES; i++) await asyncio.gather(functions);
    watch.end();
  });
}

async function allCalls(watch: Stopwatch): Promise<void> {
  const functions = immediateFunctions();
  watch.start();
  for (let i = 0; i < TIMES; i++) {
    await Promise.all(functions.map((call) => call()));
  }
  watch.end();
}

/** As `gather` has it: no function begins inside the call. */
async function allCallsLater(watch: Stopwatch): Promise<void> {
  const functions = immediateFunctions();
  watch.start();
  for (let i = 0; i < TIMES; i++) {
    await Promise.all(functions.map(callLater));
  }
  watch.end();
}

function callLater(call: () => Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  queueMicrotask(() => void call().then(resolve, reject));
  return promise;
}

// The block form of timeout(), in TypeScript `await using`, means the same, nested and in sequence.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function limited(delay: number, limit: number): Promise<void> {
  await using _ = asyncio.timeout(limit);
  log("sleeps", delay);
  await asyncio.sleep(delay);
  log("slept", delay);
}

async function nested(inner: number, outer: number): Promise<void> {
  await using _ = asyncio.timeout(outer);
  try {
    await limited(10, inner);
  } catch (error) {
    if (asyncio.isCancelled(error)) throw error;
    log("between", error);
  }
  await asyncio.sleep(1);
  log("the outer block ends");
}

async function main(): Promise<void> {
  for (const [delay, limit] of [[1, 2], [2, 1]] as const) {
    try {
      await limited(delay, limit);
    } catch (error) {
      log(error);
    }
  }
  for (const [inner, outer] of [[1, 5], [5, 1], [1, 1.5]] as const) {
    try {
      await nested(inner, outer);
    } catch (error) {
      log("outside", error);
    }
  }
  log(asyncio.currentTask()!.cancelling());
}

export default () => run(main);

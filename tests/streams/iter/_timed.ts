import * as asyncio from "../../../mod.ts";

/** Gives the times themselves, at these times. */
export async function* at(...times: number[]) {
  for (const time of times) {
    await asyncio.sleepUntil(time);
    yield time;
  }
}

/** What comes and when, of a consumer that is busy for a while after each item. */
export async function traceOf(
  items: AsyncIterable<number>,
  busy = 0,
): Promise<string[]> {
  const trace: string[] = [];
  for await (const item of items) {
    trace.push(`${asyncio.getRunningLoop().time()}: ${item}`);
    if (busy > 0) await asyncio.sleep(busy);
  }
  trace.push(`${asyncio.getRunningLoop().time()}: end`);
  return trace;
}

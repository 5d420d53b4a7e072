// as_completed() as a plain iterator: results and errors in the order of completion, duplicates once.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function part(n: number, error?: Error): Promise<number> {
  await asyncio.sleep(n);
  if (error) throw error;
  return n;
}

async function main(): Promise<void> {
  const shared = asyncio.createTask(() => part(3));
  const aws = [
    () => part(4),
    shared,
    () => part(1),
    () => part(2, new Oops("two")),
    shared,
  ];
  for (const next of asyncio.asCompleted(aws)) {
    try {
      log("got", await next);
    } catch (error) {
      log("raised", error);
    }
    await asyncio.sleep(0.25);
  }
  const late = [3, 1, 2].map((n) => asyncio.createTask(() => part(n)));
  await asyncio.sleep(5);
  const results: number[] = [];
  for (const next of asyncio.asCompleted(late)) results.push(await next);
  log(results.sort());
  log([...asyncio.asCompleted([])]);
}

export default () => run(main);

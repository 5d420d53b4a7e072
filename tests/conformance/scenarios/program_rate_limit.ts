// A program: a semaphore bounds the calls, a lock the log, and a call that is given up frees its place at once.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function call(
  name: string,
  slots: asyncio.Semaphore,
  page: asyncio.Lock,
  seconds: number,
): Promise<void> {
  let took: number | null = seconds;
  {
    using _ = await slots.acquire();
    try {
      await asyncio.timeout(2, () => asyncio.sleep(seconds));
    } catch (error) {
      if (!(error instanceof asyncio.TimeoutError)) throw error;
      took = null;
    }
  }
  using _ = await page.acquire();
  await asyncio.sleep(0.25);
  log(name, took);
}

async function main(): Promise<void> {
  const slots = new asyncio.Semaphore(2);
  const page = new asyncio.Lock();
  const times = { a: 1, b: 3, c: 0.5, d: 9, e: 1.25, f: 0.75 };
  const tasks = Object.entries(times).map(([name, took]) =>
    asyncio.createTask(() => call(name, slots, page, took))
  );
  await asyncio.sleep(0.75);
  tasks[4]!.cancel();
  await asyncio.wait(tasks);
  log(slots.locked(), page.locked(), tasks.map(outcome));
}

export default () => run(main);

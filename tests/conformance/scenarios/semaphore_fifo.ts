// A semaphore lets in as many as it has permits, in the order in which they came.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function user(
  name: string,
  pause: number,
  semaphore: asyncio.Semaphore,
): Promise<void> {
  using _ = await semaphore.acquire();
  log(name, "enters");
  await asyncio.sleep(pause);
}

async function main(): Promise<void> {
  const semaphore = new asyncio.Semaphore(2);
  const pauses = { a: 1, b: 1.5, c: 1, d: 0.75, e: 1 };
  await asyncio.gather(
    Object.entries(pauses).map(([name, pause]) => () =>
      user(name, pause, semaphore)
    ),
  );
  log(semaphore.locked());
}

export default () => run(main);

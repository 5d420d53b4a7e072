// Who waits for a permit for too long gets TimeoutError, and no permit is lost.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function user(
  name: string,
  semaphore: asyncio.Semaphore,
  patience: number,
): Promise<void> {
  try {
    await asyncio.waitFor(() => semaphore.acquire(), patience);
  } catch (error) {
    log(name, error);
    return;
  }
  log(name, "enters");
  await asyncio.sleep(1 + patience / 4);
  semaphore.release();
}

async function main(): Promise<void> {
  const semaphore = new asyncio.BoundedSemaphore(2);
  const patience = { a: 5, b: 6, c: 1, d: 1.5, e: 7, f: 8 };
  await asyncio.gather(
    Object.entries(patience).map(([name, time]) => () =>
      user(name, semaphore, time)
    ),
  );
  log(semaphore.locked());
  try {
    semaphore.release();
  } catch (error) {
    if (error instanceof RangeError) log("all permits are back");
  }
}

export default () => run(main);

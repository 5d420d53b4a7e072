// Several releases in one turn let in several, in order; what is left over stays free.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function user(
  name: string,
  semaphore: asyncio.Semaphore,
): Promise<void> {
  await semaphore.acquire();
  log(name, "enters");
}

async function main(): Promise<void> {
  const semaphore = new asyncio.Semaphore(0);
  const tasks = [..."abcd"].map((name) =>
    asyncio.createTask(() => user(name, semaphore))
  );
  await asyncio.sleep(1);
  semaphore.release();
  semaphore.release();
  await asyncio.sleep(1);
  log(semaphore.locked());
  for (let i = 0; i < 3; i++) semaphore.release();
  await asyncio.wait(tasks);
  log(semaphore.locked());
  await semaphore.acquire();
  log(semaphore.locked());
}

export default () => run(main);

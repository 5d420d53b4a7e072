// Whoever fails with the lock lets go of it: the next one enters.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function user(name: string, lock: asyncio.Lock): Promise<void> {
  using _ = await lock.acquire();
  log(name, "enters");
  await asyncio.sleep(1);
  throw new Oops(name);
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => user(name, lock))
  );
  await asyncio.wait(tasks);
  log(lock.locked(), tasks.map(outcome));
}

export default () => run(main);

// A lock goes to those who wait in the order in which they came; who comes back at once stands at the end.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function user(name: string, lock: asyncio.Lock): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    using _ = await lock.acquire();
    log(name, "enters", turn);
    await asyncio.sleep(1);
  }
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  await asyncio.gather([..."abc"].map((name) => () => user(name, lock)));
  log(lock.locked());
}

export default () => run(main);

// The first child to end decides what a cancelled gather() raises, an error or the cancel.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function part(
  name: string,
  cleanup: number,
  error: Error | undefined,
): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log(name, "ends");
    // deno-lint-ignore no-unsafe-finally -- an error in the cleanup is the case
    if (error) throw error;
  }
}

async function main(): Promise<void> {
  const cases = [[undefined, new Oops("second")], [
    new Oops("first"),
    undefined,
  ]];
  for (const [first, second] of cases) {
    const gathered = asyncio.gather(
      () => part("first", 1, first),
      () => part("second", 2, second),
    );
    await asyncio.sleep(1);
    gathered.cancel();
    try {
      await gathered;
    } catch (error) {
      log("raised", error, gathered.cancelled());
    }
    await asyncio.sleep(5);
  }
}

export default () => run(main);

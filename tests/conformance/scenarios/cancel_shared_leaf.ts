// Two parts of a gather() that wait on the same future: one cancel of the gather() reaches each of them once.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function part(
  name: string,
  cleanup: number,
  future: asyncio.Future<unknown>,
): Promise<void> {
  try {
    await future;
  } catch (error) {
    log(name, "cancelled", asyncio.currentTask()!.cancelling());
    await asyncio.sleep(cleanup);
    log(name, "is clean");
    throw error;
  }
}

async function main(): Promise<void> {
  const future = asyncio.getRunningLoop().createFuture();
  let both = asyncio.gather(
    () => part("a", 1, future),
    () => part("b", 2, future),
  );
  await asyncio.sleep(1);
  both.cancel();
  try {
    await both;
  } catch (error) {
    log(error);
  }
  await asyncio.sleep(5);

  const task = asyncio.createTask(() => asyncio.sleep(10));
  both = asyncio.gather(() => part("c", 1, task), () => part("d", 2, task));
  await asyncio.sleep(1);
  both.cancel();
  try {
    await both;
  } catch (error) {
    log(error);
  }
  await asyncio.sleep(5);
}

export default () => run(main);

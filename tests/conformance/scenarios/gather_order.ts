// Results come in the order of the arguments, whatever the order of completion.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function square(n: number, delay: number): Promise<number> {
  await asyncio.sleep(delay);
  log("squared", n);
  return n * n;
}

async function main(): Promise<void> {
  log(
    await asyncio.gather(
      () => square(1, 3),
      () => square(2, 1),
      () => square(3, 2),
    ),
  );
  const task = asyncio.createTask(() => square(4, 2));
  const future = asyncio.getRunningLoop().createFuture<string>();
  asyncio.getRunningLoop().callLater(1, () => future.setResult("set"));
  log(await asyncio.gather(future, task, () => square(5, 0.5)));
  log(await asyncio.gather(task, future, task, task));
  log(await asyncio.gather());
  const nested = asyncio.gather(
    asyncio.gather(() => square(1, 1), () => square(2, 0.5)),
    asyncio.gather(() => square(3, 0.25)),
  );
  log(await nested, nested.done());
}

export default () => run(main);

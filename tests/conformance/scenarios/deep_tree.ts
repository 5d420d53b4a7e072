// A tree of groups: one leaf fails, the others are cancelled, and the error comes up wrapped once a level.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function leaf(number: number, bad: number | undefined): Promise<void> {
  try {
    await asyncio.sleep(number === bad ? 1 : 10);
  } catch (error) {
    await asyncio.sleep((number + 1) / 8);
    log("leaf", number, "cancelled");
    throw error;
  }
  throw new Oops(`leaf ${number}`);
}

async function branch(
  first: number,
  size: number,
  bad: number | undefined,
): Promise<void> {
  const half = size / 2;
  try {
    await asyncio.taskGroup((group) => {
      for (const start of [first, first + half]) {
        group.createTask(() =>
          half === 1 ? leaf(start, bad) : branch(start, half, bad)
        );
      }
    });
  } catch (error) {
    if (!asyncio.isCancelled(error)) log("branch", first, size, error);
    throw error;
  }
}

async function main(): Promise<void> {
  for (const bad of [5, 0, undefined]) {
    const task = asyncio.createTask(() => branch(0, 8, bad));
    const handle = asyncio.getRunningLoop().callLater(5, () => task.cancel());
    await asyncio.wait([task]);
    handle.cancel();
    log(outcome(task));
  }
}

export default () => run(main);

// A cancel and three kinds of ends for a task in wait_for() in a group in a timeout.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function leaf(
  name: string,
  delay: number,
  failure?: Error,
): Promise<string> {
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    await asyncio.sleep(0.25);
    log(name, "cancelled", asyncio.currentTask()!.cancelling());
    throw error;
  }
  if (failure) throw failure;
  return name;
}

type Case = [
  delay: number,
  wait: number,
  limit: number,
  failure: Error | undefined,
];

async function worker(...[delay, wait, limit, failure]: Case): Promise<void> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.timeout(limit, () =>
      asyncio.taskGroup(async (group) => {
        const child = group.createTask(() => leaf("child", delay, failure));
        log("got", await asyncio.waitFor(child, wait));
      }));
  } catch (error) {
    log("worker", error, task.cancelling());
    throw error;
  }
}

async function main(): Promise<void> {
  const cases: Case[] = [
    [1, 2, 3, undefined],
    [5, 1, 3, undefined],
    [5, 3, 1, undefined],
    [1, 2, 3, new Oops("leaf")],
    [5, 6, 7, undefined],
  ];
  for (const each of cases) {
    log(each);
    const task = asyncio.createTask(() => worker(...each));
    const handle = asyncio.getRunningLoop().callLater(
      4,
      () => task.cancel("late"),
    );
    await asyncio.wait([task]);
    handle.cancel();
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

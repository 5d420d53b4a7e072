// A cancel from outside cancels the children, waits for them, and leaves the group as it came.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function child(name: string, cleanup: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log(name, "ends");
  }
}

async function parent(body: number): Promise<void> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.taskGroup(async (group) => {
      group.createTask(() => child("a", 1));
      group.createTask(() => child("b", 2));
      await asyncio.sleep(body);
      log("body ends");
    });
  } catch (error) {
    log("parent", error, task.cancelling());
    throw error;
  }
}

async function main(): Promise<void> {
  for (const body of [0.5, 5]) {
    const task = asyncio.createTask(() => parent(body));
    await asyncio.sleep(1);
    task.cancel("from outside");
    await asyncio.wait([task]);
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

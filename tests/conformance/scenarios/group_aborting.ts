// A group that is aborting refuses new tasks, and a child that swallows its cancel is waited for.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function fails(): Promise<void> {
  await asyncio.sleep(1);
  throw new Oops("child");
}

async function stubborn(group: asyncio.TaskGroup): Promise<string> {
  try {
    await asyncio.sleep(10);
  } catch {
    log("stubborn goes on");
  }
  try {
    group.createTask(fails);
  } catch (error) {
    log("refused", error);
  }
  await asyncio.sleep(2);
  log("stubborn ends");
  return "value";
}

async function main(): Promise<void> {
  let task: asyncio.Task<string> | undefined;
  try {
    await asyncio.taskGroup((group) => {
      task = group.createTask(() => stubborn(group));
      group.createTask(fails);
    });
  } catch (errors) {
    log(errors, outcome(task!));
  }
}

export default () => run(main);

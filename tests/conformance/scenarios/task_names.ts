// Names and identity: set_name(), current_task(), all_tasks(), get_name() after the end.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function child(): Promise<asyncio.Task<unknown>[]> {
  const task = asyncio.currentTask()!;
  log("child is", task.getName(), asyncio.allTasks().has(task));
  await asyncio.sleep(1);
  task.setName("renamed");
  await asyncio.sleep(1);
  // In an array, because a task that is returned bare would be awaited.
  return [task];
}

function names(): string[] {
  return [...asyncio.allTasks()].map((task) => task.getName()).sort();
}

async function main(): Promise<void> {
  const mainTask = asyncio.currentTask()!;
  mainTask.setName("main");
  const one = asyncio.createTask(child, { name: "one" });
  const two = asyncio.createTask(child);
  two.setName(2);
  log(names());
  await asyncio.sleep(1.5);
  log(names());
  two.cancel();
  const [self] = await one;
  log("the same task", self === one, asyncio.currentTask() === mainTask);
  log(one.getName(), two.getName(), outcome(two));
  log(names());
}

export default () => run(main);

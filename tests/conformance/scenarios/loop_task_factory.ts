// A task factory makes every task of the loop.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

// deno-lint-ignore require-await -- a coroutine that never waits
async function child(name: string): Promise<void> {
  log(name, "runs as", asyncio.currentTask()!.getName());
}

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  log(loop.getTaskFactory());
  loop.setTaskFactory((loop, coro, options) => {
    const task = new asyncio.Task(coro, { loop, ...options });
    log("made a task", task.done());
    return task;
  });
  await asyncio.createTask(() => child("one"), { name: "first" });
  await loop.createTask(() => child("two"), { name: "second" });
  await asyncio.taskGroup((group) => {
    group.createTask(() => child("three"), { name: "third" });
  });
  loop.setTaskFactory(null);
  await asyncio.createTask(() => child("four"), { name: "fourth" });
}

export default () => run(main);

// A task cancelled before its first step never runs, not even its finally block.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

// deno-lint-ignore require-await -- a coroutine that never waits
async function body(name: string | number): Promise<void> {
  try {
    log(name, "starts");
  } finally {
    log(name, "ends");
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(() => body("task"));
  log(task.cancel("too early"), task.cancelled(), task.cancelling());
  try {
    await task;
  } catch (error) {
    log(error);
  }
  log(outcome(task));

  const tasks = [0, 1, 2].map((n) => asyncio.createTask(() => body(n)));
  tasks[0]!.cancel();
  tasks[2]!.cancel();
  await asyncio.wait(tasks);
  for (const task of tasks) log(outcome(task));

  const both = asyncio.gather(() => body("left"), () => body("right"));
  log(both.cancel());
  try {
    await both;
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

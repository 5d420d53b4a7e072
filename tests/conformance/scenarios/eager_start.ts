// An eager task runs its first step inside create_task(), as the current task and in its own context.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

const variable = new asyncio.ContextVar("var", { default: "unset" });

async function child(
  name: string,
  parent: asyncio.Task<unknown>,
  depth = 0,
): Promise<string> {
  const task = asyncio.currentTask()!;
  log(name, "starts", task === parent, variable.get());
  variable.set(name);
  if (depth) {
    const inner = asyncio.createTask(() =>
      child(name + "'s child", task, depth - 1)
    );
    const same = asyncio.currentTask() === task;
    log(name, "again", same, inner.done(), variable.get());
  }
  await asyncio.sleep(1 + depth);
  log(name, "ends", asyncio.currentTask() === task, variable.get());
  return name;
}

async function main(): Promise<void> {
  asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
  const task = asyncio.currentTask()!;
  variable.set("main");
  const eager = asyncio.createTask(() => child("eager", task, 2));
  const same = asyncio.currentTask() === task;
  log("created", same, eager.done(), variable.get());
  log(await eager);
  log(
    await asyncio.gather(
      () => child("left", task),
      () => child("right", task, 1),
    ),
  );
  asyncio.getRunningLoop().setTaskFactory(null);
  const lazy = asyncio.createTask(() => child("lazy", task));
  log("created");
  log(await lazy, variable.get());
}

export default () => run(main);

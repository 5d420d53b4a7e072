// Cancelling single tasks of nested groups, from inside and outside, ends only what hangs below them.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

type Tasks = Map<string, asyncio.Task<void>>;

async function leaf(name: string, cleanup: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log(name, "ends");
  }
}

async function branch(
  name: string,
  tasks: Tasks,
  first: number,
): Promise<void> {
  try {
    await asyncio.taskGroup((group) => {
      for (const [n, cleanup] of [[1, first], [2, first + 0.5]] as const) {
        const each = name + n;
        tasks.set(each, group.createTask(() => leaf(each, cleanup)));
      }
    });
  } finally {
    log(name, "ends", asyncio.currentTask()!.cancelling());
  }
}

async function main(): Promise<void> {
  const tasks: Tasks = new Map();
  await asyncio.taskGroup(async (group) => {
    tasks.set("a", group.createTask(() => branch("a", tasks, 0.25)));
    tasks.set("b", group.createTask(() => branch("b", tasks, 0.5)));
    for (const name of ["a1", "b", "a2"]) {
      await asyncio.sleep(2);
      log("cancel", name, tasks.get(name)!.cancel());
    }
    log("body ends");
  });
  for (const [name, task] of [...tasks].sort()) {
    log(name, outcome(task), task.cancelling());
  }
}

export default () => run(main);

// Tasks start in the order of their creation, after their creator waits; so do the tasks they create.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function node(name: string, depth: number): Promise<void> {
  log(name, "starts");
  const tasks: asyncio.Task<void>[] = [];
  if (depth) {
    for (const side of ["l", "r"]) {
      tasks.push(asyncio.createTask(() => node(name + side, depth - 1)));
    }
  }
  log(name, "has", tasks.length);
  for (const task of tasks) await task;
}

async function main(): Promise<void> {
  const tasks = ["a", "b"].map((name) =>
    asyncio.createTask(() => node(name, 2))
  );
  log("main waits");
  await asyncio.gather(tasks);
}

export default () => run(main);

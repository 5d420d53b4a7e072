// A child's error cancels the siblings and the body once, and comes out when the last has ended.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function child(
  name: string,
  delay: number,
  cleanup: number,
): Promise<void> {
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    await asyncio.sleep(cleanup);
    log(name, "is clean");
    throw error;
  }
  log(name, "fails");
  throw new Oops(name);
}

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  let tasks: asyncio.Task<void>[] = [];
  try {
    await asyncio.taskGroup(async (group) => {
      tasks = [
        group.createTask(() => child("a", 5, 2)),
        group.createTask(() => child("b", 1, 0)),
        group.createTask(() => child("c", 5, 1)),
      ];
      try {
        await asyncio.sleep(10);
      } catch (error) {
        log("body cancelled", task.cancelling());
        await asyncio.sleep(0.5);
        log("body is clean");
        throw error;
      }
    });
  } catch (errors) {
    log("raised", errors, task.cancelling());
  }
  log(tasks.map(outcome), tasks.map((task) => task.cancelling()));
}

export default () => run(main);

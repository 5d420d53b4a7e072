// A timeout around a group, a group around timeouts: who is cancelled, and what comes out.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function child(
  name: string,
  delay: number,
  limit: number | null = null,
): Promise<void> {
  try {
    await asyncio.timeout(limit, async () => {
      await asyncio.sleep(delay);
      log(name, "ends");
    });
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.timeout(2, () =>
      asyncio.taskGroup((group) => {
        group.createTask(() => child("a", 1));
        group.createTask(() => child("b", 5));
      }));
  } catch (error) {
    log("timeout around", error, task.cancelling());
  }

  try {
    await asyncio.taskGroup((group) => {
      group.createTask(() => child("c", 5, 1));
      group.createTask(() => child("d", 5, 3));
    });
  } catch (errors) {
    log("timeouts inside", errors, task.cancelling());
  }

  try {
    await asyncio.timeout(4, () =>
      asyncio.taskGroup(async (group) => {
        group.createTask(() => child("e", 5));
        await asyncio.timeout(1, () => asyncio.sleep(5));
      }));
  } catch (errors) {
    log("timeout of the body", errors, task.cancelling());
  }
}

export default () => run(main);

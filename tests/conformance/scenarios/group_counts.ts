// Groups and timeouts, mixed and however deep, leave cancelling() as they found it.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function fails(delay: number): Promise<void> {
  await asyncio.sleep(delay);
  throw new Oops(`after ${delay}`);
}

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.timeout(5, () =>
      asyncio.taskGroup(async (group) => {
        group.createTask(() => fails(1));
        try {
          await asyncio.timeout(3, () => asyncio.sleep(10));
        } finally {
          log("inside", task.cancelling());
        }
      }));
  } catch (errors) {
    log(errors, task.cancelling());
  }
  try {
    await asyncio.taskGroup(async (group) => {
      group.createTask(() => fails(2));
      await asyncio.timeout(1, () => asyncio.sleep(10));
    });
  } catch (errors) {
    log(errors, task.cancelling());
  }
  try {
    await asyncio.taskGroup((outer) =>
      asyncio.timeout(3, () =>
        asyncio.taskGroup(async (inner) => {
          inner.createTask(() => fails(2));
          outer.createTask(() => fails(1));
          try {
            await asyncio.sleep(10);
          } finally {
            log("inside", task.cancelling());
            try {
              await asyncio.sleep(10);
            } finally {
              log("inside, still", task.cancelling());
            }
          }
        }))
    );
  } catch (errors) {
    log(errors, task.cancelling());
  }
  await asyncio.sleep(1);
  log("goes on");
}

export default () => run(main);

// An error of the body cancels the children and joins their errors in the group.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function child(
  name: string,
  cleanup: number,
  error?: Error,
): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log(name, "ends");
    // deno-lint-ignore no-unsafe-finally -- an error in the cleanup is the case
    if (error) throw error;
  }
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup(async (group) => {
      group.createTask(() => child("a", 2));
      group.createTask(() => child("b", 1, new Oops("b")));
      await asyncio.sleep(1);
      log("body fails");
      throw new Oops("body");
    });
  } catch (errors) {
    log(errors);
  }
  log(asyncio.currentTask()!.cancelling());
  let unstarted: asyncio.Task<void> | undefined;
  try {
    await asyncio.taskGroup((group) => {
      unstarted = group.createTask(() => child("never", 0));
      throw new Oops("at once");
    });
  } catch (errors) {
    log(errors, outcome(unstarted!));
  }
}

export default () => run(main);

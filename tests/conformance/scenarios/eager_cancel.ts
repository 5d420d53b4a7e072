// An eager task that is cancelled right after its creation has begun already, so its cleanup runs.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function child(name: string, failure?: Error): Promise<void> {
  log(name, "starts");
  try {
    if (failure) throw failure;
    await asyncio.sleep(10);
  } catch (error) {
    if (asyncio.isCancelled(error)) {
      log(name, error);
      await asyncio.sleep(1);
    }
    throw error;
  } finally {
    log(name, "ends");
  }
}

async function main(): Promise<void> {
  asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
  const task = asyncio.createTask(() => child("plain"));
  log("cancel", task.cancel("at once"), task.done());
  await asyncio.wait([task]);
  log(outcome(task));

  const gathered = asyncio.gather(() => child("left"), () => child("right"));
  log("cancel", gathered.cancel());
  try {
    await gathered;
  } catch (error) {
    log(error);
  }

  const failed = asyncio.createTask(() =>
    child("failing", new Oops("first step"))
  );
  try {
    await failed;
  } catch (error) {
    log("raised", error);
  }

  try {
    await asyncio.timeout(1, async () => {
      await asyncio.createTask(() => child("limited"));
    });
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

// The block form of a group, in TypeScript `await using`, joins, fails and is cancelled in the same way.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function child(
  name: string,
  delay: number,
  failure?: Error,
): Promise<void> {
  try {
    await asyncio.sleep(delay);
    log(name, "ends");
  } catch (error) {
    log(name, "cancelled");
    throw error;
  }
  if (failure) throw failure;
}

async function joins(): Promise<void> {
  await using group = new asyncio.TaskGroup();
  group.createTask(() => child("a", 2));
  group.createTask(() => child("b", 1));
  log("body ends");
}

async function failsInBody(): Promise<void> {
  await using group = new asyncio.TaskGroup();
  group.createTask(() => child("c", 1, new Oops("c")));
  group.createTask(() => child("d", 2));
  await asyncio.sleep(5);
  log("never here");
}

async function failsAtExit(): Promise<void> {
  await using group = new asyncio.TaskGroup();
  group.createTask(() => child("e", 1, new Oops("e")));
  group.createTask(() => child("f", 2));
}

async function isCancelled(): Promise<void> {
  await using group = new asyncio.TaskGroup();
  group.createTask(() => child("g", 4));
  await asyncio.sleep(5);
}

async function main(): Promise<void> {
  for (const body of [joins, failsInBody, failsAtExit, isCancelled]) {
    const task = asyncio.createTask(body);
    const handle = asyncio.getRunningLoop().callLater(3, () => task.cancel());
    await asyncio.wait([task]);
    handle.cancel();
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

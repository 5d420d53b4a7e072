// Nested wait_for(): the shorter one raises first, wherever it is, and each cleans up in turn.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function inner(name: string): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(0.5);
    log(name, "is clean");
  }
}

async function middle(name: string, timeout: number): Promise<string> {
  try {
    await asyncio.waitFor(() => inner(name), timeout);
    return "in time";
  } catch (error) {
    log(name, "middle", error);
    if (asyncio.isCancelled(error)) throw error;
    await asyncio.sleep(0.25);
    return "middle's value";
  }
}

async function main(): Promise<void> {
  for (
    const [name, short, long] of [["inner", 1, 4], ["outer", 4, 1]] as const
  ) {
    try {
      log(name, await asyncio.waitFor(() => middle(name, short), long));
    } catch (error) {
      log(name, "main", error);
    }
  }
  const task = asyncio.createTask(() => inner("task"));
  try {
    await asyncio.waitFor(
      () => asyncio.waitFor(() => asyncio.waitFor(task, 5), 2),
      7,
    );
  } catch (error) {
    log("three deep", error, outcome(task), task.cancelling());
  }
}

export default () => run(main);

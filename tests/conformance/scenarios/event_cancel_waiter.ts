// A cancelled waiter of an event stops waiting; the others do not notice.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function waiter(name: string, event: asyncio.Event): Promise<void> {
  try {
    await event.wait();
    log(name, "goes on");
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function main(): Promise<void> {
  const event = new asyncio.Event();
  const tasks = [..."abcd"].map((name) =>
    asyncio.createTask(() => waiter(name, event))
  );
  await asyncio.sleep(1);
  tasks[1]!.cancel("early");
  await asyncio.sleep(1);
  tasks[2]!.cancel("just in time");
  event.set();
  await asyncio.wait(tasks);
  log(tasks.map(outcome));
}

export default () => run(main);

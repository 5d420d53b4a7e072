// An event that is set and cleared in one turn wakes all who waited, in order, and nobody who comes later.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function waiter(name: string, event: asyncio.Event): Promise<void> {
  await event.wait();
  log(name, "goes on", event.isSet());
}

async function main(): Promise<void> {
  const event = new asyncio.Event();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => waiter(name, event))
  );
  await asyncio.sleep(1);
  event.set();
  event.clear();
  tasks.push(asyncio.createTask(() => waiter("late", event)));
  await asyncio.sleep(1);
  log("again");
  event.set();
  await asyncio.wait(tasks);
  await waiter("last", event);
}

export default () => run(main);

// A hand-made event over futures wakes its waiters in order, passing over one that was cancelled.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

class Event {
  readonly waiters: Set<asyncio.Future<string>> = new Set();

  async wait(): Promise<string> {
    const future = asyncio.getRunningLoop().createFuture<string>();
    this.waiters.add(future);
    try {
      return await future;
    } finally {
      this.waiters.delete(future);
    }
  }

  set(value: string): void {
    for (const future of this.waiters) {
      if (!future.done()) future.setResult(value);
    }
  }
}

async function waiter(name: string, event: Event): Promise<void> {
  for (let n = 0; n < 2; n++) log(name, "got", await event.wait());
}

async function main(): Promise<void> {
  const event = new Event();
  const tasks = [..."abcde"].map((name) =>
    asyncio.createTask(() => waiter(name, event))
  );
  await asyncio.sleep(1);
  tasks[1]!.cancel();
  event.set("first");
  log("set");
  await asyncio.sleep(1);
  log("waiting", event.waiters.size);
  tasks[3]!.cancel();
  event.set("second");
  await asyncio.sleep(1);
  log("waiting", event.waiters.size, tasks.map(outcome));
}

export default () => run(main);

// A cancel inside an asynchronous generator, or in the loop over it, runs the generator's finally block.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function* ticks(name: string): AsyncGenerator<number> {
  try {
    for (let n = 0; n < 10; n++) {
      await asyncio.sleep(1);
      yield n;
    }
  } catch (error) {
    log(name, "cancelled inside");
    throw error;
  } finally {
    await asyncio.sleep(0.5);
    log(name, "closed");
  }
}

async function reader(name: string, pause: number): Promise<void> {
  for await (const n of ticks(name)) {
    log(name, n);
    await asyncio.sleep(pause);
  }
}

async function main(): Promise<void> {
  const cases: [string, number, number][] = [
    ["producing", 0, 2.5],
    ["consuming", 0.75, 3.25],
  ];
  for (const [name, pause, stop] of cases) {
    const task = asyncio.createTask(() => reader(name, pause));
    await asyncio.sleep(stop);
    task.cancel();
    await asyncio.wait([task]);
    log(name, outcome(task));
  }
}

export default () => run(main);

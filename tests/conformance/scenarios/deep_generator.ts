// Timeouts around the steps of an asynchronous generator: it is closed, and a new one goes on.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function* numbers(
  name: string,
  step: number,
  slow: number | undefined,
): AsyncGenerator<number> {
  try {
    for (let n = 1; n < 5; n++) {
      await asyncio.sleep(n === slow ? 3 : step);
      yield n;
    }
  } finally {
    log(name, "closing");
    await asyncio.sleep(0.25);
    log(name, "closed");
  }
}

async function reads(
  name: string,
  step: number,
  slow: number | undefined,
  limit: number,
): Promise<number> {
  let total = 0;
  try {
    await asyncio.timeout(limit, async () => {
      for await (const n of numbers(name, step, slow)) {
        total += n;
        log(name, n);
      }
    });
  } catch (error) {
    log(name, error);
  }
  return total;
}

async function main(): Promise<void> {
  const [slow] = await asyncio.taskGroup(async (group) => {
    const slow = group.createTask(() => reads("slow", 0.4375, 3, 1.625));
    log("quick", await reads("quick", 0.5, undefined, 10));
    return [slow];
  });
  log("slow", slow.result());
}

export default () => run(main);

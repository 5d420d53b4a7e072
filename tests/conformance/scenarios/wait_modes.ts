// The three modes of wait(): the first end, the first error (a cancel is none), or the end of all.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function part(delay: number, error?: Error): Promise<void> {
  await asyncio.sleep(delay);
  if (error) throw error;
}

async function main(): Promise<void> {
  const { FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED } = asyncio;
  const modes = [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED] as const;
  for (const mode of modes) {
    let tasks = [
      asyncio.createTask(() => part(2)),
      asyncio.createTask(() => part(9)),
      asyncio.createTask(() => part(3, new Oops("third"))),
      asyncio.createTask(() => part(4)),
    ];
    const [, second] = tasks;
    asyncio.getRunningLoop().callLater(1, () => second!.cancel());
    while (tasks.length) {
      const [done, pending] = await asyncio.wait(tasks, { returnWhen: mode });
      const ended = tasks.filter((task) => done.has(task));
      log(mode, ended.map(outcome), pending.size);
      tasks = tasks.filter((task) => pending.has(task));
    }
  }
}

export default () => run(main);

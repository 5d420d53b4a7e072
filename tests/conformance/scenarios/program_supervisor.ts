// A program: a supervisor starts crashed services again, a few times, until it is told to stop.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function service(
  name: string,
  lifetime: number,
  run: number,
): Promise<void> {
  log(name, "run", run);
  try {
    await asyncio.sleep(lifetime);
  } catch (error) {
    await asyncio.sleep(lifetime / 8);
    log(name, "stopped");
    throw error;
  }
  throw new Oops(`${name} ${run}`);
}

async function supervise(
  name: string,
  lifetime: number,
  restarts: number,
): Promise<void> {
  for (let run = 1; run <= restarts; run++) {
    const task = asyncio.createTask(() => service(name, lifetime, run));
    try {
      await task;
    } catch (error) {
      if (!(error instanceof Oops)) throw error;
      log(name, "crashed", error);
      await asyncio.sleep(0.25);
    }
  }
  throw new Oops(`${name} gave up`);
}

function system(): Promise<void> {
  return asyncio.taskGroup((group) => {
    group.createTask(() => supervise("web", 3, 5));
    group.createTask(() => supervise("mail", 0.875, 3));
    group.createTask(() => supervise("clock", 20, 1));
  });
}

async function main(): Promise<void> {
  let task = asyncio.createTask(() => supervise("alone", 1, 2));
  await asyncio.wait([task]);
  log(outcome(task));

  task = asyncio.createTask(system);
  await asyncio.wait([task]);
  log(outcome(task));
  task = asyncio.createTask(system);
  await asyncio.sleep(1.0625);
  task.cancel();
  await asyncio.wait([task]);
  log(outcome(task));
}

export default () => run(main);

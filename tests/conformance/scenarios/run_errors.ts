// Errors of the tasks that run() cancels at its end go to the exception handler; main's own error comes out.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function background(): Promise<void> {
  try {
    await asyncio.sleep(100);
  } finally {
    await asyncio.sleep(1);
    log("background fails");
    // deno-lint-ignore no-unsafe-finally -- an error in the cleanup is the case
    throw new Oops("in cleanup");
  }
}

async function main(reports: unknown[]): Promise<void> {
  asyncio.getRunningLoop().setExceptionHandler((_, { exception, task }) => {
    reports.push([exception, task!.getName()]);
  });
  const task = asyncio.createTask(background, { name: "background" });
  await asyncio.sleep(1);
  log("main fails", outcome(task));
  throw new Oops("main");
}

async function cancelled(): Promise<void> {
  await asyncio.sleep(1);
  throw new asyncio.CancelledError("by hand");
}

export default async () => {
  const reports: unknown[] = [];
  for (const body of [() => main(reports), cancelled]) {
    try {
      await run(body);
    } catch (error) {
      log("run() raised", error);
    }
  }
  log("reported", reports);
};

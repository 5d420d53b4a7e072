/** Three workers share a queue of jobs: `join` waits until every job is done, then the workers are sent home. */

import * as asyncio from "@asyncio/asyncio";

async function work(
  name: string,
  jobs: asyncio.Queue<number>,
): Promise<void> {
  for await (const seconds of jobs) {
    await asyncio.sleep(seconds); // stands for the job
    console.log(`${name} has worked for ${seconds.toFixed(2)}s`);
    jobs.taskDone();
  }
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const jobs = new asyncio.Queue<number>();
  const durations = [0.35, 0.2, 0.6, 0.45, 0.1, 0.55, 0.3, 0.15];
  for (const seconds of durations) jobs.putNowait(seconds);

  const workers = ["anna", "bert", "cleo"].map((name) =>
    asyncio.createTask(() => work(name, jobs))
  );
  await jobs.join();
  for (const worker of workers) worker.cancel();
  await asyncio.wait(workers);

  const total = durations.reduce((sum, seconds) => sum + seconds);
  console.log(`${total.toFixed(2)}s of work`);
  console.log(`done in ${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

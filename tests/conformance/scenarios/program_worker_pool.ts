// A program: three workers share a list of jobs in a group; one bad job stops them all, or is put aside.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

type Job = [string, number];

async function work(
  name: string,
  jobs: Job[],
  strict: boolean,
  bad: Error[],
): Promise<number> {
  let done = 0;
  for (let next = jobs.shift(); next; next = jobs.shift()) {
    const [job, delay] = next;
    try {
      await asyncio.sleep(delay);
      if (job === "bad") throw new Oops(`${name} on ${job}`);
    } catch (error) {
      if (!(error instanceof Oops)) {
        jobs.push(next);
        throw error;
      }
      if (strict) throw error;
      bad.push(error);
    }
    log(name, "did", job);
    done++;
  }
  return done;
}

async function pool(strict: boolean): Promise<void> {
  const jobs: Job[] = [
    ["j1", 1],
    ["j2", 0.5],
    ["j3", 2.25],
    ["j4", 2],
    ["bad", 0.75],
    ["j6", 3],
  ];
  const bad: Error[] = [];
  try {
    const tasks = await asyncio.taskGroup((group) =>
      [0, 1, 2].map((n) =>
        group.createTask(() => work(`worker ${n}`, jobs, strict, bad))
      )
    );
    log("each did", tasks.map((task) => task.result()));
  } catch (errors) {
    log("stopped by", errors);
    log("left", jobs.map(([job]) => job).sort());
  }
  log("put aside", bad);
}

async function main(): Promise<void> {
  for (const strict of [false, true]) await pool(strict);
}

export default () => run(main);

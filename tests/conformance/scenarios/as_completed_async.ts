// as_completed() as an asynchronous iterator gives the very tasks passed in, in the order of completion.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

function part(
  name: string,
  delay: number,
  error?: Error,
): asyncio.Task<string> {
  return asyncio.createTask(async () => {
    await asyncio.sleep(delay);
    if (error) throw error;
    return `result of ${name}`;
  }, { name });
}

// What `for await` gives is a task, though TypeScript takes it as awaited.
function report(task: unknown): void {
  if (task instanceof asyncio.Task) log(task.getName(), outcome(task));
}

async function main(): Promise<void> {
  const last = part("d", 4);
  const tasks = [part("a", 3), part("b", 1), part("c", 2, new Oops("c")), last];
  asyncio.getRunningLoop().callLater(0.5, () => last.cancel());
  for await (const task of asyncio.asCompleted(tasks)) report(task);

  const iterator = asyncio.asCompleted([
    part("e", 1),
    part("f", 3),
    part("g", 2),
  ]);
  for await (const task of iterator) {
    report(task);
    break;
  }
  log("the first loop is left");
  await asyncio.sleep(0.5);
  for await (const task of iterator) report(task);
}

export default () => run(main);

// The block form of timeout() turns its cancel into a TimeoutError whatever the body waits for.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function plain(): Promise<void> {
  await asyncio.sleep(10);
}

async function joins(): Promise<void> {
  await asyncio.taskGroup((group) => {
    group.createTask(plain);
  });
}

async function completes(): Promise<void> {
  for (const next of asyncio.asCompleted([plain])) await next;
}

async function replaces(): Promise<void> {
  try {
    await plain();
  } finally {
    await asyncio.gather(() => asyncio.sleep(1));
  }
}

const waits: [string, () => PromiseLike<unknown>][] = [
  ["sleep", plain],
  ["future", () => asyncio.getRunningLoop().createFuture()],
  ["task", () => asyncio.createTask(plain)],
  ["gather", () => asyncio.gather(plain, plain)],
  ["gather all", () => asyncio.gather([plain], { returnExceptions: true })],
  ["nested gather", () => asyncio.gather(asyncio.gather(plain))],
  ["shield", () => asyncio.shield(plain)],
  ["wait", () => asyncio.wait([asyncio.createTask(plain)])],
  ["wait_for", () => asyncio.waitFor(plain, 5)],
  ["group", joins],
  ["as_completed", completes],
  ["cleanup", replaces],
];

async function main(): Promise<void> {
  for (const [name, wait] of waits) {
    try {
      await using _ = asyncio.timeout(1);
      await wait();
    } catch (error) {
      log(name, error, asyncio.currentTask()!.cancelling());
    }
  }
}

export default () => run(main);

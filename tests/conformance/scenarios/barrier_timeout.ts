// Who waits at a barrier for too long breaks it for all: the usual way to give up together.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function walker(
  name: string,
  barrier: asyncio.Barrier,
  patience: number,
): Promise<void> {
  try {
    await asyncio.timeout(patience, () => barrier.wait());
    log(name, "goes on");
  } catch (error) {
    if (error instanceof asyncio.TimeoutError) {
      log(name, error, barrier.nWaiting);
      barrier.abort();
    } else log(name, error);
  }
}

async function main(): Promise<void> {
  const barrier = new asyncio.Barrier(4);
  await asyncio.gather(
    () => walker("a", barrier, 3),
    () => walker("b", barrier, 1),
    () => walker("c", barrier, 2),
  );
  log(barrier.broken, barrier.nWaiting);
}

export default () => run(main);

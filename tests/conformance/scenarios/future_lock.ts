// A hand-made lock over futures is handed on in order; a cancelled waiter leaves the queue.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

class Lock {
  locked = false;
  readonly #queue: Set<asyncio.Future<void>> = new Set();

  async acquire(): Promise<void> {
    if (!this.locked) {
      this.locked = true;
      return;
    }
    const future = asyncio.getRunningLoop().createFuture<void>();
    this.#queue.add(future);
    try {
      await future;
    } finally {
      this.#queue.delete(future);
    }
  }

  release(): void {
    const [next] = this.#queue;
    if (next) {
      this.#queue.delete(next);
      next.setResult();
    } else this.locked = false;
  }
}

async function user(name: string, lock: Lock): Promise<void> {
  await lock.acquire();
  log(name, "enters");
  try {
    await asyncio.sleep(1);
  } finally {
    log(name, "leaves");
    lock.release();
  }
}

async function main(): Promise<void> {
  const lock = new Lock();
  const tasks = [..."abcde"].map((name) =>
    asyncio.createTask(() => user(name, lock))
  );
  await asyncio.sleep(0.5);
  tasks[1]!.cancel();
  await asyncio.sleep(1);
  tasks[2]!.cancel();
  await asyncio.wait(tasks);
  log(lock.locked, tasks.map(outcome));
}

export default () => run(main);

// A program: runners meet at a hand-made barrier after every phase; one who leaves lets the others through.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

class Barrier {
  parties: number;
  #arrived = 0;
  #future = asyncio.getRunningLoop().createFuture<void>();

  constructor(parties: number) {
    this.parties = parties;
  }

  async wait(): Promise<void> {
    this.#arrived++;
    const future = this.#future;
    this.#releaseWhenFull();
    try {
      await asyncio.shield(future);
    } catch (error) {
      this.#arrived--;
      throw error;
    }
  }

  leave(): void {
    this.parties--;
    this.#releaseWhenFull();
  }

  #releaseWhenFull(): void {
    if (this.#arrived < this.parties) return;
    this.#future.setResult();
    this.#arrived = 0;
    this.#future = asyncio.getRunningLoop().createFuture<void>();
  }
}

async function runs(
  name: string,
  barrier: Barrier,
  pace: number,
): Promise<void> {
  try {
    for (let phase = 1; phase < 4; phase++) {
      await asyncio.sleep(pace * phase);
      log(name, "ends phase", phase);
      await barrier.wait();
    }
    await asyncio.sleep(pace);
    log(name, "is home");
  } finally {
    barrier.leave();
  }
}

async function main(): Promise<void> {
  const barrier = new Barrier(3);
  await asyncio.taskGroup(async (group) => {
    group.createTask(() => runs("hare", barrier, 0.25));
    group.createTask(() => runs("fox", barrier, 0.5));
    const tortoise = group.createTask(() => runs("tortoise", barrier, 2));
    await asyncio.sleep(4);
    log("the tortoise gives up");
    tortoise.cancel();
  });
  log("race over", barrier.parties);
}

export default () => run(main);

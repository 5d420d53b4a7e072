// Periodic callbacks keep to absolute deadlines, two rhythms side by side, until they are stopped.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

class Periodic {
  readonly #loop = asyncio.getRunningLoop();
  #handle: asyncio.TimerHandle;

  constructor(
    readonly name: string,
    start: number,
    readonly period: number,
  ) {
    this.#handle = this.#loop.callAt(start, () => this.tick());
  }

  tick(): void {
    const when = this.#handle.when();
    log(this.name, when);
    this.#handle = this.#loop.callAt(when + this.period, () => this.tick());
  }

  stop(): void {
    this.#handle.cancel();
  }
}

async function main(): Promise<void> {
  const slow = new Periodic("slow", 0.5, 1);
  const fast = new Periodic("fast", 0.25, 0.5);
  await asyncio.sleep(2.125);
  fast.stop();
  await asyncio.sleep(2);
  slow.stop();
  await asyncio.sleep(2);
  log("silence");
}

export default () => run(main);

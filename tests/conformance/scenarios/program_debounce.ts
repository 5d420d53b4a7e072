// A program: a debounced action runs once the calls pause, a throttled one at most once a second.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

class Debounced {
  #handle?: asyncio.TimerHandle;

  constructor(
    readonly action: (value: number) => void,
    readonly pause: number,
  ) {}

  call(value: number): void {
    this.#handle?.cancel();
    const loop = asyncio.getRunningLoop();
    this.#handle = loop.callLater(this.pause, () => this.action(value));
  }
}

class Throttled {
  #freeAt = 0;
  #handle: asyncio.TimerHandle | undefined;

  constructor(
    readonly action: (value: number) => void,
    readonly period: number,
  ) {}

  call(value: number): void {
    const loop = asyncio.getRunningLoop();
    this.#handle?.cancel();
    const when = Math.max(this.#freeAt, loop.time());
    this.#handle = loop.callAt(when, () => this.#fire(value));
  }

  #fire(value: number): void {
    this.#handle = undefined;
    this.#freeAt = asyncio.getRunningLoop().time() + this.period;
    this.action(value);
  }
}

async function main(): Promise<void> {
  const debounced = new Debounced((value) => log("debounced", value), 0.375);
  const throttled = new Throttled((value) => log("throttled", value), 1);
  const pauses = [0.25, 0.25, 0.625, 0.25, 1.3125, 0.25, 0.25, 2];
  for (const [n, pause] of pauses.entries()) {
    log("call", n);
    debounced.call(n);
    throttled.call(n);
    await asyncio.sleep(pause);
  }
}

export default () => run(main);

// A program: stages joined by generators; the last has enough, and every stage closes, from the source on.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function* source(count: number): AsyncGenerator<number> {
  try {
    for (let n = 0; n < count; n++) {
      await asyncio.sleep(0.5);
      yield n;
    }
  } finally {
    await asyncio.sleep(0.25);
    log("source closed");
  }
}

async function* doubled(stage: AsyncIterable<number>): AsyncGenerator<number> {
  try {
    for await (const n of stage) {
      await asyncio.sleep(0.25);
      yield n * 2;
    }
  } finally {
    log("doubled closed");
  }
}

async function* pairs(stage: AsyncIterable<number>): AsyncGenerator<number[]> {
  let pair: number[] = [];
  try {
    for await (const n of stage) {
      pair.push(n);
      if (pair.length === 2) {
        yield pair;
        pair = [];
      }
    }
  } finally {
    log("pairs closed, left", pair);
  }
}

async function consume(count: number, enough: number): Promise<void> {
  for await (const pair of pairs(doubled(source(count)))) {
    log("pair", pair);
    if (pair[1]! >= enough) break;
  }
  log("consumed");
}

async function main(): Promise<void> {
  await consume(5, 100);
  await consume(9, 6);
  const task = asyncio.createTask(() => consume(9, 100));
  await asyncio.sleep(2.625);
  task.cancel();
  await asyncio.wait([task]);
  log(outcome(task));
}

export default () => run(main);

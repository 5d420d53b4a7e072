// A barrier lets its parties go when the last has come, each with a number of its own, and begins again.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function walker(
  name: string,
  barrier: asyncio.Barrier,
  pause: number,
  numbers: number[][],
): Promise<void> {
  for (let lap = 0; lap < 3; lap++) {
    await asyncio.sleep(pause);
    log(name, "comes", lap, barrier.nWaiting);
    const index = await barrier.wait();
    numbers[lap]!.push(index);
  }
}

async function main(): Promise<void> {
  const numbers: number[][] = [[], [], []];
  const barrier = new asyncio.Barrier(3);
  await asyncio.gather(
    () => walker("a", barrier, 1, numbers),
    () => walker("b", barrier, 0.5, numbers),
    () => walker("c", barrier, 1.75, numbers),
  );
  log(numbers.map((lap) => lap.sort()), barrier.nWaiting, barrier.broken);
}

export default () => run(main);

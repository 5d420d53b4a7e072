// A program: mirrors are asked one after another; the first good answer wins, the rest are cancelled and joined.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

type Mirror = [name: string, delay: number, good: boolean];

async function ask(...[mirror, delay, good]: Mirror): Promise<string> {
  log("ask", mirror);
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    await asyncio.sleep(delay / 8);
    log("hang up on", mirror);
    throw error;
  }
  if (!good) throw new Oops(mirror);
  return `answer of ${mirror}`;
}

async function firstAnswer(
  mirrors: Mirror[],
  stagger: number,
): Promise<string> {
  let pending: Set<asyncio.Future<string>> = new Set();
  try {
    for (const mirror of mirrors) {
      pending.add(asyncio.createTask(() => ask(...mirror)));
      const last = mirror === mirrors.at(-1);
      while (pending.size) {
        let done: Set<asyncio.Future<string>>;
        [done, pending] = await asyncio.wait(pending, {
          timeout: last ? null : stagger,
          returnWhen: asyncio.FIRST_COMPLETED,
        });
        for (const task of done) {
          if (!task.exception()) return task.result();
          log("failed", task.exception());
        }
        if (!last) break;
      }
    }
    throw new Oops("no answer");
  } finally {
    for (const task of pending) task.cancel();
    if (pending.size) await asyncio.wait(pending);
  }
}

async function main(): Promise<void> {
  log(
    await firstAnswer([["a", 4, true], ["b", 1.5, true], ["c", 2, true]], 1),
  );
  log(
    await firstAnswer([["d", 0.5, false], ["e", 3, false], ["f", 5, true]], 1),
  );
  try {
    await firstAnswer([["g", 1.5, false], ["h", 0.25, false]], 1);
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

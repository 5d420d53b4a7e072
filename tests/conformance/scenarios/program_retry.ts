// A program: a call is tried again with growing pauses, each try limited, the whole limited too.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

type Plan = ["fail" | "answer", number][];

async function call(attempt: number, plan: Plan): Promise<string> {
  const [kind, delay] = plan[attempt % plan.length]!;
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    log("attempt", attempt, "abandoned");
    throw error;
  }
  if (kind === "fail") throw new Oops(`attempt ${attempt}`);
  return `answer of attempt ${attempt}`;
}

async function retry(plan: Plan, limit: number): Promise<string> {
  let pause = 0.25;
  for (let attempt = 0;; attempt++) {
    try {
      return await asyncio.timeout(limit, () => call(attempt, plan));
    } catch (error) {
      if (asyncio.isCancelled(error)) throw error;
      log("attempt", attempt, error);
    }
    await asyncio.sleep(pause);
    pause *= 2;
  }
}

async function main(): Promise<void> {
  log(await retry([["fail", 0.5], ["answer", 9], ["answer", 0.5]], 1));
  try {
    await asyncio.timeout(5, () => retry([["fail", 0.25], ["answer", 9]], 1));
  } catch (error) {
    log("given up", error);
  }
}

export default () => run(main);

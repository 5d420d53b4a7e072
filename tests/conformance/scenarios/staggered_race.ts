// A staggered race starts the next after a delay or a failure; the first success cancels the others.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

function runner(
  name: string,
  delay: number,
  failure?: Error,
): () => Promise<string> {
  return async () => {
    log(name, "starts");
    try {
      await asyncio.sleep(delay);
    } catch (error) {
      log(name, "cancelled");
      throw error;
    }
    log(name, "ends");
    if (failure) throw failure;
    return name;
  };
}

async function main(): Promise<void> {
  const races: [(() => Promise<string>)[], number | null][] = [
    [[runner("a", 0.5), runner("b", 0.5)], 1],
    [
      [runner("a", 5), runner("b", 0.25, new Oops("b")), runner("c", 0.5)],
      1,
    ],
    [[runner("a", 0.5, new Oops("a")), runner("b", 2, new Oops("b"))], 1],
    [
      [runner("a", 2, new Oops("a")), runner("b", 1), runner("c", 1)],
      null,
    ],
    [[], 1],
  ];
  for (const [runners, delay] of races) {
    const [winner, index, errors] = await asyncio.staggeredRace(runners, delay);
    log("winner", winner, index, errors);
  }
}

export default () => run(main);

// A chain of futures, each set by the callback of the one before; a cancel runs down the chain too.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

function chain(length: number): asyncio.Future<number>[] {
  const loop = asyncio.getRunningLoop();
  const futures = Array.from(
    { length },
    () => loop.createFuture<number>(),
  );
  for (const [index, future] of futures.slice(0, -1).entries()) {
    const next = futures[index + 1]!;
    future.addDoneCallback((done) => {
      log("link", index, outcome(done));
      if (done.cancelled()) {
        next.cancel(`after ${index}`);
        return;
      }
      const error = done.exception();
      if (error) next.setException(error);
      else next.setResult(done.result() + 1);
    });
  }
  return futures;
}

async function main(): Promise<void> {
  for (const start of ["result", "error", "cancel"]) {
    const futures = chain(4);
    await asyncio.sleep(1);
    if (start === "result") futures[0]!.setResult(10);
    else if (start === "error") {
      futures[0]!.setException(new Oops("at the start"));
    } else futures[0]!.cancel();
    try {
      log("last", await futures.at(-1));
    } catch (error) {
      log("last", error);
    }
  }
}

export default () => run(main);

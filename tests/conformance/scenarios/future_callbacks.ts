// Done callbacks run in the order of registration, after set_result() returned; later changes to the list are too late.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

function shouts(name: string): (future: asyncio.Future<string>) => void {
  return (future) => log(name, future.result());
}

async function main(): Promise<void> {
  const future = asyncio.getRunningLoop().createFuture<string>();
  const one = shouts("one");
  const two = shouts("two");
  const three = shouts("three");
  const four = shouts("four");

  function meddles(): void {
    log("removed", future.removeDoneCallback(three));
    future.addDoneCallback(four);
  }

  future.addDoneCallback(one);
  future.addDoneCallback(two);
  future.addDoneCallback(meddles);
  future.addDoneCallback(two);
  future.addDoneCallback(three);
  future.addDoneCallback(one);
  log("removed", future.removeDoneCallback(two));
  log("removed", future.removeDoneCallback(two));
  future.setResult("!");
  log("set_result() returned");
  await asyncio.sleep(1);
  future.addDoneCallback(two);
  log("added to a done future");
  await asyncio.sleep(1);
}

export default () => run(main);

// An expired timer queues behind what was ready before; a callback never runs inside the call that schedules it.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const done = loop.createFuture<string>();

  function atOne(): void {
    log("timer");
    loop.callLater(0, () => log("timer of no delay"));
    loop.callSoon(() => log("soon"));
    loop.callSoon(() => log("soon after"));
    log("timer returns");
  }

  loop.callAt(1, atOne);
  loop.callAt(2, () => log("past deadlines wait their turn"));
  loop.callAt(3, () => loop.callAt(0, () => done.setResult("long ago")));
  log(await done);
  log(loop.time());
}

export default () => run(main);

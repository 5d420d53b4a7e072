// A loop can be run piece by piece: what is scheduled waits while it stands still, stop() ends the current round.
import * as asyncio from "../../../mod.ts";
import { log, virtualLoop } from "../scenario.ts";

async function main(): Promise<void> {
  const loop = virtualLoop();
  loop.callLater(1, () => log("at one"));
  loop.callLater(2, () => log("at two"));
  loop.callLater(3, () => log("at three"));
  log("nothing ran", loop.isRunning());
  log(await loop.runUntilComplete(() => asyncio.sleep(1.5, "slept")));
  log("stands still", loop.time());

  function stops(): void {
    log("stop");
    loop.stop();
    log("still here", loop.isRunning());
  }

  loop.callLater(1, stops);
  await loop.runForever();
  log("stopped", loop.time());
  loop.callSoon(() => log("scheduled while it stood still"));
  loop.callSoon(stops);
  loop.callSoon(() => log("the same round"));
  await loop.runForever();
  loop.close();
  log("closed", loop.isClosed());
  try {
    loop.callSoon(() => log("never here"));
  } catch (error) {
    log(error);
  }
}

export default main;

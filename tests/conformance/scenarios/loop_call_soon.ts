// call_soon() is first in, first out; a cancelled handle is passed over; what a callback adds comes after.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();

  function nests(depth: number): void {
    log("depth", depth);
    if (depth < 3) loop.callSoon(() => nests(depth + 1));
  }

  function cancels(): void {
    log("cancels", handle.cancelled());
    handle.cancel();
    handle.cancel();
    log("cancels", handle.cancelled());
  }

  loop.callSoon(() => log("one"));
  loop.callSoon(() => nests(1));
  loop.callSoon(cancels);
  const handle = loop.callSoon(() => log("never here"));
  loop.callSoon(() => log("two"));
  const gone = loop.callSoon(() => log("never here"));
  gone.cancel();
  loop.callSoon(() => log("three"));
  log("all scheduled");
  await asyncio.sleep(1);
}

export default () => run(main);

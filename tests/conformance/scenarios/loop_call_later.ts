// Timers fire by deadline, whatever the order of creation; one may be cancelled by an earlier one.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const handles = new Map<number, asyncio.TimerHandle>();
  const at = (delay: number) => handles.get(delay)!;
  for (const delay of [3, 1, 2.5, 0.5, 4, 2, -1]) {
    handles.set(delay, loop.callLater(delay, () => log("after", delay)));
  }
  log([0.5, 3, -1].map((delay) => at(delay).when()));
  log(at(0.5) < at(1), at(4) < at(3));

  loop.callLater(1.5, () => {
    log("cancel", at(2.5).cancelled(), at(1).cancelled());
    at(2.5).cancel();
    at(1).cancel();
    log("cancel", at(2.5).cancelled(), at(1).cancelled());
  });
  at(4).cancel();

  function again(left: number): void {
    log("left", left);
    if (left) loop.callLater(left, () => again(left - 1));
  }

  loop.callAt(loop.time() + 5, () => again(3));
  await asyncio.sleep(20);
  log("end", loop.time());
}

export default () => run(main);

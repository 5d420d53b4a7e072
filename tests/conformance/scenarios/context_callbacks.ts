// Callbacks run in a copy of the context taken when they were scheduled, or in the one they are given.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

const variable = new asyncio.ContextVar("var", { default: "none yet" });

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const future = loop.createFuture<void>();

  function shows(name: string): void {
    log(name, "sees", variable.get());
    variable.set(name);
  }

  variable.set("one");
  loop.callSoon(() => shows("soon"));
  loop.callLater(1, () => shows("later"));
  loop.callAt(2, () => shows("at"));
  future.addDoneCallback(() => shows("done"));
  const context = new asyncio.Context();
  loop.callSoon(() => shows("given soon"), { context });
  loop.callLater(3, () => shows("given later"), { context });
  future.addDoneCallback(() => shows("given done"), { context });
  variable.set("two");
  loop.callLater(4, () => future.setResult());
  await asyncio.sleep(5);
  future.addDoneCallback(() => shows("added late"));
  variable.set("three");
  await asyncio.sleep(1);
  log("main", variable.get(), "given", context.get(variable));
}

export default () => run(main);

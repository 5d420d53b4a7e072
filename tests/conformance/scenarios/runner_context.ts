// A Runner keeps one context and one clock for all its runs, unless a run is given another context.
import * as asyncio from "../../../mod.ts";
import { log, virtualLoop } from "../scenario.ts";

const variable = new asyncio.ContextVar("var", { default: "unset" });

async function sets(value: string): Promise<string> {
  log("was", variable.get());
  variable.set(value);
  await asyncio.sleep(1);
  return value;
}

export default async () => {
  let loop: asyncio.EventLoop;
  {
    await using runner = new asyncio.Runner({ loopFactory: virtualLoop });
    log(await runner.run(() => sets("first")));
    log(await runner.run(() => sets("second")));
    const context = new asyncio.Context();
    log(await runner.run(() => sets("elsewhere"), { context }));
    log("there", context.get(variable));
    log(await runner.run(() => sets("third")));
    loop = runner.getLoop();
    log("open", loop.isClosed(), loop.time());
  }
  log("closed", loop.isClosed());
  log("outside", variable.get());
};

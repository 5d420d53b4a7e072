// A callback that raises goes to the exception handler with its context; the loop goes on.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

function raises(name: string): never {
  throw new Oops(name);
}

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  loop.setExceptionHandler((_loop, { message, exception, handle }) =>
    log("handler", message.slice(0, 21), exception, handle !== undefined)
  );
  loop.callSoon(() => raises("soon"));
  loop.callSoon(() => log("the next callback runs"));
  loop.callLater(1, () => raises("later"));
  const future = loop.createFuture<void>();
  future.addDoneCallback(() => raises("done callback"));
  future.addDoneCallback(() => log("the next done callback runs"));
  loop.callLater(2, () => future.setResult());
  log("result", await future);
  await asyncio.sleep(1);
  loop.callExceptionHandler({
    message: "By hand",
    exception: new Oops("mine"),
  });
  loop.setExceptionHandler(null);
  log(loop.getExceptionHandler());
}

export default () => run(main);

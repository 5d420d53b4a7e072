// With a timeout of zero or less a finished future gives its result; anything else is cancelled, a coroutine unstarted.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function body(cleanup: number): Promise<void> {
  log("starts");
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log("is clean");
  }
}

async function attempt(
  what: string,
  aw: asyncio.Future<unknown> | (() => Promise<unknown>),
  timeout: number,
): Promise<void> {
  try {
    log(what, "got", await asyncio.waitFor(aw, timeout));
  } catch (error) {
    log(what, "raised", error);
  }
}

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const good = loop.createFuture<string>();
  const bad = loop.createFuture();
  const never = loop.createFuture();
  good.setResult("good");
  bad.setException(new Oops("bad"));
  await attempt("done", good, 0);
  await attempt("failed", bad, -1);
  await attempt("pending", never, 0);
  log(outcome(never));
  await attempt("coroutine", () => body(1), 0);
  const task = asyncio.createTask(() => body(2));
  await asyncio.sleep(1);
  await attempt("running task", task, -1);
  log(outcome(task));
}

export default () => run(main);

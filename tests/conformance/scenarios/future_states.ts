// A future is set once; reading it early, or a cancelled one, raises.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

function attempt(what: string, action: () => unknown): void {
  try {
    log(what, action());
  } catch (error) {
    log(what, "raised", error);
  }
}

// deno-lint-ignore require-await -- a future can be made only where a loop runs
async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const set = loop.createFuture<number>();
  attempt("early result", () => set.result());
  attempt("early exception", () => set.exception());
  attempt("set", () => set.setResult(1));
  attempt("set again", () => set.setResult(2));
  attempt("set an error", () => set.setException(new Oops("no")));
  attempt("cancel", () => set.cancel());
  attempt("result", () => set.result());
  attempt("exception", () => set.exception());

  const failed = loop.createFuture<number>();
  attempt("set an error", () => failed.setException(new Oops("yes")));
  attempt("result", () => failed.result());
  attempt("exception", () => failed.exception());

  const cancelled = loop.createFuture<number>();
  attempt("cancel", () => cancelled.cancel("stop"));
  attempt("cancel again", () => cancelled.cancel("again"));
  attempt("set", () => cancelled.setResult(1));
  attempt("result", () => cancelled.result());
  attempt("exception", () => cancelled.exception());

  const task: asyncio.Future<unknown> = asyncio.currentTask()!;
  attempt("set a task", () => task.setResult(1));
  attempt("fail a task", () => task.setException(new Oops("no")));
}

export default () => run(main);

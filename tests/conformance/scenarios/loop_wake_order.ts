// Tasks that share a future, and tasks that wait in a chain of them, wake first in, first out.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

type Wait = [
  string,
  asyncio.Future<string>,
  asyncio.Future<string> | undefined,
];

async function waiter(...[name, future, next]: Wait): Promise<void> {
  log(name, "got", await future);
  next?.setResult(name);
}

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const first = loop.createFuture<string>();
  const second = loop.createFuture<string>();
  const third = loop.createFuture<string>();
  const waits: Wait[] = [
    ["a", third, undefined],
    ["b", second, third],
    ["c", first, second],
    ["d", first, undefined],
    ["e", second, undefined],
    ["f", third, undefined],
  ];
  const tasks = waits.map((wait) => asyncio.createTask(() => waiter(...wait)));
  await asyncio.sleep(1);
  loop.callSoon(() => log("before"));
  first.setResult("main");
  loop.callSoon(() => log("after"));
  log("set");
  await asyncio.wait(tasks);
}

export default () => run(main);

// A task copies the context when it is created; what it sets is its own.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

const variable = new asyncio.ContextVar("var", { default: "default" });

async function child(name: string, depth: number): Promise<void> {
  log(name, "starts with", variable.get());
  variable.set(name);
  await asyncio.sleep(1);
  log(name, "has", variable.get());
  if (depth) {
    const task = asyncio.createTask(() => child(name + "'s child", depth - 1));
    variable.set("changed after");
    await task;
  }
  log(name, "ends with", variable.get());
}

async function main(): Promise<void> {
  log("main", variable.get());
  const early = asyncio.createTask(() => child("early", 0));
  variable.set("main");
  const late = asyncio.createTask(() => child("late", 1));
  variable.set("main again");
  await early;
  await asyncio.sleep(0.5);
  log("main has", variable.get());
  await late;
  await child("called", 0);
  log("a plain call shares", variable.get());
}

export default () => run(main);

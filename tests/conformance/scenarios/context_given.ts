// A task that is given a context shares it: what it sets can be read there afterwards.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

const variable = new asyncio.ContextVar("var", { default: "default" });
const other = new asyncio.ContextVar("other", { default: "default" });

async function child(name: string): Promise<void> {
  log(name, "sees", variable.get(), other.get());
  variable.set(name);
  await asyncio.sleep(1);
  log(name, "leaves", variable.get(), other.get());
}

async function main(): Promise<void> {
  variable.set("main");
  const context = asyncio.copyContext();
  const empty = new asyncio.Context();
  other.set("main's other");
  await asyncio.createTask(() => child("one"), { context });
  await asyncio.createTask(() => child("two"), { context });
  await asyncio.createTask(() => child("three"), { context: empty });
  log("copied", context.get(variable), context.get(other), context.size >= 1);
  log("empty", empty.get(variable), empty.size);
  log("main", variable.get(), other.get());
  await asyncio.taskGroup((group) => {
    group.createTask(() => child("four"), { context });
  });
  log("copied", context.get(variable));
  log(
    context.run(() => variable.get()),
    context.copy().run(() => variable.get()),
  );
}

export default () => run(main);

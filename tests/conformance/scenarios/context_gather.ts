// The parts of gather(), shield() and a group run in copies of the context; the body of a timeout shares its own.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

const variable = new asyncio.ContextVar<string>("var");

async function sets(name: string): Promise<string> {
  log(name, "sees", variable.get("nothing"));
  variable.set(name);
  await asyncio.sleep(1);
  return variable.get();
}

async function main(): Promise<void> {
  log(await asyncio.gather(() => sets("left"), () => sets("right")));
  log("after gather", variable.get("nothing"));
  await asyncio.timeout(5, async () => {
    await sets("in timeout");
  });
  log("after timeout", variable.get());
  await asyncio.taskGroup((group) => {
    variable.set("set in the group's body");
    group.createTask(() => sets("child"));
  });
  log("after the group", variable.get());
  const token = variable.set("for a while");
  log(await asyncio.shield(() => sets("shielded")), variable.get());
  variable.reset(token);
  log("after reset", variable.get());
  try {
    variable.reset(token);
  } catch (error) {
    log("a token is used once", error);
  }
}

export default () => run(main);

// An error group can be taken apart by type: split(), subgroup(), and the rest goes on.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run, show } from "../scenario.ts";

class Other extends Oops {
  override name = "Other";
}

async function fails(delay: number, failure: Error): Promise<void> {
  try {
    await asyncio.sleep(delay);
  } catch {
    // Replaced by the failure, as in Python's `finally: raise`.
  }
  throw failure;
}

async function inner(): Promise<void> {
  await asyncio.taskGroup((group) => {
    group.createTask(() => fails(1, new Oops("a")));
    group.createTask(() => fails(2, new Other("b")));
  });
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup((group) => {
      group.createTask(inner);
      group.createTask(() => fails(3, new asyncio.TimeoutError()));
      group.createTask(() => fails(4, new Other("c")));
    });
  } catch (errors) {
    if (!(errors instanceof asyncio.ExceptionGroup)) throw errors;
    log("derive", show(errors) === show(errors.derive(errors.exceptions)));
    const [match, rest] = errors.split(asyncio.TimeoutError);
    log("split", match, rest);
    log("subgroup", errors.subgroup(Other), errors.subgroup(RangeError));
    log("predicate", errors.subgroup((e) => show(e).endsWith("(a)")));
    log("all", errors.split([Oops, asyncio.TimeoutError])[1]);
  }
}

export default () => run(main);

// Nested groups nest their errors: an inner failure reaches the outer group as a group.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function child(name: string, delay: number): Promise<void> {
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    await asyncio.sleep(delay / 16);
    log(name, "cancelled");
    throw error;
  }
  throw new Oops(name);
}

async function branch(name: string, delays: number[]): Promise<void> {
  await asyncio.taskGroup((group) => {
    for (const [n, delay] of delays.entries()) {
      group.createTask(() => child(`${name}${n}`, delay));
    }
  });
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup((outer) => {
      outer.createTask(() => branch("left", [1, 5]));
      outer.createTask(() => branch("right", [4, 3]));
    });
  } catch (errors) {
    log("children", errors);
  }

  try {
    await asyncio.taskGroup(async (outer) => {
      outer.createTask(() => child("outer", 3));
      await asyncio.taskGroup((inner) => {
        inner.createTask(() => child("inner", 1));
        inner.createTask(() => child("sibling", 2));
      });
    });
  } catch (errors) {
    log("blocks", errors);
  }

  try {
    await asyncio.taskGroup(async (outer) => {
      outer.createTask(() => child("outer", 1));
      await asyncio.taskGroup((inner) => {
        inner.createTask(() => child("inner", 2));
        inner.createTask(() => child("sibling", 3));
      });
    });
  } catch (errors) {
    log("outer first", errors);
  }
  log(asyncio.currentTask()!.cancelling());
}

export default () => run(main);

// Shielded work inside a group that fails or times out goes on after the group has been left.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function work(name: string, delay: number): Promise<string> {
  await asyncio.sleep(delay);
  log(name, "worked");
  return name;
}

async function shields(name: string, delay: number): Promise<void> {
  try {
    log("got", await asyncio.shield(() => work(name, delay)));
  } catch (error) {
    log(name, "let go");
    throw error;
  }
}

async function fails(delay: number): Promise<void> {
  await asyncio.sleep(delay);
  throw new Oops(`after ${delay}`);
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup((group) => {
      group.createTask(() => shields("long", 3));
      group.createTask(() => shields("short", 0.5));
      group.createTask(() => fails(1));
    });
  } catch (errors) {
    log(errors);
  }
  await asyncio.sleep(5);
  try {
    await asyncio.timeout(
      1,
      () => asyncio.taskGroup(() => shields("in the body", 2)),
    );
  } catch (error) {
    log(error);
  }
  await asyncio.sleep(5);
}

export default () => run(main);

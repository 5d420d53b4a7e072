// Errors of several children, in the order of their ends, with those raised while cleaning up.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function child(
  name: string,
  delay: number,
  cleanup?: number,
): Promise<void> {
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    if (cleanup === undefined) throw error;
    await asyncio.sleep(cleanup);
    throw new Oops(`${name} in cleanup`);
  }
  throw new Oops(name);
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup((group) => {
      group.createTask(() => child("a", 10, 2));
      group.createTask(() => child("b", 10));
      group.createTask(() => child("c", 1));
      group.createTask(() => child("d", 10, 1));
    });
  } catch (errors) {
    log(errors, (errors as AggregateError).errors.length);
  }
  const future = asyncio.getRunningLoop().createFuture<void>();

  async function waits(name: string): Promise<void> {
    await future;
    throw new Oops(name);
  }

  try {
    await asyncio.taskGroup(async (group) => {
      for (const name of "xyz") group.createTask(() => waits(name));
      await asyncio.sleep(1);
      future.setResult();
    });
  } catch (errors) {
    log(errors);
  }
}

export default () => run(main);

// The siblings in a gather() outlive the group whose child it failed; those in the group do not.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function part(
  name: string,
  delay: number,
  failure?: Error,
): Promise<void> {
  try {
    await asyncio.sleep(delay);
    log(name, "ends");
  } catch (error) {
    log(name, "cancelled");
    throw error;
  }
  if (failure) throw failure;
}

async function gathers(): Promise<void> {
  await asyncio.gather(
    () => part("stray", 3),
    () => part("bad", 1, new Oops("bad")),
  );
}

async function main(): Promise<void> {
  try {
    await asyncio.taskGroup((group) => {
      group.createTask(() => part("sibling", 5));
      group.createTask(gathers);
    });
  } catch (errors) {
    log(errors);
  }
  await asyncio.sleep(5);

  try {
    await asyncio.taskGroup(async (group) => {
      group.createTask(() => part("second bad", 2, new Oops("second bad")));
      group.createTask(() => asyncio.waitFor(() => part("nested", 5), 4));
      await asyncio.gather(() => part("body part", 1), () => part("last", 3));
    });
  } catch (errors) {
    log(errors);
  }
  await asyncio.sleep(5);
}

export default () => run(main);

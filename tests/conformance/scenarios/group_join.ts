// A group waits for all its tasks, also those that they add while it is leaving; each keeps its result.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function child(
  name: string,
  delay: number,
  group?: asyncio.TaskGroup,
): Promise<string> {
  await asyncio.sleep(delay);
  group?.createTask(() => child(name + "'s child", delay));
  log(name, "ends");
  return name;
}

async function main(): Promise<void> {
  const [group, slow, quick] = await asyncio.taskGroup((group) => {
    const slow = group.createTask(() => child("slow", 2));
    const quick = group.createTask(() => child("quick", 1));
    group.createTask(() => child("parent", 3, group));
    log("body ends");
    return [group, slow, quick] as const;
  });
  log("joined", slow.result(), quick.result());
  try {
    group.createTask(() => child("late", 1));
  } catch (error) {
    log(error);
  }
  await asyncio.taskGroup(async () => {});
  log("an empty group");
}

export default () => run(main);

/** A log is followed while a service writes to it and rotates it; lines are acted on as they come. */

import * as asyncio from "@asyncio/asyncio";
import { appendText, os, tail, TemporaryDirectory } from "@asyncio/asyncio/fs";

async function service(log: string): Promise<void> {
  for (let request = 1; request <= 3; request++) {
    await appendText(log, `INFO request ${request}\n`);
    if (request !== 2) await appendText(log, `ERROR request ${request}\n`);
    await asyncio.sleep(1);
  }
  await os.rename(log, `${log}.1`); // a new file takes its place
  await appendText(log, "ERROR disk is full\n");
  await asyncio.sleep(1);
  await appendText(log, "INFO stopped\n");
}

async function watch(log: string): Promise<number> {
  let errors = 0;
  for await (const line of tail(log, { fromStart: true })) {
    if (line.startsWith("ERROR")) console.log(`${++errors}. ${line.trimEnd()}`);
    if (line === "INFO stopped\n") break;
  }
  return errors;
}

export async function main(): Promise<void> {
  await using folder = await TemporaryDirectory();
  const log = `${folder.name}/service.log`;
  const watching = asyncio.createTask(() => watch(log));
  await service(log);
  console.log(`${await watching} errors`);
}

if (import.meta.main) await asyncio.run(main);

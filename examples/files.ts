/** A file is written and read, and nothing else is blocked meanwhile: `async with` is `await using`. */

import * as asyncio from "@asyncio/asyncio";
import { open, TemporaryDirectory } from "@asyncio/asyncio/fs";

async function readFile(path: string): Promise<string> {
  await using file = await open(path, "r");
  return await file.read();
}

async function writeFile(path: string, content: string): Promise<void> {
  await using file = await open(path, "w");
  await file.write(content);
}

export async function main(): Promise<void> {
  await using folder = await TemporaryDirectory();
  const path = `${folder.name}/sample.txt`;
  await writeFile(path, "Welcome to the async world!");
  console.log(await readFile(path));
}

if (import.meta.main) await asyncio.run(main);

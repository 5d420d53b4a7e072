/** A task goes on in the background while the main coroutine does something else. */

import * as asyncio from "@asyncio/asyncio";

async function download(file: string): Promise<string> {
  console.log(`Downloading ${file}`);
  await asyncio.sleep(2);
  return `${file} is here`;
}

export async function main(): Promise<void> {
  const task = asyncio.createTask(() => download("report.pdf"));

  for (const work of ["Reading mail", "Making tea"]) {
    await asyncio.sleep(0.5);
    console.log(work);
  }
  console.log(await task);
}

if (import.meta.main) await asyncio.run(main);

/** Three countdowns take turns at every `await`. */

import * as asyncio from "@asyncio/asyncio";

async function countdown(name: string, n: number): Promise<void> {
  for (let i = n; i > 0; i--) {
    console.log(`${name}: ${i}`);
    await asyncio.sleep(0.1);
  }
  console.log(`${name}: done!`);
}

export async function main(): Promise<void> {
  await asyncio.gather(
    () => countdown("A", 3),
    () => countdown("B", 5),
    () => countdown("C", 2),
  );
}

if (import.meta.main) await asyncio.run(main);

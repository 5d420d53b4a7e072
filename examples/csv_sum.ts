/** A column of a large CSV file is summed up line by line, in constant memory, with progress. */

import * as asyncio from "@asyncio/asyncio";
import { open, TemporaryDirectory } from "@asyncio/asyncio/fs";

const ROWS = 200_000;

async function generate(path: string): Promise<void> {
  await using file = await open(path, "w");
  await file.write("city,amount\n");
  for (let row = 0; row < ROWS; row++) {
    await file.write(`${row % 3 === 0 ? "Rome" : "Oslo"},${row % 100}\n`);
  }
}

async function* progressOf(path: string, sums: Map<string, number>) {
  await using file = await open(path);
  await file.readline(); // the header
  let rows = 0;
  for await (const line of file) {
    const [city = "", amount] = line.split(",");
    sums.set(city, (sums.get(city) ?? 0) + Number(amount));
    if (++rows % 50_000 === 0) yield rows;
  }
}

export async function main(): Promise<void> {
  await using folder = await TemporaryDirectory();
  const path = `${folder.name}/sales.csv`;
  await generate(path);

  const sums = new Map<string, number>();
  for await (const rows of progressOf(path, sums)) {
    console.log(`${Math.round(rows / ROWS * 100)} %`);
  }
  for (const [city, sum] of sums) console.log(`${city}: ${sum}`);
}

if (import.meta.main) await asyncio.run(main);

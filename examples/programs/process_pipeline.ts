/**
 * Two processes and this program between them: what the one writes is looked at line by line, and goes on to the other.
 * The pipes slow the first one down to what the last one takes; whatever goes wrong, no process is left behind.
 *
 * Run it: `deno run --allow-run=seq,sort examples/programs/process_pipeline.ts`
 */
import * as asyncio from "@asyncio/asyncio";
import { createSubprocessExec, PIPE } from "@asyncio/asyncio/subprocess";

const decoder = new TextDecoder();

/** The numbers up to `last` that have a 7 in them, in the order of the dictionary. */
async function numbersWith7(last: number): Promise<string[]> {
  await using source = await createSubprocessExec("seq", [`${last}`], {
    stdout: PIPE,
  });
  await using sorter = await createSubprocessExec("sort", [], {
    stdin: PIPE,
    stdout: PIPE,
    env: { LC_ALL: "C" },
  });
  const feed = async () => {
    for await (const line of source.stdout) {
      if (decoder.decode(line).includes("7")) await sorter.stdin.send(line);
    }
    sorter.stdin.close();
  };
  return await asyncio.taskGroup(async (tg) => {
    tg.createTask(feed);
    return decoder.decode(await sorter.stdout.read()).trimEnd().split("\n");
  });
}

/** Prints the first and the last of them. */
export async function main(): Promise<void> {
  const numbers = await asyncio.timeout(10, () => numbersWith7(10_000));
  console.log(`${numbers.length} numbers`);
  console.log(`from ${numbers[0]} to ${numbers.at(-1)}`);
}

if (import.meta.main) await asyncio.run(main);

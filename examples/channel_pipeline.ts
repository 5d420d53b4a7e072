/** A pipeline: lines go to two parsers through a channel, and `select` brings their numbers and complaints together. */

import * as asyncio from "@asyncio/asyncio";

async function read(lines: asyncio.Sender<string>): Promise<void> {
  using _ = lines; // closing it ends the stage behind it, and so on to the end
  for (const line of ["3", "14", "fifteen", "92", "six", "5", "35"]) {
    await lines.send(line); // waits until there is room
    await asyncio.sleep(0.1);
  }
  console.log("all lines are read");
}

async function parse(
  seconds: number,
  lines: asyncio.Receiver<string>,
  numbers: asyncio.Sender<number>,
  complaints: asyncio.Sender<string>,
): Promise<void> {
  using _ = numbers;
  using __ = complaints;
  for await (const line of lines) {
    await asyncio.sleep(seconds);
    const number = Number(line);
    if (Number.isNaN(number)) await complaints.send(`${line} is no number`);
    else await numbers.send(number);
  }
}

async function collect(
  numbers: asyncio.Receiver<number>,
  complaints: asyncio.Receiver<string>,
): Promise<void> {
  let sum = 0;
  try {
    for (;;) {
      const got = await asyncio.select({ numbers, complaints });
      if (got.key === "numbers") console.log(`${sum += got.value} so far`);
      else console.log(got.value);
    }
  } catch (error) {
    if (!(error instanceof asyncio.EndOfStream)) throw error;
  }
  console.log(`${sum} in all`);
}

export async function main(): Promise<void> {
  const [lineSender, lines] = asyncio.channel<string>(1);
  const [numberSender, numbers] = asyncio.channel<number>(0);
  const [complaintSender, complaints] = asyncio.channel<string>(0);

  await asyncio.taskGroup((tg) => {
    tg.createTask(() => read(lineSender));
    for (const seconds of [0.25, 0.38]) {
      const ends = [numberSender.clone(), complaintSender.clone()] as const;
      tg.createTask(() => parse(seconds, lines, ...ends));
    }
    numberSender.close();
    complaintSender.close();
    tg.createTask(() => collect(numbers, complaints));
  });
}

if (import.meta.main) await asyncio.run(main);

import { assertEquals } from "@std/assert";
import { type BinaryFile, open } from "../../fs/mod.ts";
import { bytes, fileTest, text } from "./_files.ts";
import { Random } from "./_oracle.ts";

/** A file as an array of bytes, each of them a character. */
class Model {
  content: string;
  position = 0;

  constructor(content: string) {
    this.content = content;
  }

  read(size: number): string {
    const part = this.pread(size, this.position);
    this.position += part.length;
    return part;
  }

  pread(size: number, position: number): string {
    return this.content.slice(position, position + size);
  }

  readline(): string {
    const end = this.content.indexOf("\n", this.position);
    return this.read(end < 0 ? Infinity : end + 1 - this.position);
  }

  write(part: string): void {
    if (part === "") return;
    this.#fill(this.position);
    const end = this.position + part.length;
    this.content = this.content.slice(0, this.position) + part +
      this.content.slice(end);
    this.position = end;
  }

  truncate(size: number): void {
    this.#fill(size);
    this.content = this.content.slice(0, size);
  }

  #fill(size: number): void {
    this.content = this.content.padEnd(size, "\0");
  }
}

function letters(random: Random, length: number): string {
  return Array.from(
    { length },
    () => random.pick(["a", "b", "c", "d", "\n"]),
  ).join("");
}

/** Does one thing to both, and returns what and how it came out. */
async function step(
  file: BinaryFile,
  model: Model,
  random: Random,
): Promise<[what: string, actual: unknown, expected: unknown]> {
  const size = random.below(4) === 0 ? 1500 : random.below(30);
  const place = random.below(model.content.length + 10);
  switch (random.below(9)) {
    case 0:
    case 1:
      return [`read ${size}`, text(await file.read(size)), model.read(size)];
    case 2:
      return ["readline", text(await file.readline()), model.readline()];
    case 3: {
      const into = new Uint8Array(size);
      const count = await file.readInto(into);
      const actual = text(into.subarray(0, count));
      return [`readInto ${size}`, actual, model.read(size)];
    }
    case 4:
    case 5: {
      const part = letters(random, size);
      model.write(part);
      return [`write ${size}`, await file.write(bytes(part)), size];
    }
    case 6: {
      const whence = random.pick([0, 1, 2] as const);
      const base = [0, model.position, model.content.length][whence]!;
      const target = random.below(2) === 0
        ? Math.max(0, model.position - random.below(20))
        : place;
      model.position = target;
      const actual = await file.seek(target - base, whence);
      return [`seek ${target - base} ${whence}`, actual, target];
    }
    case 7:
      model.truncate(place);
      return [`truncate ${place}`, await file.truncate(place), place];
    default: {
      const part = text(await file.pread(size, place));
      return [`pread ${size} ${place}`, part, model.pread(size, place)];
    }
  }
}

fileTest(
  "BinaryFile is an array of bytes, whatever is done to it in whatever order",
  async (folder) => {
    const path = `${folder}/file`;
    for (let seed = 0; seed < 500; seed++) {
      const random = new Random(seed);
      const mode = random.pick(["r+b", "w+b"] as const);
      const buffering = random.pick([-1, 5, 64, 1000]);
      const before = letters(random, random.pick([20, 200, 9000]));
      await Deno.writeTextFile(path, before);
      const model = new Model(mode === "w+b" ? "" : before);
      {
        await using file = await open(path, mode, { buffering });
        const log = [`seed ${seed}: ${mode} ${buffering}`];
        for (let i = 0; i < 30; i++) {
          const [what, actual, expected] = await step(file, model, random);
          log.push(what);
          assertEquals(actual, expected, log.join("; "));
          assertEquals(await file.tell(), model.position, log.join("; "));
        }
      }
      assertEquals(await Deno.readTextFile(path), model.content);
    }
  },
);

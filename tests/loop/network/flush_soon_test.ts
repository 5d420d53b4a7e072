import { assert, assertEquals } from "@std/assert";
import { flushSoon, noteWrite } from "../../../loop/network/flush_soon.ts";
import { test } from "../../_support/mod.ts";

class Pipe {
  flushed = false;

  flushCollected(): void {
    this.flushed = true;
  }
}

async function rounds(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await null;
}

test("flushSoon() lets out what was written once nobody writes any more", async () => {
  const [one, two] = [new Pipe(), new Pipe()];
  flushSoon(one);
  for (let i = 0; i < 20; i++) {
    await rounds(4);
    noteWrite();
  }
  flushSoon(two);
  await rounds(4);
  assertEquals([one.flushed, two.flushed], [false, false]);
  await rounds(20);
  assertEquals([one.flushed, two.flushed], [true, true]);
});

test("flushSoon() does not let somebody who always writes keep the others waiting", async () => {
  const pipe = new Pipe();
  flushSoon(pipe);
  let count = 0;
  for (; !pipe.flushed && count < 10_000; count++) {
    noteWrite();
    await null;
  }
  assert(count > 100 && count < 10_000, `after ${count} rounds`);
});

test("flushSoon() takes up what is written while it lets out", async () => {
  const later = new Pipe();
  flushSoon({ flushCollected: () => flushSoon(later) });
  await rounds(100);
  assert(later.flushed);
});

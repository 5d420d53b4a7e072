import { assertEquals, assertMatch } from "@std/assert";
import { getRunningLoop } from "../../loop/running_loop.ts";
import { createTask } from "../../tasks/create_task.ts";
import { run } from "../../tasks/run.ts";
import { sleep } from "../../tasks/sleep.ts";
import { test } from "../_support/mod.ts";

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) { /* computes */ }
}

/** What is warned of while `main` runs in debug mode. */
async function warnings(main: () => Promise<void>): Promise<string[]> {
  const texts: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => texts.push(text);
  try {
    await run(async () => {
      getRunningLoop().slowCallbackDuration = 0.03;
      await main();
    }, { debug: true });
  } finally {
    console.warn = warn;
  }
  return texts;
}

test("Debug mode names the task that has held the loop, and shows where it waits now", async () => {
  const texts = await warnings(async () => {
    async function slow(): Promise<void> {
      await sleep(0.001);
      block(40);
      await sleep(0.001);
    }
    const others = [1, 2, 3].map(() => createTask(() => sleep(0.001)));
    await createTask(slow, { name: "culprit" });
    for (const other of others) await other;
  });
  assertEquals(texts.length, 1);
  assertMatch(
    texts[0]!,
    /^Executing <Task pending name='culprit'.* took 0\.\d+ seconds, up to here:\n +at .*slow /,
  );
});

test("Debug mode names a task that ends after it has held the loop", async () => {
  const texts = await warnings(async () => {
    await createTask(async () => {
      await sleep(0.001);
      block(40);
    }, { name: "culprit" });
  });
  assertEquals(texts.length, 1);
  assertMatch(
    texts[0]!,
    /^Executing <Task .*name='culprit'.* took 0\.\d+ seconds$/,
  );
});

test("Debug mode does not blame a task that waits for a foreign promise", async () => {
  const texts = await warnings(async () => {
    await createTask(async () => {
      await sleep(0.001);
      await new Promise((resolve) => setTimeout(resolve, 60));
      await sleep(0.001);
    });
  });
  assertEquals(texts, []);
});

test("Debug mode does not blame a task for the one before it", async () => {
  const texts = await warnings(async () => {
    const culprit = createTask(async () => {
      await sleep(0.005);
      block(40);
      await sleep(0.001);
    }, { name: "culprit" });
    const victims = [1, 2].map(() =>
      createTask(async () => {
        await sleep(0.005);
        await sleep(0.001);
      })
    );
    for (const task of [culprit, ...victims]) await task;
  });
  assertEquals(texts.length, 1);
  assertMatch(texts[0]!, /name='culprit'/);
});

test("Debug mode does not blame a task for a callback", async () => {
  const texts = await warnings(async () => {
    const loop = getRunningLoop();
    const future = loop.createFuture<void>();
    const task = createTask(async () => {
      await future;
      await sleep(0.001);
    });
    await sleep(0.001);
    loop.callSoon(() => future.setResult());
    loop.callSoon(function culprit() {
      block(40);
    });
    await task;
  });
  assertEquals(texts.length, 1);
  assertMatch(
    texts[0]!,
    /^Executing <Handle culprit\(\).* took 0\.\d+ seconds$/,
  );
});

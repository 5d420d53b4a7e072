/** Programs of their own: how they end, and which permissions they need. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "../../_support/mod.ts";
import { runProgram } from "./_support.ts";

test("A program with an idle pool ends by itself", async () => {
  const { code, out, err } = await runProgram(`
    const pool = new threads.ThreadPoolExecutor({ idleTimeout: 0.05 });
    console.log(await pool.submit(() => "done"));
  `);
  assertEquals([code, out, err], [0, "done\n", ""]);
});

test("A program whose main function has ended does not wait for idle threads", async () => {
  const { code, out } = await runProgram(`
    let start = 0;
    await asyncio.run(async () => {
      await threads.toThread(() => 1);
      start = performance.now();
    });
    addEventListener("unload", () => console.log(performance.now() - start < 900));
  `);
  assertEquals([code, out], [0, "true\n"]);
});

test("toThread() of a function needs no permission", async () => {
  const { code, out, err } = await runProgram(
    `
    await asyncio.run(async () => {
      console.log(await threads.toThread((n: number) => n * 2, 21));
    });
  `,
    [],
  );
  assertEquals([code, out, err], [0, "42\n", ""]);
});

test("A local module needs the permission to read it, and the error says so", async () => {
  const source = `
    const work = threads.threadModule<{ add(a: number, b: number): number }>(WORK);
    await asyncio.run(async () => {
      console.log(await work.add(1, 2).catch((error) => String(error)));
    });
  `;
  assertEquals((await runProgram(source, ["--allow-read"])).out, "3\n");
  const { code, out } = await runProgram(source, []);
  assertEquals(code, 0);
  assertStringIncludes(out, "TypeError: Cannot load file://");
  assertStringIncludes(out, "run again with the --allow-read flag");
});

test("A job that runs out of memory fails, and nothing else", async () => {
  const { code, out } = await runProgram(
    `
    await asyncio.run(async () => {
      await using pool = new threads.ThreadPoolExecutor({ maxWorkers: 2 });
      const other = pool.submit(() => new Promise(() => {}));
      const greedy = pool.submit(() => {
        const all = [];
        for (;;) all.push(new Array(100_000).fill(Math.random()));
      });
      console.log(await greedy.catch((error) => String(error)));
      console.log(other.done(), await pool.submit(() => "next"));
      other.cancel();
    });
  `,
    ["-A", "--v8-flags=--max-old-space-size=64"],
  );
  assertEquals(
    [code, out],
    [
      0,
      "BrokenExecutor: thread-1 has died: it ran out of memory\nfalse next\n",
    ],
  );
}, { timeout: 60_000 });

test(
  "A cancelled job in a loop that never yields is stopped, whatever it does there",
  async () => {
    const { code, out, err } = await runProgram(`
    const pool = new threads.ThreadPoolExecutor({ maxWorkers: 2, grace: 0, idleTimeout: 0 });
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const endless: ((gate: Int32Array) => unknown)[] = [
      (gate) => {
        Atomics.store(gate, 0, 1);
        for (;;);
      },
      (gate) => {
        Atomics.store(gate, 0, 1);
        for (;;) try { for (;;); } catch { /* on and on */ } finally { for (;;); }
      },
      (gate) => {
        const turn = (): Promise<void> => {
          Atomics.store(gate, 0, 1);
          return Promise.resolve().then(turn);
        };
        return turn();
      },
      (gate) => {
        Atomics.store(gate, 0, 1);
        Atomics.wait(gate, 1, 0);
      },
    ];
    const other = pool.submit(() => new Promise((resolve) => setTimeout(() => resolve("untouched"), 500)));
    for (const fn of endless) {
      const job = pool.submit(fn, gate);
      while (Atomics.load(gate, 0) === 0) await new Promise((resolve) => setTimeout(resolve));
      gate[0] = 0;
      job.cancel();
      console.log(await pool.submit(() => "next"));
    }
    console.log(await other);
    // What was stopped uses no processor any more: the program comes to rest.
    for (let load = 1; load > 0.1;) {
      const [begin, before] = [performance.now(), process.cpuUsage()];
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { user, system } = process.cpuUsage(before);
      load = (user + system) / 1000 / (performance.now() - begin);
    }
    console.log("idle");
  `);
    assertEquals([code, out, err], [
      0,
      "next\n".repeat(4) + "untouched\nidle\n",
      "",
    ]);
  },
  { timeout: 60_000 },
);

test("Deno.exit() while threads are busy ends the program", async () => {
  const { code } = await runProgram(`
    const pool = new threads.ThreadPoolExecutor({ maxWorkers: 2 });
    pool.submit(() => { for (;;); });
    pool.submit(() => new Promise(() => {}));
    setTimeout(() => Deno.exit(7), 100);
  `);
  assertEquals(code, 7);
});

test("An error of main with jobs under way comes out, and the program ends", async () => {
  const { code, err } = await runProgram(`
    await asyncio.run(async () => {
      asyncio.createTask(() => threads.toThread(() => { for (;;); }));
      await asyncio.sleep(0.05);
      throw new RangeError("main");
    });
  `);
  assertEquals(code, 1);
  assertStringIncludes(err, "RangeError: main");
});

test("killWorkers() leaves nothing that keeps the program running", async () => {
  const { out } = await runProgram(`
    const start = performance.now();
    const pool = new threads.ThreadPoolExecutor({ idleTimeout: 60 });
    await pool.submit(() => 1);
    pool.killWorkers();
    addEventListener("unload", () => console.log(performance.now() - start < 30_000));
  `);
  assertEquals(out, "true\n");
});

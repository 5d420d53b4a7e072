import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { CancelledError } from "../../../loop/errors.ts";
import { gather } from "../../../tasks/gather.ts";
import { run } from "../../../tasks/run.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  BrokenExecutor,
  fromThread,
  ProcessPoolExecutor,
  threadModule,
  transfer,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { runProgram } from "./_support.ts";

test("ProcessPoolExecutor runs jobs in processes", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
    const pids = await gather([
      pool.submit(() => Deno.pid),
      pool.submit(() => Deno.pid),
    ]);
    assertEquals(new Set([...pids, Deno.pid]).size, 3);
    const value = { map: new Map([[1, new Date(0)]]), big: 1n };
    assertEquals(await pool.submit((x: unknown) => x, value), value);
    assertEquals(await pool.submit(() => undefined), undefined);
    const bytes = new Uint8Array([1, 2]);
    assertEquals(
      await pool.submit((bytes: Uint8Array) => bytes.length, transfer(bytes)),
      2,
    );
    assertEquals(bytes.length, 2);
  }));

test("ProcessPoolExecutor streams, calls back and brings errors over", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const stream = await pool.submit(function* (to: number) {
      for (let i = 0; i < to; i++) yield i;
    }, 40);
    assertEquals((await Array.fromAsync(stream)).length, 40);
    assertEquals(
      await pool.submit(
        (double: (n: number) => Promise<number>) => double(21),
        fromThread((n: number) => n * 2),
      ),
      42,
    );
    await assertRejects(
      async () =>
        await pool.submit(() => {
          throw new RangeError("no");
        }),
      RangeError,
      "no",
    );
    await assertRejects(
      async () =>
        await pool.submit((x: unknown) => x, new SharedArrayBuffer(4)),
      TypeError,
      "Cannot send the arguments of a job",
    );
    assertEquals(await pool.submit(() => 1), 1);
  }));

test("ProcessPoolExecutor fails a job that ends its process, and nothing else", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const jobs = [
      pool.submit(() => Deno.exit(3)),
      pool.submit(() => Deno.kill(Deno.pid, "SIGKILL")),
      pool.submit(() => {
        setTimeout(() => {
          throw new RangeError("late");
        });
        return new Promise(() => {});
      }),
      pool.submit(() => "untouched"),
    ] as const;
    await wait(jobs);
    const errors = jobs.slice(0, 3).map((job) => job.exception());
    for (const error of errors) assertInstanceOf(error, BrokenExecutor);
    assertEquals(errors.map((error) => (error as Error).message), [
      "process-0 has died: it has exited with code 3",
      "process-1 has died: it was ended by SIGKILL",
      "process-2 has died: an error was not caught",
    ]);
    assertEquals(String((errors[2] as Error).cause), "RangeError: late");
    assertEquals(jobs[3].result(), "untouched");
  }));

test("ProcessPoolExecutor ends a cancelled job by force", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1, grace: 0.02 });
    await pool.submit(() => 1);
    const stubborn = pool.submit(() => {
      for (;;);
    });
    const next = pool.submit(() => "next");
    stubborn.cancel();
    await assertRejects(async () => await stubborn, CancelledError);
    assertEquals(await next, "next");
  }));

test("A job cannot get between its process and the pool", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    await assertRejects(
      async () =>
        await pool.submit(async () => {
          const { default: process } = await import("node:process");
          process.send!("result");
        }),
      TypeError,
      "Cannot send messages from a job",
    );
    assertEquals(await pool.submit(() => "next"), "next");
  }));

test("ProcessPoolExecutor loads modules", () =>
  run(async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const work = threadModule<{ double(n: number): number }>(
      "data:text/javascript,export function double(n) { return n * 2; }",
    );
    assertEquals(await pool.submit(work.double, 4), 8);
  }));

test("ProcessPoolExecutor fails a job that runs out of memory, and nothing else", async () => {
  const { code, out } = await runProgram(`
    Deno.env.set("DENO_V8_FLAGS", "--max-old-space-size=64");
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      const job = pool.submit(() => {
        const all = [];
        for (;;) all.push(new Array(100_000).fill(Math.random()));
      });
      await asyncio.wait([job]);
      console.log(job.exception().name);
      console.log(await pool.submit(() => "untouched"));
    });
  `);
  assertEquals([code, out], [0, "BrokenExecutor\nuntouched\n"]);
});

test("ProcessPoolExecutor lets jobs print", async () => {
  const { out, err } = await runProgram(`
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      await pool.submit(() => console.log("out"));
      await pool.submit(() => console.error("err"));
      await using other = new threads.ThreadPoolExecutor({ maxWorkers: 1 });
      await other.submit(() => console.log("out of a thread"));
    });
  `);
  assertEquals([out, err], ["out\nout of a thread\n", "err\n"]);
});

test("ProcessPoolExecutor says which permission it lacks", async () => {
  const { code, out } = await runProgram(
    `
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      const job = pool.submit(() => 1);
      await asyncio.wait([job]);
      console.log(String(job.exception()));
    });
  `,
    [],
  );
  assertEquals(code, 0);
  assertStringIncludes(
    out,
    "BrokenExecutor: Cannot start a worker: Requires ",
  );
});

test("ProcessPoolExecutor gives its processes the permissions of the program", async () => {
  const { out } = await runProgram(
    `
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      const query = (name: "read" | "env") => Deno.permissions.querySync({ name }).state;
      console.log(await pool.submit(query, "env"), await pool.submit(query, "read"));
    });
  `,
    ["--allow-run", "--allow-env"],
  );
  assertEquals(out, "granted prompt\n");
});

test("ProcessPoolExecutor does not give its processes more than the program has", async () => {
  const { out } = await runProgram(
    `
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      const read = pool.submit(() => Deno.readDirSync(".").next().done);
      await asyncio.wait([read]);
      console.log(String(read.exception()?.name));
    });
  `,
    ["--allow-run", "--allow-env", "--allow-read", "--deny-read=."],
  );
  assertEquals(out, "NotCapable\n");
});

test("ProcessPoolExecutor fails a job whose process cannot be started, and can be shut down", async () => {
  const { code, out } = await runProgram(`
    Deno.execPath = () => "/nowhere/deno";
    await asyncio.run(async () => {
      await using pool = new threads.ProcessPoolExecutor({ maxWorkers: 1 });
      const jobs = [pool.submit(() => 1), pool.submit(() => 2)];
      await asyncio.wait(jobs);
      for (const job of jobs) console.log(job.exception()?.name);
    });
    console.log("shut down");
  `);
  assertEquals([code, out], [
    0,
    "BrokenExecutor\nBrokenExecutor\nshut down\n",
  ]);
});

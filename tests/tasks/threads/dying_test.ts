/** Threads that die under their job: it fails, and nothing else does. */

import { assertEquals, assertInstanceOf } from "@std/assert";
import { run } from "../../../tasks/run.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  BrokenExecutor,
  ThreadPoolExecutor,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { arrived, makeGate, open, waitAt } from "./_support.ts";

const DEATHS: [string, () => unknown, string, string | null][] = [
  ["close()", () => self.close(), "it was closed with close()", null],
  ["Deno.exit()", () => Deno.exit(3), "it has exited", null],
  [
    "process.exit()",
    async () => (await import("node:process")).default.exit(3),
    "it has exited",
    null,
  ],
  [
    "an error that nobody catches",
    () => {
      setTimeout(() => {
        throw new RangeError("late");
      });
      return new Promise(() => {});
    },
    "an error was not caught",
    "RangeError: late",
  ],
  [
    "a rejection that nobody handles",
    () => {
      Promise.reject(new RangeError("lost"));
      return new Promise(() => {});
    },
    "a rejection was not handled",
    "RangeError: lost",
  ],
];

for (const [name, job, how, cause] of DEATHS) {
  test(`ThreadPoolExecutor.submit() fails with BrokenExecutor for ${name}`, () =>
    run(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
      const gate = makeGate();
      const other = pool.submit(waitAt<string>, gate, "untouched");
      await arrived(gate, 1);
      const dying = pool.submit(job);
      const next = pool.submit(() => "next");
      await wait([dying]);
      const error = dying.exception();
      assertInstanceOf(error, BrokenExecutor);
      assertEquals(error.message, `thread-1 has died: ${how}`);
      assertEquals(
        error.cause === undefined ? null : String(error.cause),
        cause,
      );
      assertEquals(await next, "next");
      open(gate);
      assertEquals(await other, "untouched");
    }));
}

test("ThreadPoolExecutor survives a job that closes its thread on and on", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const jobs = Array.from(
      { length: 12 },
      (_, i) =>
        pool.submit((i: number) => {
          if (i % 2 === 0) self.close();
          return i;
        }, i),
    );
    await wait(jobs);
    const outcomes = jobs.map((job) =>
      job.exception() instanceof BrokenExecutor ? "broken" : job.result()
    );
    assertEquals(
      outcomes,
      Array.from({ length: 12 }, (_, i) => i % 2 === 0 ? "broken" : i),
    );
  }));

test("A job cannot get between its thread and the pool", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const outcome = await pool.submit(() => {
      const scope = globalThis as unknown as {
        onmessage: unknown;
        postMessage(value: unknown): void;
      };
      scope.onmessage = () => {};
      try {
        scope.postMessage("result");
      } catch (error) {
        return String(error);
      }
    });
    assertEquals(
      outcome,
      "TypeError: Cannot post messages from a job: return a value, or call back by fromThread()",
    );
    assertEquals(await pool.submit(() => "next"), "next");
  }));

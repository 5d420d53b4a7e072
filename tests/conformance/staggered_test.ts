/** CPython's test_staggered, ported by meaning. */

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  CancelledError,
  Future,
  getRunningLoop,
  sleep,
  staggeredRace,
  timeout,
  TimeoutError,
} from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

virtualTest(
  "staggered/StaggeredTests.test_empty: nothing to race has no winner",
  async () => {
    assertEquals(await staggeredRace([], null), [undefined, null, []]);
  },
);

virtualTest(
  "staggered/StaggeredTests.test_one_successful: the second is not started",
  async () => {
    const started: number[] = [];
    const runner = (index: number) => async () => {
      started.push(index);
      await sleep(1);
      return `Res: ${index}`;
    };
    assertEquals(await staggeredRace([runner(0), runner(1)], null), [
      "Res: 0",
      0,
      [null],
    ]);
    assertEquals(started, [0]);
  },
);

virtualTest(
  "staggered/StaggeredTests.test_first_error_second_successful: a failure starts the next at once",
  async () => {
    const loop = getRunningLoop();
    const begin = loop.time();
    // A long delay shows that the failure, not the clock, starts the second.
    const [winner, index, errors] = await staggeredRace([
      () => Promise.reject(new RangeError("0")),
      () => Promise.resolve("Res: 1"),
    ], 60);
    assertEquals(winner, "Res: 1");
    assertEquals(index, 1);
    assertEquals(errors.length, 2);
    assertInstanceOf(errors[0], RangeError);
    assertEquals(errors[1], null);
    assertEquals(loop.time(), begin);
  },
);

virtualTest(
  "staggered/StaggeredTests.test_first_timeout_second_successful: a slow first is overtaken and cancelled",
  async () => {
    const loop = getRunningLoop();
    const begin = loop.time();
    const [winner, index, errors] = await staggeredRace([
      () => sleep(10, "Res: 0"),
      () => Promise.resolve("Res: 1"),
    ], 0.1);
    assertEquals(winner, "Res: 1");
    assertEquals(index, 1);
    assertEquals(errors.length, 2);
    assertInstanceOf(errors[0], CancelledError);
    assertEquals(errors[1], null);
    assert(loop.time() - begin < 1);
  },
);

virtualTest(
  "staggered/StaggeredTests.test_none_successful: all errors come back",
  async () => {
    const [winner, index, errors] = await staggeredRace([
      () => Promise.reject(new RangeError("0")),
      () => Promise.reject(new RangeError("1")),
    ], null);
    assertEquals(winner, undefined);
    assertEquals(index, null);
    assertEquals(errors.map(String), ["RangeError: 0", "RangeError: 1"]);
  },
);

// New in 3.14.

virtualTest(
  "staggered/StaggeredTests.test_multiple_winners: two that end in one turn have one winner",
  async () => {
    const gate = new Future<void>();
    const waiter = (index: number) => async () => {
      await gate;
      return index;
    };
    const opener = async () => {
      gate.setResult();
      await new Future<never>();
      return -1;
    };
    const [winner, index, errors] = await staggeredRace([
      waiter(0),
      waiter(1),
      opener,
    ], 0.1);
    assertEquals(winner, 0);
    assertEquals(index, 0);
    assertEquals(errors.length, 3);
    assertEquals(errors[0], null);
    // CPython drops the value that the second was handed, and cancels it; here it ends, too late.
    assertEquals(errors[1], null);
    assertInstanceOf(errors[2], CancelledError);
  },
);

virtualTest(
  "staggered/StaggeredTests.test_cancelled: each cancel goes through to the runner, and the race ends with it",
  async () => {
    const trace: string[] = [];
    const error = await assertRejects(
      () =>
        timeout(null, (outer) =>
          timeout(null, async (inner) => {
            const runner = async () => {
              inner.reschedule(-1);
              try {
                await sleep(5);
              } catch (error) {
                assertInstanceOf(error, CancelledError);
                trace.push("cancelled 1");
              }
              outer.reschedule(-1);
              try {
                await sleep(5);
              } catch (error) {
                assertInstanceOf(error, CancelledError);
                trace.push("cancelled 2");
              }
            };
            try {
              await staggeredRace([runner], null);
            } catch (error) {
              assertInstanceOf(error, CancelledError);
              trace.push("cancelled 3");
              throw error;
            }
          })),
      TimeoutError,
    );
    assertStrictEquals(error.name, "TimeoutError");
    assertEquals(trace, ["cancelled 1", "cancelled 2", "cancelled 3"]);
  },
);

/** CPython's test_futures2, ported by meaning. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  allTasks,
  ContextVar,
  createTask,
  getRunningLoop,
  run,
  sleep,
  Task,
  waitFor,
} from "../../mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

test("futures2/FutureTests.test_task_exc_handler_correct_context: the handler sees the failed task's variables", async () => {
  const name = new ContextVar("name", { default: "foo" });
  const seen: string[] = [];
  await run(async () => {
    getRunningLoop().setExceptionHandler(() => void seen.push(name.get()));
    createTask(() => {
      name.set("bar");
      throw new RangeError("division by zero");
    });
    await sleep(0);
  });
  assertEquals(seen, ["bar"]);
});

virtualTest(
  "futures2/FutureTests.test_handle_exc_handler_correct_context: the handler sees the callback's variables",
  async () => {
    const name = new ContextVar("name", { default: "foo" });
    const seen: string[] = [];
    const loop = getRunningLoop();
    loop.setExceptionHandler(() => void seen.push(name.get()));
    loop.callSoon(() => {
      name.set("bar");
      throw new RangeError("division by zero");
    });
    await sleep(1);
    assertEquals(seen, ["bar"]);
    assertEquals(name.get(), "foo");
  },
);

virtualTest(
  "futures2/FutureReprTests.test_recursive_repr_for_pending_tasks: a task that holds itself can be printed",
  async () => {
    const holder: Task<Set<Task<unknown>>> = new Task(() => allTasks());
    const tasks = await waitFor(holder, 10);
    assert(tasks.has(holder));
    assertStringIncludes(String(holder), "<Task finished");
    for (const text of [String(holder), Deno.inspect(tasks)]) {
      assert(text.length < 1000); // Without a guard it would go on until the stack overflows.
      assertMatch(text, /\.\.\.|Circular/);
    }
  },
);

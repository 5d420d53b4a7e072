// CPython's test_tasks, ported by meaning: tasks and context variables.
import { assertEquals, assertStrictEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest(
  "tasks/BaseTaskTests.test_context_1: a task works on a copy of the context it was made in",
  async () => {
    const cvar = new asyncio.ContextVar<string>("cvar", { default: "nope" });
    const subtask = asyncio.createTask(async () => {
      await asyncio.sleep(0.01);
      assertEquals(cvar.get(), "nope");
      cvar.set("something else");
      assertEquals(cvar.get(), "something else");
    });
    cvar.set("yes");
    assertEquals(cvar.get(), "yes");
    await subtask;
    assertEquals(cvar.get(), "yes");
  },
);

test("tasks/BaseTaskTests.test_context_2: a done callback works on its own copy, and values outlive waits", async () => {
  const cvar = new asyncio.ContextVar<string>("cvar", { default: "nope" });
  const seen: string[] = [];
  const loop = asyncio.newEventLoop();
  await loop.runUntilComplete(async () => {
    assertEquals(cvar.get(), "nope");
    for (let j = 0; j < 2; j++) {
      const future = loop.createFuture<void>();
      future.addDoneCallback(() => {
        seen.push(cvar.get()); // The value at the time of addDoneCallback().
        cvar.set("something else");
      });
      cvar.set(`yes${j}`);
      loop.callSoon(() => future.setResult());
      await future;
      assertEquals(cvar.get(), `yes${j}`);
      for (let i = 0; i < 3; i++) {
        cvar.set(`yes${i}-${j}`);
        await asyncio.sleep(0);
        assertEquals(cvar.get(), `yes${i}-${j}`);
      }
    }
  });
  assertEquals(seen, ["nope", "yes2-0"]);
  assertEquals(cvar.get(), "nope");
  loop.close();
});

virtualTest(
  "tasks/BaseTaskTests.test_context_3: a hundred tasks at once do not see each other's values",
  async () => {
    const cvar = new asyncio.ContextVar<number>("cvar", { default: -1 });
    let checks = 0;
    const sub = async (num: number) => {
      for (let i = 0; i < 10; i++) {
        cvar.set(num + i);
        await asyncio.sleep(((num * 7 + i * 13) % 50 + 1) / 1000);
        assertEquals(cvar.get(), num + i);
        checks += 1;
      }
    };
    await asyncio.gather(
      Array.from(
        { length: 100 },
        (_, num) => asyncio.createTask(() => sub(num)),
      ),
    );
    assertEquals(checks, 1000);
    assertEquals(cvar.get(), -1);
  },
);

/** The three ways to give a task its context. */
const WAYS: [
  string,
  (fn: () => Promise<void>, context: asyncio.Context) => asyncio.Task<void>,
][] = [
  [
    "test_context_4: new Task()",
    (fn, context) => new asyncio.Task(fn, { context }),
  ],
  [
    "test_context_5: createTask()",
    (fn, context) => asyncio.createTask(fn, { context }),
  ],
  [
    "test_context_6: loop.createTask()",
    (fn, context) => asyncio.getRunningLoop().createTask(fn, { context }),
  ],
];

for (const [name, make] of WAYS) {
  virtualTest(
    `tasks/BaseTaskTests.${name} runs in the context given, not in a copy`,
    async () => {
      const cvar = new asyncio.ContextVar<number>("cvar");
      const context = asyncio.copyContext();
      const seen = [context.get(cvar)];
      for (const value of [1, 2]) {
        await make(async () => {
          await asyncio.sleep(0);
          cvar.set(value);
        }, context);
        seen.push(context.get(cvar));
      }
      assertEquals(seen, [undefined, 1, 2]);
      assertEquals(cvar.get(0), 0);
    },
  );
}

virtualTest(
  "tasks/BaseTaskTests.test_get_context: getContext() is the very context given",
  async () => {
    const context = asyncio.copyContext();
    const task = asyncio.createTask(() => {}, { context });
    assertStrictEquals(task.getContext(), context);
    await task;
    assertStrictEquals(task.getContext(), context);
  },
);

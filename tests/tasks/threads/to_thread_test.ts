import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../../loop/contextvars.ts";
import { CancelledError, RuntimeError } from "../../../loop/errors.ts";
import { ExceptionGroup } from "../../../loop/exception_group.ts";
import { run } from "../../../tasks/run.ts";
import {
  checkCancelled,
  registerErrorClass,
  threadSignal,
  toThread,
  transfer,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";

/** What `fn` throws. */
async function caught(fn: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await fn();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}

test("toThread() runs functions of every shape", () =>
  run(async () => {
    const shapes = {
      method(n: number) {
        return n + 1;
      },
      async asyncMethod(n: number) {
        await null;
        return n + 1;
      },
      arrow: (n: number) => n + 1,
      named: function plus(n: number): number {
        return n === 0 ? 1 : plus(n - 1) + 1;
      },
      ["computed" + 1](n: number) {
        return n + 1;
      },
    };
    const results = [];
    for (const fn of Object.values(shapes)) {
      results.push(await toThread(fn as (n: number) => number, 1));
    }
    assertEquals(results, [2, 2, 2, 2, 2]);
  }));

test("toThread() brings over what can be cloned, in both directions", () =>
  run(async () => {
    const value = {
      map: new Map([[1, new Date(0)]]),
      set: new Set([1n]),
      bytes: new Uint8Array([1, 2]),
      nothing: undefined,
      list: [[], [1, "a"]],
    };
    assertEquals(await toThread((x: unknown) => x, value), value);
    assertEquals(await toThread((x: unknown[]) => x, [1, [2]]), [1, [2]]);
    assertEquals(await toThread((x: unknown) => x, null), null);
    assertEquals(await toThread(() => undefined), undefined);
    assertEquals(await toThread((...all: number[]) => all.length), 0);
  }));

test("toThread() brings over what looks like a message of the runtime's own", () =>
  run(async () => {
    for (const type of ["WORKER_ONLINE", "WORKER_STDOUT", "WORKER_STDIN"]) {
      const value = { type, data: "x" };
      assertEquals(await toThread((x: unknown) => x, value), value);
    }
  }));

test("toThread() calls in what libraries know as a Worker", () =>
  run(async () => {
    const found = await toThread(() => {
      const { WorkerGlobalScope } = globalThis as unknown as {
        WorkerGlobalScope: typeof EventTarget;
      };
      return self === globalThis && self instanceof WorkerGlobalScope;
    });
    assertEquals(found, true);
  }));

test("toThread() names a free variable and says what to do", () =>
  run(async () => {
    const outside = 1;
    const error = await caught(() => toThread(() => outside + 1));
    assertInstanceOf(error, ReferenceError);
    assertEquals(
      error.message,
      "outside is not defined in the thread: a function that is sent there takes nothing along from around it. Pass outside as an argument, or put the function into a module and use threadModule()",
    );
    assertStringIncludes(error.stack!, error.message);
  }));

test("toThread() refuses what cannot be sent, before it is sent", () =>
  run(() => {
    class Base {
      name() {
        return "base";
      }
    }
    class Derived extends Base {
      override name() {
        return super.name();
      }
    }
    const wrong: [() => unknown, string][] = [
      [() => toThread(Math.max as never), "built-in or bound function"],
      [() => toThread((() => 1).bind(null)), "built-in or bound function"],
      [() => toThread(Base as never), "Cannot send a class to a thread"],
      [
        () => toThread(() => import.meta.url),
        "put it into a module and use threadModule()",
      ],
      [() => toThread(42 as never), "must be a function: 42"],
      [
        () => toThread((f: () => void) => f(), () => {}),
        "wrap it with fromThread(): argument 1 is function",
      ],
    ];
    for (const [call, message] of wrong) assertThrows(call, TypeError, message);
    // A method that uses `super` is fine as text; there is no such object in the thread.
    assertInstanceOf(new Derived(), Base);
  }));

test("toThread() says what cannot be cloned", () =>
  run(async () => {
    await assertRejects(
      async () => await toThread((x: unknown) => x, { f() {} }),
      TypeError,
      "Cannot send the arguments of a job: ",
    );
    await assertRejects(
      async () => await toThread(() => ({ f() {} })),
      TypeError,
      "Cannot send the result of a job back: ",
    );
    assertEquals(await toThread(() => "still there"), "still there");
  }));

test("toThread() brings errors over with class, message, stack, cause and fields", () =>
  run(async () => {
    const error = await caught(() =>
      toThread(function failing() {
        const error = new RangeError("outer", {
          cause: new TypeError("inner"),
        });
        throw Object.assign(error, { code: 42, sent: new Map([[1, 2]]) });
      })
    );
    assertInstanceOf(error, RangeError);
    assertEquals(Object.entries(error), [["code", 42], [
      "sent",
      new Map([[1, 2]]),
    ]]);
    assertEquals(error.message, "outer");
    assertInstanceOf(error.cause, TypeError);
    assertEquals(error.cause.message, "inner");
    assertStringIncludes(error.stack!, "RangeError: outer\n    at failing (");
    assertEquals(error.stack!.includes("JobHost"), false);
  }));

test("toThread() finds the class of an error by its name", () =>
  run(async () => {
    class Registered extends Error {}
    registerErrorClass(Registered);
    const thrown: [() => unknown, unknown, string][] = [
      [
        () => toThread(() => Deno.readTextFileSync("/no/such/file")),
        Deno.errors.NotFound,
        "NotFound",
      ],
      [
        () => toThread(() => AbortSignal.abort().throwIfAborted()),
        DOMException,
        "AbortError",
      ],
      [
        () =>
          toThread(() => {
            class Registered extends Error {}
            throw new Registered();
          }),
        Registered,
        "Error",
      ],
      [
        () =>
          toThread(() => {
            class Unknown extends SyntaxError {
              override name = "Unknown";
            }
            throw new Unknown();
          }),
        SyntaxError,
        "Unknown",
      ],
      [
        () => toThread(() => Promise.any([Promise.reject(new RangeError())])),
        AggregateError,
        "AggregateError",
      ],
    ];
    for (const [call, expected, name] of thrown) {
      const error = await caught(call as () => PromiseLike<unknown>);
      assertInstanceOf(error, expected as typeof Error);
      assertEquals(error.name, name);
    }
    assertThrows(() => registerErrorClass(Map as never), TypeError);
  }));

test("toThread() brings a group of errors over", () =>
  run(async () => {
    const error = await caught(() =>
      toThread(() => {
        class ExceptionGroup extends AggregateError {
          override name = "ExceptionGroup";
        }
        throw new ExceptionGroup(
          [new RangeError("a"), new TypeError("b")],
          "two",
        );
      })
    );
    assertInstanceOf(error, ExceptionGroup);
    const rest = error.handle(RangeError, () => {});
    assertEquals(rest?.exceptions.map(String), ["TypeError: b"]);
  }));

test("toThread() brings over what is thrown and is no error", () =>
  run(async () => {
    const values = [42, "text", { a: 1 }];
    for (const value of values) {
      const thrown = await caught(() =>
        toThread((value: unknown) => {
          throw value;
        }, value)
      );
      assertEquals(thrown, value);
    }
    const nothing = await caught(() =>
      toThread(() => {
        throw undefined;
      })
    );
    assertInstanceOf(nothing, RuntimeError);
  }));

test("toThread() gives a circular cause up", () =>
  run(async () => {
    const error = await caught(() =>
      toThread(() => {
        const error = new Error("circle");
        error.cause = error;
        throw error;
      })
    ) as Error;
    assertEquals((error.cause as Error).message, "circle");
    assertEquals((error.cause as Error).cause, undefined);
  }));

test("toThread() is cancelled by a job that raises CancelledError", () =>
  run(async () => {
    const job = toThread(() => {
      throw Object.assign(new Error("enough"), { name: "CancelledError" });
    });
    await assertRejects(async () => await job, Error, "enough");
    const other = toThread(() => {
      class CancelledError extends Error {}
      throw new CancelledError("enough");
    });
    await assertRejects(async () => await other, CancelledError, "enough");
    assertEquals([job.cancelled(), other.cancelled()], [false, true]);
  }));

test("transfer() hands memory over, both ways", () =>
  run(async () => {
    const bytes = new Uint8Array(1000);
    const pair = { left: new ArrayBuffer(8), right: new ArrayBuffer(8) };
    const result = await toThread(
      (bytes: Uint8Array, pair: { left: ArrayBuffer; right: ArrayBuffer }) => {
        bytes[0] = pair.left.byteLength;
        return transfer(bytes);
      },
      transfer(bytes),
      transfer(pair, [pair.left]),
    );
    assertEquals([result.length, result[0]], [1000, 8]);
    assertEquals(
      [bytes.length, pair.left.byteLength, pair.right.byteLength],
      [0, 0, 8],
    );
    assertThrows(() => transfer(1 as never), TypeError);
  }));

test("transfer() hands a MessagePort over, both ways", () =>
  run(async () => {
    const there = new MessageChannel();
    const back = await toThread((port: MessagePort) => {
      const { port1, port2 } = new MessageChannel();
      port.onmessage = ({ data }) => port1.postMessage(data * 2);
      return transfer(port2);
    }, transfer(there.port2));
    const answer = new Promise((resolve) => {
      back.onmessage = ({ data }) => resolve(data);
    });
    there.port1.postMessage(21);
    assertEquals(await answer, 42);
    there.port1.close();
    back.close();
  }));

test("toThread() shares a SharedArrayBuffer", () =>
  run(async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    await toThread(
      (shared: Int32Array) => void Atomics.add(shared, 0, 7),
      shared,
    );
    assertEquals(shared[0], 7);
  }));

test("toThread() leaves context variables at home that cannot be cloned", () =>
  run(async () => {
    new ContextVar<() => void>("function").set(() => {});
    new ContextVar<object>("object").set({ f() {} });
    new ContextVar<string>("text").set("fine");
    assertEquals(await toThread(() => 1), 1);
  }));

test("checkCancelled() and threadSignal() raise where no job runs", () => {
  assertThrows(checkCancelled, RuntimeError, "No job of an executor runs here");
  assertThrows(threadSignal, RuntimeError, "No job of an executor runs here");
});

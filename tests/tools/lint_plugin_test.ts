import { assertEquals } from "@std/assert";
import plugin from "../../tools/lint_plugin.ts";

/** Rule and message of all that the plugin finds in a file. */
function lint(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source)
    .map(({ id, message }) => `${id}: ${message}`);
}

const OUTSIDE =
  "asyncio/import-direction: The library has no dependencies but `node:` built-ins";
const FOREIGN =
  "asyncio/import-direction: The library imports only its own folders";
const DIRECTION =
  "asyncio/import-direction: Imports go leftwards only: loop ← sync ← tasks ← streams ← fs ← mod.ts";
const FOLDER =
  "asyncio/import-direction: Another folder is imported file by file, not by its `mod.ts`";
const ROOT =
  "asyncio/import-direction: The root `mod.ts` imports only `./<folder>/mod.ts`";
const PRIVATE =
  "asyncio/private-file: A file named `_x.ts` is private to its folder";

Deno.test.each([
  ["loop/task.ts", "./future.ts"],
  ["loop/task.ts", "./_wait.ts"],
  ["loop/mod.ts", "./task.ts"],
  ["loop/task.ts", "node:async_hooks"],
  ["sync/lock.ts", "../loop/wait_list.ts"],
  ["tasks/gather.ts", "../loop/future.ts"],
  ["tasks/gather.ts", "../sync/lock.ts"],
  ["tasks/testing/sequencer.ts", "../../loop/future.ts"],
  ["tasks/testing/sequencer.ts", "../gather.ts"],
  ["tasks/mod.ts", "./testing/mod.ts"],
  ["streams/reader.ts", "../tasks/timeout.ts"],
  ["fs/open.ts", "../streams/reader.ts"],
  ["mod.ts", "./loop/mod.ts"],
  ["mod.ts", "./fs/mod.ts"],
  ["tests/loop/task_test.ts", "../../mod.ts"],
  ["tests/loop/task_test.ts", "@std/assert"],
  ["tests/loop/task_test.ts", "../_support/mod.ts"],
  ["bench/main.ts", "npm:effect@4.1.0"],
  ["tools/ok.ts", "./std.ts"],
])("import-direction lets %s import %s", (file, specifier) => {
  assertEquals(lint(file, `import "${specifier}";`), []);
});

Deno.test.each<[file: string, specifier: string, expected: string[]]>([
  ["loop/task.ts", "../tasks/gather.ts", [DIRECTION]],
  ["loop/task.ts", "../sync/lock.ts", [DIRECTION]],
  ["sync/lock.ts", "../tasks/timeout.ts", [DIRECTION]],
  ["tasks/gather.ts", "../streams/reader.ts", [DIRECTION]],
  ["tasks/testing/clock.ts", "../../fs/open.ts", [DIRECTION]],
  ["streams/reader.ts", "../fs/open.ts", [DIRECTION]],
  ["fs/open.ts", "../mod.ts", [DIRECTION]],
  ["tasks/gather.ts", "../loop/mod.ts", [FOLDER]],
  ["tasks/mod.ts", "../loop/mod.ts", [FOLDER]],
  ["streams/reader.ts", "../tasks/testing/mod.ts", [FOLDER]],
  ["tasks/gather.ts", "../loop/_wait.ts", [PRIVATE]],
  ["tasks/testing/clock.ts", "../_wait.ts", [PRIVATE]],
  ["tests/loop/task_test.ts", "../../loop/_wait.ts", [PRIVATE]],
  ["mod.ts", "./loop/_wait.ts", [ROOT, PRIVATE]],
  ["mod.ts", "./loop/task.ts", [ROOT]],
  ["mod.ts", "./tasks/testing/mod.ts", [ROOT]],
  ["loop/task.ts", "@std/assert", [OUTSIDE]],
  ["loop/task.ts", "@asyncio/asyncio", [OUTSIDE]],
  ["fs/open.ts", "npm:chalk@5", [OUTSIDE]],
  ["fs/open.ts", "jsr:@std/path@1", [OUTSIDE]],
  ["fs/open.ts", "https://example.com/x.ts", [OUTSIDE]],
  ["loop/task.ts", "../tests/_support/mod.ts", [FOREIGN]],
  ["loop/task.ts", "../tools/std.ts", [FOREIGN]],
])("rules of import stop %s from importing %s", (file, specifier, expected) => {
  assertEquals(lint(file, `import "${specifier}";`).sort(), expected.sort());
});

Deno.test.each([
  ['import { A } from "../tasks/_x.ts";'],
  ['import type { A } from "../tasks/_x.ts";'],
  ['export * from "../tasks/_x.ts";'],
  ['export { A } from "../tasks/_x.ts";'],
  ['export type { A } from "../tasks/_x.ts";'],
  ['type A = import("../tasks/_x.ts").A;'],
  ['await import("../tasks/_x.ts");'],
])("rules of import see `%s`", (source) => {
  assertEquals(lint("loop/task.ts", source).sort(), [DIRECTION, PRIVATE]);
});

Deno.test("import-direction knows a file by its absolute path", () => {
  const file = new URL("../../loop/task.ts", import.meta.url).pathname;
  assertEquals(lint(file, 'import "../sync/lock.ts";'), [DIRECTION]);
  assertEquals(lint(file, 'import "./future.ts";'), []);
});

Deno.test.each([
  ["private", "class A { private x = 1; }"],
  ["protected", "class A { protected m(): void {} }"],
  ["public", "class A { public get x(): number { return 1; } }"],
  ["private", "class A { private static accessor x = 1; }"],
  ["private", "class A { constructor(private x: number) {} }"],
  ["public", "class A { constructor(public readonly x = 1) {} }"],
  ["protected", "abstract class A { protected abstract x: number; }"],
  ["protected", "abstract class A { protected abstract m(): void; }"],
])("no-accessibility reports `%s` in `%s`", (keyword, source) => {
  assertEquals(lint("tests/x.ts", source), [
    `asyncio/no-accessibility: Class member uses \`${keyword}\``,
  ]);
});

Deno.test("no-accessibility lets fields with # and plain members be", () => {
  const source = "class A { #x = 1; readonly y = 2; static #m(): void {} }" +
    " class B { constructor(readonly publicKey: string) {} }";
  assertEquals(lint("loop/a.ts", source), []);
});

Deno.test.each([
  ["const f = () => 1;"],
  ["export const f = async (): Promise<void> => {};"],
  ["let f = (x: number) => x;"],
])("no-top-level-arrow reports `%s`", (source) => {
  assertEquals(lint("tests/x.ts", source), [
    "asyncio/no-top-level-arrow: Top-level function is an arrow",
  ]);
});

Deno.test.each([
  ["function f(): () => number { const g = () => 1; return g; }"],
  ["const xs = [1, 2].map((x) => x + 1);"],
  ["const table = { f: () => 1 };"],
])("no-top-level-arrow lets `%s` be", (source) => {
  assertEquals(lint("loop/a.ts", source), []);
});

Deno.test("no-console leaves the library errors and warnings only", () => {
  const source = 'function f(): void { console.log("x"); }';
  assertEquals(lint("loop/a.ts", source), [
    "asyncio/no-console: The library prints only errors and warnings",
  ]);
  assertEquals(lint("loop/a.ts", source.replace("log", "error")), []);
  assertEquals(lint("loop/a.ts", source.replace("log", "warn")), []);
  assertEquals(lint("bench/main.ts", source), []);
});

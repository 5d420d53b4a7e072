/**
 * What tests share: a timeout for every test, virtual time, and a record of
 * what a loop's exception handler receives.
 *
 * @module
 */
import type { EventLoop, ExceptionContext } from "../../mod.ts";
import { runVirtual } from "../../tasks/testing/mod.ts";

/** How a test is run, beside its name and its function. */
export type TestOptions = Omit<Deno.TestDefinition, "name" | "fn">;

/** `Deno.test` with a timeout: a test that hangs fails, and names itself. */
export function test(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
  options: TestOptions = {},
): void {
  Deno.test({ timeout: 20_000, ...options, name, fn });
}

/** A test in a fresh loop, under virtual time. */
export function virtualTest(
  name: string,
  fn: (t: Deno.TestContext) => void | Promise<void>,
  options: TestOptions = {},
): void {
  test(name, (t) => runVirtual(async () => await fn(t)), options);
}

/** Keeps what `loop` would report, and returns the growing list. */
export function recordExceptions(loop: EventLoop): ExceptionContext[] {
  const contexts: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => {
    contexts.push(context);
  });
  return contexts;
}

/**
 * Helpers of the kernel's tests: wrong values, tables of misuse, programs in a process of their own.
 *
 * @module
 */
import { assertRejects, assertStringIncludes } from "@std/assert";
import { EventLoop } from "../../mod.ts";
import { VirtualClock } from "../../tasks/testing/mod.ts";
import { virtualTest } from "../_support/mod.ts";

/** Passes any value where the types would refuse it. */
export function wrong(value: unknown): never {
  return value as never;
}

/** A loop on virtual time. */
export function virtualLoop(): EventLoop {
  return new EventLoop({ clock: new VirtualClock() });
}

/** A use that must fail: what it is, the call, the class of the error, and what its message must hold. */
export type Misuse = readonly [
  what: string,
  use: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: new (...args: any[]) => Error,
  ...words: string[],
];

/** A test for each misuse, in a task under virtual time. */
export function refuses(cases: readonly Misuse[]): void {
  for (const [what, use, ErrorClass, ...words] of cases) {
    virtualTest(`${what} is refused`, async () => {
      const { message } = await assertRejects(
        async () => {
          await use();
        },
        ErrorClass,
      );
      for (const word of words) assertStringIncludes(message, word);
    });
  }
}

/** What a program came to. */
export interface ProgramEnd {
  code: number;
  out: string;
  err: string;
}

/** Runs a program, which may use `asyncio`, in a process of its own. */
export async function runProgram(
  source: string,
  v8Flags: string = "",
): Promise<ProgramEnd> {
  const mod = new URL("../../mod.ts", import.meta.url).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      ...v8Flags === "" ? [] : [`--v8-flags=${v8Flags}`],
      `import * as asyncio from ${JSON.stringify(mod)};\n${source}`,
    ],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    out: decoder.decode(stdout).trim(),
    err: decoder.decode(stderr).trim(),
  };
}

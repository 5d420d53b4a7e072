import { describe } from "../check.ts";
import type { FunctionDefinition } from "./_messages.ts";

// deno-lint-ignore ban-types
type AnyFunction = Function;

const definitions = new WeakMap<AnyFunction, FunctionDefinition>();
/** A function that is written in a loop is another one each time, with the same text. */
const bySource = new Map<string, FunctionDefinition>();
let count = 0;

/** Says that `handle` stands for an export of a module. */
export function defineExport(
  handle: AnyFunction,
  url: string,
  name: string,
): void {
  definitions.set(handle, [++count, url, name]);
}

/** How a thread gets hold of the function. */
export function definitionOf(fn: AnyFunction): FunctionDefinition {
  const known = definitions.get(fn);
  if (known !== undefined) return known;
  const source = sourceOf(fn);
  let definition = bySource.get(source);
  if (definition === undefined) {
    definition = [++count, source];
    bySource.set(source, definition);
  }
  definitions.set(fn, definition);
  return definition;
}

/** Source text that gives the function when it is evaluated. */
function sourceOf(fn: AnyFunction): string {
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw new TypeError(
      `Cannot send a built-in or bound function to a thread: ${
        describe(fn)
      }: write a function that calls it`,
    );
  }
  if (/^class\b/.test(text)) {
    throw new TypeError(
      `Cannot send a class to a thread: ${
        describe(fn)
      }: write a function that makes the object there`,
    );
  }
  // A method has no `function` in front of it.
  const sources = [`(${text})`, `Object.values({ ${text} })[0]`];
  const errors = sources.map(syntaxError);
  const index = errors.indexOf(null);
  if (index >= 0) return sources[index]!;
  throw new TypeError(
    `Cannot send this function to a thread: ${describe(fn)}: ${
      errors[0]!.message
    }: put it into a module and use threadModule()`,
    { cause: errors[0] },
  );
}

function syntaxError(source: string): Error | null {
  try {
    // It is only compiled.
    new Function(`return ${source}`);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** Explains an error that a function which was sent as source has thrown, if it names something that is not there. */
export function explainFreeVariable(
  error: unknown,
  definition: FunctionDefinition,
): unknown {
  if (definition.length > 2 || !(error instanceof ReferenceError)) return error;
  const [, name] = /^(\S+) is not defined$/.exec(error.message) ?? [];
  if (name === undefined) return error;
  const message =
    `${name} is not defined in the thread: a function that is sent there takes nothing along from around it. Pass ${name} as an argument, or put the function into a module and use threadModule()`;
  error.stack = error.stack!.replace(error.message, message);
  error.message = message;
  return error;
}

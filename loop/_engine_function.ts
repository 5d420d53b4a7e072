import { openPromise, resolveLast } from "./_promise.ts";

const functionToString = Function.prototype.toString;
const ENGINE_FUNCTION = functionToString.call(resolveOf());

function resolveOf(): () => void {
  openPromise();
  return resolveLast;
}

/**
 * Whether `fn` is one of the engine's own promise resolvers: then `then()` was called by an `await` (or by
 * `Promise.all` and the like), not by a program.
 */
// deno-lint-ignore no-explicit-any
export function isEngineFunction(fn: any): fn is (value: any) => any {
  return typeof fn === "function" && fn.name === "" &&
    functionToString.call(fn) === ENGINE_FUNCTION;
}

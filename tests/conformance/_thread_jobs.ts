/** What the tests of threads run there by name. */

import { ContextVar, RuntimeError } from "../../mod.ts";

export const user: ContextVar<string> = new ContextVar("user");

export function getUser(): string {
  return user.get();
}

export function raiseRuntimeError(): never {
  throw new RuntimeError("test");
}

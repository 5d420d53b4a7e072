import type { Context, ContextVar } from "./context.ts";

/** The values of a context. Shared between copies until one of them changes. */
export type Values = Map<ContextVar<unknown>, unknown>;

/** Makes a context of values that it shares. */
export let contextOf: (values: Values) => Context;
/** The values of a context, which are shared from now on. */
export let shareValues: (context: Context) => Values;

/** Says how the two are done; the module of `Context` does, which stands on this one. */
export function setContextAccess(
  of: typeof contextOf,
  share: typeof shareValues,
): void {
  contextOf = of;
  shareValues = share;
}

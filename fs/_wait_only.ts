import type { WaitOptions } from "../loop/wait_options.ts";

const NONE: WaitOptions = {};

/** The part of some options that is about waiting, for calls whose other options have another meaning. */
export function waitOnly({ signal }: WaitOptions): WaitOptions {
  return signal === undefined ? NONE : { signal };
}

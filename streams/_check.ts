import { checkCount, checkObject } from "../loop/check.ts";
import type { StreamReaderOptions } from "./reader.ts";

/** Refuses options of `what` that are none, or have a wrong limit, before there is anything to be closed. */
export function checkStreamOptions(
  options: Pick<StreamReaderOptions, "limit">,
  what: string,
): void {
  checkObject(options, `The options of ${what}`);
  if (options.limit !== undefined) checkCount(options.limit, "'limit'", 1);
}

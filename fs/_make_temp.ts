import { resolve } from "node:path";
import { describe } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { request } from "./_system.ts";
import { type FilePath, fspath } from "./fspath.ts";

/** How a temporary file or folder is named; the rest of the name is random. */
export interface TemporaryNameOptions extends WaitOptions {
  /** How the name ends. @default {""} */
  readonly suffix?: string | undefined;
  /** How the name begins. @default {"tmp"} */
  readonly prefix?: string | undefined;
  /** The folder that it is made in. @default {that of the system, see `gettempdir()`} */
  readonly dir?: FilePath | undefined;
}

/** Makes a file that only this user may read and write, and returns its path. */
export function makeTempFile(options: TemporaryNameOptions): Promise<string> {
  return makeTemp(Deno.makeTempFile, options);
}

/** Makes a folder that only this user may look into, and returns its path. */
export function makeTempFolder(options: TemporaryNameOptions): Promise<string> {
  return makeTemp(Deno.makeTempDir, options);
}

async function makeTemp(
  make: (options: Deno.MakeTempOptions) => Promise<string>,
  options: TemporaryNameOptions,
): Promise<string> {
  const how = denoTempOptions(options);
  const path = await request(
    { filename: how.dir },
    () => make(how),
    options,
    // It came too late for the caller; there is nobody to tell if it stays.
    (late) => void Deno.remove(late).catch(() => {}),
  );
  return resolve(path);
}

/** The options of `Deno.makeTempFile()`. */
export function denoTempOptions(
  { suffix = "", prefix = "tmp", dir }: TemporaryNameOptions,
): Deno.MakeTempOptions {
  checkNamePart(suffix, "'suffix'");
  checkNamePart(prefix, "'prefix'");
  return dir === undefined
    ? { suffix, prefix }
    : { suffix, prefix, dir: fspath(dir) };
}

/** For a part of a name. */
function checkNamePart(part: unknown, what: string): void {
  if (typeof part !== "string") {
    throw new TypeError(`${what} must be a string: ${describe(part)}`);
  }
  if (/[/\\\0]/.test(part)) {
    throw new RangeError(
      `${what} must not contain a separator or NUL: ${describe(part)}`,
    );
  }
}

import { basename, dirname } from "node:path";
import type { WaitOptions } from "../loop/wait_options.ts";
import { yieldTurn } from "../loop/yield_turn.ts";
import { toBytes } from "./_check.ts";
import { encodeText } from "./_encode_text.ts";
import { NATIVE } from "./_flavour.ts";
import type { BytesLike } from "./byte_file.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { toOSError } from "./os_error.ts";
import type { TextOptions } from "./text_options.ts";

/** How much is written at once: a cancel waits for no more than that. */
const CHUNK = 4 * 1024 * 1024;

/**
 * Makes a file of text or bytes so that everyone sees either the old file or the whole new one, also after a crash: they
 * are written to a temporary file in the same folder and to the disk (`fsync`), and that takes the place of the old one.
 *
 * The file keeps its permission bits, but not its owner. A symbolic link is replaced, not followed.
 *
 * **Cancellation.** A cancelled caller waits for the step under way, at most the writing of 4 MiB or the disk, and until
 * the temporary file is removed. Then the old file is as it was. Once the new one begins to take its place, it is too
 * late: the call ends well, and the cancel is raised at the next wait.
 *
 * @throws {OSError} If the system refuses; the old file is as it was, and the temporary one is gone.
 * @throws {UnicodeEncodeError} If a character is not in the encoding, under `errors: "strict"`.
 *
 * @example Settings that are never half written
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atomicWrite, readText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await atomicWrite(path, JSON.stringify({ theme: "dark" }));
 * assertEquals(JSON.parse(await readText(path)), { theme: "dark" });
 * await Deno.remove(path);
 * ```
 */
export async function atomicWrite(
  path: FilePath,
  data: string | BytesLike,
  options: TextOptions = {},
): Promise<void> {
  const filename = fspath(path);
  const bytes = typeof data === "string"
    ? encodeText(data, options)
    : toBytes(data);
  const temporary = NATIVE.join([
    dirname(filename),
    `.${basename(filename)}.${crypto.randomUUID().slice(0, 8)}.tmp`,
  ]);
  await mayGoOn(options);
  let isMade = false;
  try {
    const mode = await modeOf(filename);
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      isMade = true;
      if (mode !== null) await Deno.chmod(temporary, mode);
      await writeAll(file, bytes, options);
      await file.sync();
    }
    await mayGoOn(options);
    await Deno.rename(temporary, filename);
  } catch (error) {
    if (isMade) await Deno.remove(temporary).catch(() => {});
    throw toOSError(error, { filename });
  }
}

/** Raises a cancel. The steps between are awaited without the kernel: none of them may be left half done. */
async function mayGoOn({ signal }: WaitOptions): Promise<void> {
  signal?.throwIfAborted();
  await yieldTurn();
}

async function writeAll(
  file: Deno.FsFile,
  bytes: Uint8Array,
  options: WaitOptions,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    await mayGoOn(options);
    done += await file.write(bytes.subarray(done, done + CHUNK));
  }
  await mayGoOn(options);
}

/** The permission bits of a file, if it exists and has any. */
async function modeOf(filename: string): Promise<number | null> {
  try {
    const { mode } = await Deno.stat(filename);
    return mode === null ? null : mode & 0o7777;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

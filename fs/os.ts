/**
 * The file system by the names of Python's `os`: what aiofiles has in `aiofiles.os`, and some more of the same kind.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { os, TemporaryDirectory } from "@asyncio/asyncio/fs";
 *
 * await using folder = await TemporaryDirectory();
 * await os.makedirs(`${folder.name}/a/b`);
 * assertEquals(await os.listdir(folder.name), ["a"]);
 * assertEquals(await os.path.isdir(`${folder.name}/a/b`), true);
 * ```
 *
 * Every function waits for the system with the loop going on, and takes `{ signal }`. Errors are of the
 * `OSError` family; a permission that Deno lacks is `Deno.errors.NotCapable`.
 *
 * **Cancellation.** A cancelled caller leaves at once. The system cannot be interrupted: what was asked for before the
 * cancel may still take place. Asked by a task that has a cancel pending, it is not begun.
 *
 * Two things of `aiofiles.os` are not here: `sendfile()`, because Deno has no such call, and the file descriptors and
 * `dir_fd` arguments, because Deno goes by paths.
 *
 * @module
 */
export * from "./_os_change.ts";
export * from "./_os_folders.ts";
export * from "./_os_names.ts";
export * from "./_os_stat.ts";
export * from "./_os_wrap.ts";
export { fspath } from "./fspath.ts";
export * as path from "./ospath.ts";
export * from "./scandir.ts";
export * from "./walk.ts";

/**
 * Temporary files and folders by the names of Python's `tempfile`: what aiofiles has in `aiofiles.tempfile`, and the
 * functions that anyio has beside it.
 *
 * The capital letters are Python's: these are called without `new`, like `open()`, and what they return can be awaited.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tempfile } from "@asyncio/asyncio/fs";
 *
 * await using file = await tempfile.TemporaryFile();
 * await file.write(new Uint8Array([1, 2, 3]));
 * assertEquals(await file.tell(), 3);
 * ```
 *
 * @module
 */
export * from "./make_temp.ts";
export * from "./spooled_temporary_file.ts";
export * from "./temporary_directory.ts";
export * from "./temporary_file.ts";

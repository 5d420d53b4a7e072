import type { FileOptions } from "./file_options.ts";

/** How the text of a file is read or written; see {@linkcode FileOptions}. */
export type TextOptions = Omit<FileOptions, "buffering">;

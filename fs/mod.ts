/**
 * Files, without blocking the loop: `open()` with CPython's meaning, and what aiofiles, `os`, `pathlib` and `tempfile`
 * offer beside it.
 *
 * @module
 */
export * from "./append_text.ts";
export * from "./async_file.ts";
export * from "./atomic_write.ts";
export * from "./binary_file.ts";
export * from "./byte_file.ts";
export * from "./codecs/codec.ts";
export * from "./codecs/lookup.ts";
export * from "./copy_file.ts";
export * from "./copy_tree.ts";
export * from "./file_options.ts";
export * from "./fspath.ts";
export * from "./glob.ts";
export * from "./make_temp.ts";
export * from "./memory_file.ts";
export * from "./open.ts";
export * from "./open_gzip.ts";
export * from "./opening.ts";
export * as os from "./os.ts";
export * from "./os_error.ts";
export * as ospath from "./ospath.ts";
export * from "./path.ts";
export * from "./path_info.ts";
export * from "./path_status.ts";
export * from "./pure_path.ts";
export * from "./raw_file.ts";
export * from "./read_bytes.ts";
export * from "./read_lines.ts";
export * from "./read_text.ts";
export * from "./remove_tree.ts";
export * from "./scandir.ts";
export * from "./spooled_temporary_file.ts";
export * from "./stdio.ts";
export * from "./tail.ts";
export * as tempfile from "./tempfile.ts";
export * from "./temporary_directory.ts";
export * from "./temporary_file.ts";
export * from "./text_file.ts";
export * from "./text_options.ts";
export * from "./unicode_errors.ts";
export * from "./unsupported_operation.ts";
export * from "./walk.ts";
export * from "./write_bytes.ts";
export * from "./write_text.ts";

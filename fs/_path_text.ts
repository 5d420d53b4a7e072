import { fileURLToPath } from "node:url";
import { describe } from "../loop/check.ts";
import type { FilePath } from "./fspath.ts";

/** The path as a string, whatever is in it. */
export function pathText(path: FilePath): string {
  if (typeof path === "string") return path;
  if (path instanceof URL) return fileURLToPath(path);
  const text: unknown = typeof path?.fspath === "function"
    ? path.fspath()
    : undefined;
  if (typeof text !== "string") {
    throw new TypeError(
      `A path must be a string, a file: URL or an object with fspath(): ${
        describe(path)
      }`,
    );
  }
  return text;
}

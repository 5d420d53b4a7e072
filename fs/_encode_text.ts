import { EOL } from "node:os";
import { checkText } from "./_check.ts";
import { checkNewline } from "./_newlines.ts";
import { lookup } from "./codecs/lookup.ts";
import type { TextOptions } from "./text_options.ts";

/** The bytes of a file that consists of `text`. */
export function encodeText(
  text: string,
  { encoding, errors, newline = null }: TextOptions,
): Uint8Array<ArrayBuffer> {
  checkText(text);
  checkNewline(newline);
  const lineEnd = newline ?? EOL;
  const isAsItIs = lineEnd === "" || lineEnd === "\n";
  return lookup(encoding ?? "utf-8").newEncoder(errors ?? "strict")
    .encode(isAsItIs ? text : text.replaceAll("\n", lineEnd));
}

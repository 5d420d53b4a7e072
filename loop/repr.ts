/** Python's `repr()` of a string: in single quotes unless that would need escapes and double quotes would not. */
export function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(
    // Backslash, both quotes, and what does not print: controls, separators, lone surrogates.
    // deno-lint-ignore no-control-regex
    /[\\'"\x00-\x1f\x7f-\xa0\xad\u2028\u2029]|\p{Cs}/gu,
    (char) => {
      if (char === "'" || char === '"') {
        return char === quote ? `\\${char}` : char;
      }
      return SHORT_ESCAPES.get(char) ?? hex(char.charCodeAt(0));
    },
  );
  return quote + escaped + quote;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function hex(code: number): string {
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

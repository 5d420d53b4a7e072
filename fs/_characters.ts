// Characters as Python counts them: a pair of surrogates, which is two units of a JavaScript string, is one.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/** How many characters there are in `text`. */
export function countCharacters(text: string): number {
  return PAIR.test(text)
    ? text.length - text.match(PAIRS)!.length
    : text.length;
}

/** Where the part of `text` ends that starts at `from` and has `count` characters; -1 if there are fewer. */
export function characterIndex(
  text: string,
  from: number,
  count: number,
): number {
  const left = text.length - from;
  if (count > left) return -1;
  if (!PAIR.test(text.slice(from, from + count + 1))) return from + count;
  let at = from;
  for (let n = 0; n < count; n++) {
    if (at >= text.length) return -1;
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return at;
}

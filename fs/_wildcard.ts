// Shell wildcards without regular expressions: matching takes time in proportion to pattern × text at most, where a
// backtracking expression of several `*` takes a power of it.

/** One place of a pattern: a test for the item there, or `null` for any number of any items. */
export type Token<T> = ((item: T) => boolean) | null;

const MAGIC = /[*?[]/;

/** Whether `pattern` stands for more than the one name that it is. */
export function hasMagic(pattern: string): boolean {
  return MAGIC.test(pattern);
}

/** Whether the pattern fits all of `items`. It goes back to the last `null` only: what was before that fits anyway. */
export function fits<T>(
  pattern: readonly Token<T>[],
  items: readonly T[],
): boolean {
  let place = 0;
  let star = -1;
  let starEnd = 0;
  for (let i = 0; i < items.length;) {
    const token = pattern[place];
    if (token === null) {
      star = place++;
      starEnd = i;
    } else if (token?.(items[i]!)) {
      place++;
      i++;
    } else if (star >= 0) {
      place = star + 1;
      i = ++starEnd;
    } else return false;
  }
  while (pattern[place] === null) place++;
  return place === pattern.length;
}

/** A test for names by a pattern with `*`, `?`, `[abc]`, `[a-z]` and `[!a]`: Python's `fnmatchcase()`. */
export function nameMatcher(
  pattern: string,
  caseSensitive: boolean,
): (name: string) => boolean {
  if (pattern === "*") return (name) => name !== "";
  if (caseSensitive && !hasMagic(pattern)) return (name) => name === pattern;
  const tokens = tokensOf(pattern, caseSensitive);
  return (name) => fits(tokens, [...name]);
}

function tokensOf(pattern: string, caseSensitive: boolean): Token<string>[] {
  const chars = [...pattern];
  const tokens: Token<string>[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    const end = char === "[" ? endOfSet(chars, i) : -1;
    if (char === "*") tokens.push(null);
    else if (char === "?") tokens.push(() => true);
    else if (end > 0) {
      tokens.push(charSet(chars.slice(i + 1, end), caseSensitive));
      i = end;
    } else if (caseSensitive) tokens.push((other) => other === char);
    else {
      const lower = char.toLowerCase();
      tokens.push((other) => other.toLowerCase() === lower);
    }
  }
  return tokens;
}

/** Where the set that opens at `start` closes; a `]` that comes first belongs to it. -1 if it never does. */
function endOfSet(chars: readonly string[], start: number): number {
  const first = start + (chars[start + 1] === "!" ? 2 : 1);
  return chars.indexOf("]", first + 1);
}

function charSet(
  inside: readonly string[],
  caseSensitive: boolean,
): (char: string) => boolean {
  const negated = inside[0] === "!";
  const ranges: [low: number, high: number][] = [];
  for (let i = negated ? 1 : 0; i < inside.length; i++) {
    const low = inside[i]!.codePointAt(0)!;
    if (inside[i + 1] === "-" && i + 2 < inside.length) {
      i += 2;
      ranges.push([low, inside[i]!.codePointAt(0)!]);
    } else ranges.push([low, low]);
  }
  function has(char: string): boolean {
    const code = char.codePointAt(0)!;
    return ranges.some(([low, high]) => low <= code && code <= high);
  }
  return caseSensitive
    ? (char) => has(char) !== negated
    : (char) =>
      (has(char.toLowerCase()) || has(char.toUpperCase())) !== negated;
}

/** How {@linkcode pathMatcher} reads a pattern. */
export interface PathMatcherOptions {
  /** What separates the names. */
  readonly sep: string;
  readonly caseSensitive: boolean;
  /** Whether `**` stands for any number of names. After another name, at the end, it stands for one at least. */
  readonly recursive: boolean;
}

/** A test for whole paths: each part between separators has to fit one of the pattern. */
export function pathMatcher(
  pattern: string,
  { sep, caseSensitive, recursive }: PathMatcherOptions,
): (path: string) => boolean {
  const tokens: Token<string>[] = pattern.split(sep).map((part) =>
    recursive && part === "**" ? null : nameMatcher(part, caseSensitive)
  );
  const isInside = tokens.some((token) => token !== null);
  if (tokens.at(-1) === null && isInside) tokens.push(() => true);
  return (path) => fits(tokens, path.split(sep));
}

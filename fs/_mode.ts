import { describe } from "../loop/check.ts";

/** What is done with a file, as the first letter of a mode. */
export type AccessMode = "r" | "w" | "a" | "x";

/** The modes that give a file of text. */
export type TextMode = `${AccessMode}${"" | "t" | "+" | "t+" | "+t"}`;

/** The modes that give a file of bytes. */
export type BinaryMode = `${AccessMode}${"b" | "b+" | "+b"}`;

/** What a mode asks for. */
export interface ParsedMode {
  readonly access: AccessMode;
  readonly updating: boolean;
  readonly binary: boolean;
  /** The mode as the raw file shows it, such as `"rb+"`. */
  readonly raw: string;
}

/**
 * Takes a mode apart: one of `r`, `w`, `a`, `x`, and `b` or `t` and `+` beside it, in any order.
 *
 * @throws {TypeError} If it is no string.
 * @throws {RangeError} If it is not of that form.
 */
export function parseMode(mode: unknown): ParsedMode {
  if (typeof mode !== "string") {
    throw new TypeError(`'mode' must be a string: ${describe(mode)}`);
  }
  const letters = new Set(mode);
  if (letters.size < mode.length || !/^[rwaxbt+]*$/.test(mode)) {
    throw new RangeError(`Invalid mode: ${describe(mode)}`);
  }
  const binary = letters.has("b");
  if (binary && letters.has("t")) {
    throw new RangeError(
      `A mode cannot be both text and binary: ${describe(mode)}`,
    );
  }
  const [access, ...others] = (["r", "w", "a", "x"] as const).filter((letter) =>
    letters.has(letter)
  );
  if (access === undefined || others.length > 0) {
    throw new RangeError(
      `A mode must have exactly one of "r", "w", "a" and "x": ${
        describe(mode)
      }`,
    );
  }
  const updating = letters.has("+");
  // Raw files do not remember what was created or cut off, but for "x".
  const shown = access === "w" && updating ? "r" : access;
  return { access, updating, binary, raw: `${shown}b${updating ? "+" : ""}` };
}

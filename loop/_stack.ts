// Where things were made, in debug mode. The stacks live beside the objects: without debug mode they cost nothing.

const sources = new WeakMap<WeakKey, string>();

const ROOT = new URL("..", import.meta.url).href;
const FOLDERS = ["loop", "sync", "tasks", "streams", "fs"];
const LIBRARY = FOLDERS.map((folder) => `${ROOT}${folder}/`);

/** The stack of the program that called `below`, without the headline and the library's own frames on top. */
// deno-lint-ignore ban-types
export function stackFrom(below: Function): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  const frames = (holder.stack ?? "").split("\n").slice(1);
  const first = frames.findIndex((frame) =>
    !LIBRARY.some((folder) => frame.includes(folder))
  );
  return frames.slice(Math.max(0, first)).join("\n");
}

/** Remembers that the caller of `below` has made `owner`. */
// deno-lint-ignore ban-types
export function noteSource(owner: WeakKey, below: Function): void {
  sources.set(owner, stackFrom(below));
}

/** Where `owner` was made, if that was noted. */
export function sourceOf(owner: WeakKey): string | undefined {
  return sources.get(owner);
}

/** ` created at file:line:column` for a rendering, if it was noted. */
export function createdAt(owner: WeakKey): string {
  const stack = sources.get(owner);
  return stack === undefined ? "" : ` created${firstFrame(stack)}`;
}

/** ` at file:line:column` of the first frame of a stack. */
export function firstFrame(stack: string): string {
  const [frame = ""] = stack.split("\n", 1);
  return frame.replace(/^\s*at (?:.*\()?/, " at ").replace(/\)$/, "");
}

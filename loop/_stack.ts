// Where things were made, in debug mode. The stacks live beside the objects: without debug mode they cost nothing.

const sources = new WeakMap<WeakKey, string>();

/** The stack from the caller of `below` on, without the headline. Capturing is slow. */
// deno-lint-ignore ban-types
export function stackFrom(below: Function): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  return (holder.stack ?? "").replace(/^.*\n/, "");
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
  const frame = sources.get(owner)?.split("\n", 1)[0];
  return frame === undefined
    ? ""
    : ` created${frame.replace(/^\s*at (?:.*\()?/, " at ").replace(/\)$/, "")}`;
}

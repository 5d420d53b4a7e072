/** The stack from the caller of `below` on, without the headline. For debug mode: capturing is slow. */
// deno-lint-ignore ban-types
export function stackFrom(below: Function): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  return (holder.stack ?? "").replace(/^.*\n/, "");
}

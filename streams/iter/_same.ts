/** Whether two values are the same, as keys of a `Map` are: `NaN` is itself. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a !== a && b !== b);
}

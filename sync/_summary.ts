/** Such as `<Lock [locked, waiters:2]>`. */
export function summary(
  object: { readonly constructor: { readonly name: string } },
  state: string,
  waiters: number,
): string {
  const extra = waiters === 0 ? "" : `, waiters:${waiters}`;
  return `<${object.constructor.name} [${state}${extra}]>`;
}

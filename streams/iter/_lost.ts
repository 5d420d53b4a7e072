const registry = new FinalizationRegistry<() => void>((close) => close());

/**
 * Calls `close` if `iterator` is garbage collected: somebody has dropped it without closing it. `close` must not lead
 * to `iterator`.
 */
export function whenLost(iterator: object, close: () => void): void {
  registry.register(iterator, close);
}

/** A map whose keys are lists of arguments: two are the same if each argument is, as in a `Map`. */
export class ArgumentMap<V> {
  readonly #root: Node<V> = new Node();

  get(args: readonly unknown[]): V | undefined {
    let node: Node<V> | undefined = this.#root;
    for (const arg of args) {
      node = node.branches?.get(arg);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  set(args: readonly unknown[], value: V): void {
    let node = this.#root;
    for (const arg of args) {
      node.branches ??= new Map();
      let next = node.branches.get(arg);
      if (next === undefined) node.branches.set(arg, next = new Node());
      node = next;
    }
    node.value = value;
  }

  delete(args: readonly unknown[]): void {
    deleteIn(this.#root, args, 0);
  }
}

class Node<V> {
  value: V | undefined = undefined;
  branches: Map<unknown, Node<V>> | null = null;
}

/** Deletes, and returns whether nothing is left in `node`. */
function deleteIn<V>(
  node: Node<V>,
  args: readonly unknown[],
  depth: number,
): boolean {
  if (depth === args.length) node.value = undefined;
  else {
    const next = node.branches?.get(args[depth]);
    if (next !== undefined && deleteIn(next, args, depth + 1)) {
      node.branches!.delete(args[depth]);
    }
  }
  return node.value === undefined && (node.branches?.size ?? 0) === 0;
}

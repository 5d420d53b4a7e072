/**
 * A set whose members know their places in it.
 *
 * A `Set` of what comes and goes leaves old tables behind, and whatever stood in one of those lives on, with all that it
 * holds, until the next full garbage collection: for each connection of a server that was a kilobyte to be moved about.
 */
export class Roster<K extends string, T extends { [P in K]?: number }> {
  readonly #key: K;
  readonly #members: T[] = [];

  /** `key` names the property in which a member keeps its place. */
  constructor(key: K) {
    this.#key = key;
  }

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    if (this.#has(member)) return;
    this.#move(member, this.#members.length);
  }

  delete(member: T): void {
    if (!this.#has(member)) return;
    const place = member[this.#key] as number;
    const last = this.#members.pop()!;
    if (last !== member) this.#move(last, place);
  }

  /** The members as of now, in no particular order. */
  list(): T[] {
    return [...this.#members];
  }

  #has(member: T): boolean {
    const place: number | undefined = member[this.#key];
    return place !== undefined && this.#members[place] === member;
  }

  #move(member: T, place: number): void {
    this.#members[place] = member;
    (member as { [P in K]?: number })[this.#key] = place;
  }
}

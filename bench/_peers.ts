/**
 * Packages of npm that stand beside the library: for these benches only.
 *
 * @module
 */

/** A module without types; `null` where it cannot be had. */
// deno-lint-ignore no-explicit-any -- the peers come without types, so that a check does not load them
export type Peer = any;

/** A package that cannot be measured here. */
export class PeerError extends Error {
  override name = "PeerError";
}

/**
 * Loads a package of npm.
 *
 * @param specifier Its name and version.
 * @returns Its module, or `null` where there is no network.
 */
export async function peer(specifier: string): Promise<Peer> {
  try {
    return await import(`npm:${specifier}`);
  } catch (error) {
    console.error(`${specifier} is left out: ${(error as Error).message}`);
    return null;
  }
}

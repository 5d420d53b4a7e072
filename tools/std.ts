/**
 * Where `@std` comes from: JSR, or the stand-ins of `tests/_support/offline`
 * on a machine that cannot reach it. Only tests use `@std`; the library does
 * not.
 *
 * @module
 */

/** What to tell the user, and what to pass to `deno test` and `deno check`. */
export interface Std {
  description: string;
  flags: string[];
}

/** Asks JSR once and gives up after a second. */
export async function findStd(): Promise<Std> {
  // Deno itself reads JSR_URL, so a mirror counts as JSR.
  const registry = Deno.env.get("JSR_URL") ?? "https://jsr.io";
  try {
    const response = await fetch(new URL("/@std/assert/meta.json", registry), {
      signal: AbortSignal.timeout(1000),
    });
    await response.json(); // A captive portal answers too, but not in JSON.
    return { description: "Assertions: @std from JSR", flags: [] };
  } catch {
    const map = "tests/_support/offline/import_map.json";
    return {
      description: `Assertions: JSR cannot be reached, so by ${map}`,
      flags: ["--import-map", map],
    };
  }
}

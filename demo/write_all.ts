/** Writes every byte, in as many writes as it takes. */
export async function writeAll(
  target: { write(bytes: Uint8Array): Promise<number> },
  text: string,
): Promise<void> {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await target.write(rest));
}

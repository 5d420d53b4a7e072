import { repr } from "../loop/repr.ts";

/** The `file:` URI of an absolute path that is written with `/`. */
export function pathToUri(drive: string, path: string): string {
  if (/^.:$/s.test(drive)) return `file:///${drive}${quote(path.slice(2))}`;
  return (drive === "" ? "file://" : "file:") + quote(path);
}

/** The path in a `file:` URI, written with `/`; of a URL without a host, or of this one. */
export function uriToPath(uri: string): string {
  if (!uri.startsWith("file:")) {
    throw new RangeError(`The URI must start with 'file:': ${repr(uri)}`);
  }
  const path = uri.slice(5)
    .replace(/^\/\/(?:localhost)?(?=\/)/, "")
    // A drive or a share needs no slash before it; a bar is an old form of the colon.
    .replace(/^\/(?=\/\/|.[:|])/s, "")
    .replace(/^(.)\|/s, "$1:");
  return decodeURIComponent(path);
}

/** Quotes all but letters, digits, `/` and `_.-~`, as Python does; `encodeURI()` leaves more. */
function quote(path: string): string {
  return encodeURIComponent(path)
    .replaceAll("%2F", "/")
    .replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}

import { checkObject, checkString, checkSwitches, describe } from "../check.ts";
import { SslError } from "../ssl_errors.ts";
import type { SslOptions } from "./ssl_options.ts";

/** Certificates that the platform has taken once: to read them takes a while. */
const known = new WeakSet<SslOptions>();

/**
 * Checks what came as `ssl`: `true` stands for no options, and is for clients only.
 *
 * @throws {SslError} If a certificate or a key is none, or they do not belong together.
 */
export function checkSsl(ssl: unknown, isServer: boolean): SslOptions {
  if (ssl === true && !isServer) return {};
  checkObject(ssl, "'ssl'");
  const options = ssl as SslOptions;
  checkSwitches(options, "checkHostname", "requireClientCert");
  const { cert, key } = options;
  if (cert !== undefined) checkString(cert, "'cert'");
  if (key !== undefined) checkString(key, "'key'");
  if (isServer && (cert === undefined || key === undefined)) {
    throw new TypeError("'ssl' of a server must have 'cert' and 'key'");
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new RangeError(
      `'cert' and 'key' must be given together: ${
        cert === undefined ? "'key'" : "'cert'"
      } alone`,
    );
  }
  checkList(options.caCerts, "'caCerts'");
  checkList(options.alpnProtocols, "'alpnProtocols'");
  for (const protocol of options.alpnProtocols ?? []) checkProtocol(protocol);
  if (!known.has(options)) {
    checkPem(options);
    known.add(options);
  }
  return options;
}

function checkList(list: unknown, what: string): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) {
    throw new TypeError(
      `${what} must be an array of strings: ${describe(list)}`,
    );
  }
  for (const one of list) checkString(one, `Each of ${what}`);
}

/** The length of a protocol's name is sent as a byte. */
function checkProtocol(protocol: string): void {
  const { length } = new TextEncoder().encode(protocol);
  if (length < 1 || length > 255) {
    throw new RangeError(
      `Each of 'alpnProtocols' must have from 1 to 255 bytes: ${length} bytes`,
    );
  }
}

function checkPem({ cert, key, caCerts = [] }: SslOptions): void {
  for (const one of caCerts) {
    // The platform takes what holds none for an empty list.
    if (!one.includes("-----BEGIN ")) {
      throw new SslError("Each of 'caCerts' must hold a certificate as PEM");
    }
  }
  if (cert === undefined && caCerts.length === 0) return;
  try {
    // Nothing is opened by that, and it is what reads them in earnest, too; node's TLS would fail at each handshake.
    Deno.createHttpClient({
      ...cert === undefined ? {} : { cert, key: key! },
      caCerts: [...caCerts],
    }).close();
  } catch (cause) {
    throw new SslError((cause as Error).message, { cause });
  }
}

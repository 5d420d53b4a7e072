/**
 * The certificates of the tests, which are valid for a hundred years.
 *
 * @module
 */

/** The folder of the files. */
export const FOLDER = new URL("certificates/", import.meta.url).pathname;

function pem(name: string): string {
  return Deno.readTextFileSync(FOLDER + name);
}

/** The authority that has signed the others. */
export const CA = [pem("ca.pem")];
/** Of a server named `localhost`. */
export const SERVER = { cert: pem("server.pem"), key: pem("server.key") };
/** Of a client. */
export const CLIENT = { cert: pem("client.pem"), key: pem("client.key") };
/** Of a server with another name. */
export const OTHER = { cert: pem("other.pem"), key: pem("other.key") };

import { describe } from "../check.ts";

/** A host and a port. */
export type HostAndPort = readonly [host: string, port: number];

/** An address as asyncio has it: a host and a port, or the path of a Unix socket, empty if it has none. */
export type SocketAddress = HostAndPort | string;

/** How a socket of IPv6 that takes IPv4, too, writes an address of that. */
const MAPPED = "::ffff:";

/** Returns the platform's address as asyncio has it. */
export function addressOf(addr: Deno.Addr): SocketAddress {
  return "hostname" in addr
    ? [unmapped(addr.hostname), addr.port]
    : "path" in addr
    ? addr.path ?? ""
    : "";
}

function unmapped(host: string): string {
  return host.startsWith(MAPPED) && host.includes(".")
    ? host.slice(MAPPED.length)
    : host;
}

/** Returns `value` if it is a host and a port; `what` names the argument. */
export function checkAddress(value: unknown, what: string): HostAndPort {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new TypeError(
      `${what} must be [host, port]: ${
        Array.isArray(value) ? `[${value}]` : describe(value)
      }`,
    );
  }
  const [host, port] = value;
  if (typeof host !== "string") {
    throw new TypeError(
      `The host of ${what} must be a string: ${describe(host)}`,
    );
  }
  return [host, checkPort(port, `The port of ${what}`)];
}

/** Returns `value` if it is the number of a port; `what` names the argument. */
export function checkPort(value: unknown, what: string): number {
  if (typeof value !== "number") {
    throw new TypeError(`${what} must be a number: ${describe(value)}`);
  }
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new RangeError(
      `${what} must be an integer from 0 to 65535: ${value}`,
    );
  }
  return value;
}

import { checkAddress, checkPort, type HostAndPort } from "./address.ts";
import { checkObject, checkString, describe } from "../check.ts";
import { nodeModule } from "../node.ts";
import { waitForPlatform } from "../platform.ts";
import { refusedBy, type WaitOptions } from "../wait_options.ts";

/** Which addresses are wanted. */
export interface AddressOptions extends WaitOptions {
  /** 4 or 6; 0 for both. @default {0} */
  readonly family?: 0 | 4 | 6 | undefined;
}

/** One address of a host. */
export interface AddressInfo {
  /** 4 for IPv4, 6 for IPv6. */
  readonly family: 4 | 6;
  /** The numeric address, and the port as it was given. */
  readonly address: HostAndPort;
}

/**
 * Finds the addresses of a host by the system's resolver; a numeric host is its own address.
 *
 * CPython's `loop.getaddrinfo()`; here without types and protocols of sockets, and the port is a number.
 *
 * **Cancellation.** The caller leaves at once; the system goes on looking, and nobody hears of it.
 *
 * @param host A name or a numeric address; `null` or `""` for this machine.
 * @throws {Error} If there is no such host.
 * @throws {RangeError} If the port or the family has a wrong value.
 */
export async function getaddrinfo(
  host: string | null,
  port: number,
  options: AddressOptions = {},
): Promise<AddressInfo[]> {
  checkObject(options, "The options of getaddrinfo()");
  const family = checkFamily(options.family);
  checkPort(port, "'port'");
  if (host !== null) checkString(host, "'host'");
  await refusedBy(options);
  const known = nodeModule("node:net").isIP(host ?? "");
  const found = known === 0
    ? await waitForPlatform(lookUp(host || "localhost", family), options)
    : [{ address: host as string, family: known }];
  return found
    .filter((one) => family === 0 || one.family === family)
    .map((one) => ({
      family: one.family as 4 | 6,
      address: [one.address, port],
    }));
}

/**
 * Finds the name of a host and of its service, such as `["localhost", "http"]`. CPython's `loop.getnameinfo()`.
 *
 * **Cancellation.** As for {@linkcode getaddrinfo}.
 *
 * @param address A numeric address and a port.
 * @throws {Error} If there is no such host.
 */
export async function getnameinfo(
  address: HostAndPort,
  options: WaitOptions = {},
): Promise<[host: string, service: string]> {
  const [host, port] = checkAddress(address, "'address'");
  await refusedBy(options);
  const found = new Promise<[string, string]>((resolve, reject) => {
    nodeModule("node:dns").lookupService(
      host,
      port,
      (error, name, service) =>
        error ? reject(error) : resolve([name, service]),
    );
  });
  return await waitForPlatform(found, options);
}

/** Returns the family, 0 if none is given. */
export function checkFamily(family: unknown): 0 | 4 | 6 {
  if (family === undefined) return 0;
  if (typeof family !== "number") {
    throw new TypeError(`'family' must be a number: ${describe(family)}`);
  }
  if (family !== 0 && family !== 4 && family !== 6) {
    throw new RangeError(`'family' must be 4, 6 or 0: ${describe(family)}`);
  }
  return family;
}

function lookUp(
  host: string,
  family: 0 | 4 | 6,
): Promise<{ address: string; family: number }[]> {
  return new Promise((resolve, reject) => {
    nodeModule("node:dns").lookup(
      host,
      { all: true, family },
      (error, addresses) => error ? reject(error) : resolve(addresses),
    );
  });
}

import type { WaitOptions } from "../loop/wait_options.ts";
import { LookupError } from "../loop/errors.ts";
import { request } from "./_system.ts";

const USERS = "/etc/passwd";
const GROUPS = "/etc/group";

/** The name of the user with that number. */
export async function userName(
  uid: number,
  options: WaitOptions,
): Promise<string> {
  const [name] = await lineOf(USERS, 2, String(uid), options);
  return name!;
}

/** The name of the group with that number. */
export async function groupName(
  gid: number,
  options: WaitOptions,
): Promise<string> {
  const [name] = await lineOf(GROUPS, 2, String(gid), options);
  return name!;
}

/** The home of a user. */
export async function homeOf(
  user: string,
  options: WaitOptions,
): Promise<string> {
  const fields = await lineOf(USERS, 0, user, options);
  return fields[5]!;
}

/** The fields of the line with `value` in one of them. */
async function lineOf(
  filename: string,
  field: number,
  value: string,
  options: WaitOptions,
): Promise<string[]> {
  const text = await request(
    { filename },
    () => Deno.readTextFile(filename),
    options,
  );
  const fields = text.split("\n").map((line) => line.split(":"))
    .find((fields) => fields[field] === value);
  if (fields === undefined) {
    throw new LookupError(`There is no entry for it in ${filename}: ${value}`);
  }
  return fields;
}

/** Names of devices, whatever comes after a dot. */
const DEVICES = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[1-9¹²³])$/i;

/** Whether Windows does not allow the name, or takes it for a device. */
export function isReservedName(name: string): boolean {
  if (name === "." || name === "..") return false;
  // deno-lint-ignore no-control-regex
  if (/[. ]$|[\x00-\x1f"*:<>?|/\\]/.test(name)) return true;
  const [stem = ""] = name.split(".", 1);
  return DEVICES.test(stem.replace(/ +$/, ""));
}

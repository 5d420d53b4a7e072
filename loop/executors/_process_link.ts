import type { ChildProcess } from "node:child_process";
import { RuntimeError } from "../errors.ts";
import { nodeModule } from "../node.ts";
import type { HostEvents, HostLink } from "./_host_link.ts";
import { processScriptUrl } from "./_host_source.ts";

const PERMISSIONS = [
  "read",
  "write",
  "net",
  "env",
  "run",
  "sys",
  "ffi",
  "import",
] as const;

/** A process: another one of this runtime. What it prints goes where this one prints. */
export class ProcessLink implements HostLink {
  readonly flag: Int32Array | null = null;
  readonly #child: ChildProcess;
  #isKilled = false;

  constructor(_name: string, events: HostEvents) {
    if (Deno.build.standalone) {
      throw new RuntimeError("a compiled program has no runtime to start");
    }
    const args = ["run", "--quiet", "--no-prompt", ...permissionFlags()];
    this.#child = nodeModule("node:child_process").spawn(Deno.execPath(), [
      ...args,
      processScriptUrl().href,
    ], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "advanced",
    });
    this.#child.on("message", (message) => {
      if (this.#isKilled) return;
      events.onMessage(
        nodeModule("node:v8").deserialize(message as unknown as Uint8Array),
      );
    });
    this.#child.on("error", (error: Error) => {
      if (!this.#isKilled) events.onDeath(error.message, error);
      // Nothing exits that could not be started.
      if (this.#child.pid === undefined) events.onEnd();
    });
    this.#child.on("exit", (code: number | null, signal: string | null) => {
      const how = signal === null
        ? `it has exited with code ${code}`
        : `it was ended by ${signal}`;
      if (!this.#isKilled) events.onDeath(how);
      events.onEnd();
    });
  }

  post(message: unknown): void {
    // By ourselves: the channel would fail later, and take the process with it.
    const bytes = nodeModule("node:v8").serialize(message);
    if (this.#child.connected) this.#child.send(bytes);
  }

  kill(): void {
    this.#isKilled = true;
    this.#child.kill("SIGKILL");
  }
}

/** The permissions that this process has as a whole: one of which a part is denied is none of them. */
function permissionFlags(): string[] {
  return PERMISSIONS.filter((name) => {
    const { state, partial } = Deno.permissions.querySync({ name });
    return state === "granted" && !partial;
  }).map((name) => `--allow-${name}`);
}

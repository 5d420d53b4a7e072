import { ProcessTransport } from "./_process_transport.ts";
import { checkFunction, checkObject, describe } from "../check.ts";
import type { ChildProcess } from "./child_process.ts";
import { type ProtocolFactory, protocolOf } from "./create_connection.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import { spawnProgram, spawnShell } from "./spawn.ts";
import { PIPE, type SpawnOptions } from "./stdio.ts";
import type { SubprocessTransport } from "./transports.ts";

/** Options of `loop.subprocessExec()` and `loop.subprocessShell()`; all three streams are pipes if not said otherwise. */
export type SubprocessOptions = SpawnOptions;

const PIPES: SpawnOptions = { stdin: PIPE, stdout: PIPE, stderr: PIPE };

/** What `loop.subprocessExec()` does. */
export function subprocessExec<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  command: readonly [string | URL, ...string[]],
  options: SubprocessOptions,
): Promise<[SubprocessTransport, P]> {
  return started(loop, factory, () => {
    checkObject(options, "The options of subprocessExec()");
    if (!Array.isArray(command)) {
      throw new TypeError(
        `A command must be an array of the program and its arguments: ${
          describe(command)
        }`,
      );
    }
    const [program, ...args] = command;
    return spawnProgram(program, args, { ...PIPES, ...options });
  });
}

/** What `loop.subprocessShell()` does. */
export function subprocessShell<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  command: string,
  options: SubprocessOptions,
): Promise<[SubprocessTransport, P]> {
  return started(loop, factory, () => {
    checkObject(options, "The options of subprocessShell()");
    return spawnShell(command, { ...PIPES, ...options });
  });
}

async function started<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  spawn: () => ChildProcess,
): Promise<[SubprocessTransport, P]> {
  checkFunction(factory, "The protocol factory");
  const protocol = protocolOf(factory);
  const transport = new ProcessTransport(loop, spawn(), protocol);
  await transport.start();
  return [transport, protocol];
}

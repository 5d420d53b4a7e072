import { ProcessTransport } from "./_process_transport.ts";
import { checkFunction } from "../check.ts";
import type { ChildProcess } from "./child_process.ts";
import type { ProtocolFactory } from "./create_connection.ts";
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
  [program, ...args]: readonly [string | URL, ...string[]],
  options: SubprocessOptions,
): Promise<[SubprocessTransport, P]> {
  return started(
    loop,
    factory,
    () => spawnProgram(program, args, { ...PIPES, ...options }),
  );
}

/** What `loop.subprocessShell()` does. */
export function subprocessShell<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  command: string,
  options: SubprocessOptions,
): Promise<[SubprocessTransport, P]> {
  return started(
    loop,
    factory,
    () => spawnShell(command, { ...PIPES, ...options }),
  );
}

async function started<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  spawn: () => ChildProcess,
): Promise<[SubprocessTransport, P]> {
  checkFunction(factory, "The protocol factory");
  const protocol = factory();
  const transport = new ProcessTransport(loop, spawn(), protocol);
  await transport.start();
  return [transport, protocol];
}

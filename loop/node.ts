// Modules of node's that most programs never need. To load them takes as long as to load this library, and as much
// memory, which the garbage collector looks through from then on; so they are loaded when they are needed.

type Modules = {
  "node:child_process": typeof import("node:child_process");
  "node:dgram": typeof import("node:dgram");
  "node:dns": typeof import("node:dns");
  "node:net": typeof import("node:net");
  "node:stream": typeof import("node:stream");
  "node:tls": typeof import("node:tls");
  "node:v8": typeof import("node:v8");
  "node:worker_threads": typeof import("node:worker_threads");
};

interface Process {
  getBuiltinModule(name: string): unknown;
}

const loaded: Partial<Modules> = {};

/** Returns a module of node's. */
export function nodeModule<N extends keyof Modules>(name: N): Modules[N] {
  return loaded[name] ??= load(name);
}

function load<N extends keyof Modules>(name: N): Modules[N] {
  // Not by an import of node:process, which is one of them.
  const { process } = globalThis as unknown as { process: Process };
  return process.getBuiltinModule(name) as Modules[N];
}

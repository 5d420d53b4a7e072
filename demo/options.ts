/** The command line of the demo. */

/** What the demo is asked to do. */
export interface Options {
  /** How many clients send a request. */
  clients: number;
  /** How many of them at a time. */
  limit: number;
  /** Seconds that a request may take. */
  timeout: number;
  /** Decides which requests are slow, hang, or are given up. */
  seed: number;
  /** Where the results go; a temporary file if not given. */
  output?: string;
}

export const HELP = `\
Sends many requests at once to a TCP and an HTTP server of its own, on loopback.
Some are answered, some hang until their timeout, some are cancelled.

Usage: deno task demo [options]

  --clients N        how many clients send a request (default: 1000)
  --limit N          how many of them at a time (default: 100)
  --timeout SECONDS  how long a request may take (default: 1)
  --seed N           which requests are slow or hang (default: 1)
  --output FILE      where the results go, a line of JSON for each request
                     (default: a temporary file)
  --help             show this text

Ctrl-C ends it cleanly: the results so far are kept.`;

/** The command line cannot be understood or followed. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Reads the words of the command line: `--name value` or `--name=value`. */
export function parseOptions(args: string[]): Options {
  const options: Options = { clients: 1000, limit: 100, timeout: 1, seed: 1 };
  const words = args.flatMap(splitAssignment);
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i]!;
    const value = words[i + 1];
    switch (name) {
      case "--clients":
        options.clients = toInteger(name, value, 1);
        break;
      case "--limit":
        options.limit = toInteger(name, value, 1);
        break;
      case "--seed":
        options.seed = toInteger(name, value, 0);
        break;
      case "--timeout":
        options.timeout = toSeconds(name, value);
        break;
      case "--output":
        options.output = toPath(name, value);
        break;
      default:
        throw new UsageError(
          `Unknown option: "${name}"; run with --help to see them all`,
        );
    }
  }
  return options;
}

function splitAssignment(word: string): string[] {
  const end = word.indexOf("=");
  return word.startsWith("--") && end > 0
    ? [word.slice(0, end), word.slice(end + 1)]
    : [word];
}

function toInteger(name: string, value = "", min: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= 1e6) return number;
  throw new UsageError(
    `Cannot use ${name}: "${value}"; pass a whole number from ${min} to 1000000`,
  );
}

function toSeconds(name: string, value = ""): number {
  const number = Number(value);
  if (number > 0 && number <= 3600) return number;
  throw new UsageError(
    `Cannot use ${name}: "${value}"; pass seconds, above 0 and up to 3600, such as 0.5`,
  );
}

function toPath(name: string, value = ""): string {
  if (value !== "") return value;
  throw new UsageError(
    `Cannot use ${name}: ""; pass the path of a file, such as results.jsonl`,
  );
}

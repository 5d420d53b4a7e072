/**
 * Runs a case with the library, and shows the outcomes as `oracle/files.py` does.
 *
 * @module
 */
import {
  type BinaryFile,
  open,
  OSError,
  type TextFile,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnsupportedOperation,
} from "../../fs/mod.ts";
import type { Case, Hex, Step } from "./_file_cases.ts";

// deno-lint-ignore no-explicit-any
type AnyFile = any;

/** What the operations of a case come to. */
export async function runCase(one: Case, path: string): Promise<unknown[]> {
  if (one.content === null) await Deno.remove(path).catch(() => {});
  else await Deno.writeFile(path, Uint8Array.fromHex(one.content));
  const outcomes: unknown[] = [];
  let file: AnyFile;
  try {
    file = await open(path, one.mode, one.options as never);
  } catch (error) {
    return [failed(error)];
  }
  const cookies: number[] = [];
  for (const step of [...one.steps, ["close"] as Step]) {
    try {
      outcomes.push(shown(await runStep(file, cookies, step)));
    } catch (error) {
      outcomes.push(failed(error));
    }
  }
  outcomes.push((await Deno.readFile(path)).toHex());
  return outcomes;
}

async function runStep(
  file: AnyFile,
  cookies: number[],
  [name, ...rest]: Step,
): Promise<unknown> {
  const args = rest.map(data);
  const last = () => cookies.at(-1);
  switch (name) {
    case "tell":
      cookies.push(await file.tell());
      return "told";
    case "tellexactly":
      cookies.push(await file.tell());
      return last();
    case "return": {
      const at = args[0] as number;
      await file.seek(cookies.length > 0 ? cookies[at % cookies.length] : 0);
      return "returned";
    }
    case "stay":
      await file.seek(0, 1);
      return "stayed";
    case "readinto": {
      const into = new Uint8Array(args[0] as number);
      const count = await (file as BinaryFile).readInto(into);
      return [count, into.slice(0, count)];
    }
    case "peeked":
      return (await (file as BinaryFile).peek(1)).slice(0, 1);
    case "writelines":
      return await file.writelines((args[0] as unknown[]).map(data));
    case "write":
      await file.write(args[0]);
      return "written";
    case "newlines":
      return (file as TextFile).newlines;
  }
  return await file[name](...args);
}

function data(value: unknown): unknown {
  const isHex = typeof value === "object" && value !== null && "bytes" in value;
  return isHex ? Uint8Array.fromHex((value as Hex).bytes) : value;
}

function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: value.toHex() };
  if (Array.isArray(value)) return value.map(shown);
  return value ?? null;
}

function failed(error: unknown): unknown {
  if (
    error instanceof UnicodeDecodeError || error instanceof UnicodeEncodeError
  ) {
    return {
      error: error.name,
      at: [error.start, error.end],
      reason: error.reason,
    };
  }
  if (error instanceof UnsupportedOperation) return { error: error.name };
  if (error instanceof OSError) return { error: "OSError", errno: error.errno };
  if (error instanceof RangeError) return { error: "RangeError" };
  return { error: (error as Error).name };
}

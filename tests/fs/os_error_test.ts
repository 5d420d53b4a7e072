import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  FileNotFoundError,
  InterruptedError,
  IsADirectoryError,
  makeOSError,
  NotADirectoryError,
  OSError,
  PermissionError,
  toOSError,
} from "../../fs/os_error.ts";
import { test } from "../_support/mod.ts";

test("OSError has CPython's message", () => {
  const one = new OSError(2, "No such file or directory", { filename: "a'b" });
  assertEquals(one.message, `[Errno 2] No such file or directory: "a'b"`);
  const two = new OSError(18, "Invalid cross-device link", {
    filename: "a\n",
    filename2: `'"`,
  });
  assertEquals(
    two.message,
    `[Errno 18] Invalid cross-device link: 'a\\n' -> '\\'"'`,
  );
  assertEquals([
    new OSError(5, "Input/output error").message,
    new OSError("text").message,
    new OSError().message,
  ], ["[Errno 5] Input/output error", "text", ""]);
});

test("OSError keeps what it is about", () => {
  const cause = new Error("cause");
  const { errno, strerror, filename, filename2, cause: kept } = new OSError(
    1,
    "x",
    { filename: "a", filename2: "b", cause },
  );
  assertEquals([errno, strerror, filename, filename2], [1, "x", "a", "b"]);
  assertStrictEquals(kept, cause);
  const bare = new OSError("text");
  assertEquals([
    bare.errno,
    bare.strerror,
    bare.filename,
    bare.filename2,
    "cause" in bare,
  ], [null, null, null, null, false]);
});

test("makeOSError() picks the class by the system's name", () => {
  assertInstanceOf(makeOSError("EPERM"), PermissionError);
  assertInstanceOf(makeOSError("EACCES"), PermissionError);
  const names = [
    "EAGAIN",
    "EEXIST",
    "EINTR",
    "EISDIR",
    "ENOENT",
    "ENOTDIR",
    "EPIPE",
  ]
    .map((code) => makeOSError(code).name);
  assertEquals(names, [
    "BlockingIOError",
    "FileExistsError",
    "InterruptedError",
    "IsADirectoryError",
    "FileNotFoundError",
    "NotADirectoryError",
    "BrokenPipeError",
  ]);
  assertEquals(makeOSError("ENOTEMPTY").name, "OSError");
  assertEquals(
    makeOSError("EISDIR", { filename: "x" }).message,
    "[Errno 21] Is a directory: 'x'",
  );
  assertThrows(
    () => makeOSError("ENOPE"),
    RangeError,
    "'code' must be the name of a system error",
  );
});

test("toOSError() maps what Deno and node:fs throw", async () => {
  const folder = await Deno.makeTempDir();
  const cases: [() => Promise<unknown>, string, string][] = [
    [() => Deno.stat(`${folder}/x`), "FileNotFoundError", "ENOENT"],
    [() => Deno.mkdir(folder), "FileExistsError", "EEXIST"],
    [() => Deno.readTextFile(folder), "IsADirectoryError", "EISDIR"],
    [
      () => Deno.stat(`${folder}/${"x".repeat(999)}`),
      "OSError",
      "ENAMETOOLONG",
    ],
    [() => Deno.readLink(folder), "OSError", "EINVAL"],
    [
      async () => (await import("node:fs/promises")).rmdir(`${folder}/x`),
      "FileNotFoundError",
      "ENOENT",
    ],
  ];
  for (const [call, name, code] of cases) {
    const thrown = await call().then(() => null, (error) => error);
    const error = toOSError(thrown, { filename: "f" }) as OSError;
    assertEquals([error.name, error.message], [
      name,
      makeOSError(code, { filename: "f" }).message,
    ]);
    assertStrictEquals(error.cause, thrown);
  }
  await Deno.remove(folder);
});

test("toOSError() maps errors without a system's name by their class", () => {
  assertInstanceOf(
    toOSError(new Deno.errors.Interrupted("x")),
    InterruptedError,
  );
  assertEquals(
    (toOSError(new Deno.errors.BadResource("x")) as OSError).strerror,
    "Bad file descriptor",
  );
});

test("toOSError() leaves the rest as it is", () => {
  const others = [
    new Deno.errors.NotCapable("x"),
    new TypeError("x"),
    new IsADirectoryError(21, "x"),
    "text",
    null,
    undefined,
  ];
  for (const other of others) assertStrictEquals(toOSError(other), other);
});

test("The classes of OSError are CPython's family", () => {
  for (
    const Class of [FileNotFoundError, NotADirectoryError, PermissionError]
  ) {
    assert(new Class(1, "x") instanceof OSError);
    assertEquals(new Class(1, "x").name, Class.name);
  }
});

test("A permission that Deno lacks comes through as NotCapable", async () => {
  const program = `
    import * as os from "${new URL("../../fs/os.ts", import.meta.url)}";
    import { readText } from "${new URL(
    "../../fs/read_text.ts",
    import.meta.url,
  )}";
    for (const call of [() => os.stat("x"), () => readText("x"), () => os.path.exists("x")]) {
      await call().catch((error) => console.log(error.name));
    }`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--quiet", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await new Blob([program]).stream().pipeTo(child.stdin);
  const { stdout } = await child.output();
  assertEquals(new TextDecoder().decode(stdout), "NotCapable\n".repeat(3));
});

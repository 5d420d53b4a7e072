import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  FileExistsError,
  FileNotFoundError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
} from "../../fs/os_error.ts";
import { Path } from "../../fs/path.ts";
import { UnsupportedOperation } from "../../fs/unsupported_operation.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import { contentOf, make, withFolder } from "./_folder.ts";

function folderTest(name: string, fn: (folder: Path) => Promise<void>): void {
  test(name, () => withFolder((folder) => fn(new Path(folder))));
}

folderTest("Path reads and writes its file", async (folder) => {
  const path = folder.joinpath("file");
  assertEquals(await path.writeText("a\n"), 2);
  assertEquals([
    await path.readText(),
    await path.writeBytes(new Uint8Array([98])),
    [...await path.readBytes()],
  ], ["a\n", 1, [98]]);
  {
    await using file = await path.open("a");
    await file.write("c");
  }
  await using file = await path.open("rb", { buffering: 0 });
  assertEquals(new TextDecoder().decode(await file.read()), "bc");
});

folderTest("Path.touch() makes a file, or sets its times", async (folder) => {
  const path = folder.joinpath("file");
  await path.touch({ mode: 0o600 });
  assertEquals((await path.stat()).mode! & 0o777, 0o600);
  await Deno.utime(`${path}`, 1, 1);
  await path.writeText("x");
  await Deno.utime(`${path}`, 1, 1);
  await path.touch();
  assert((await path.stat()).mtime!.getTime() > 2000);
  await assertRejects(() => path.touch({ existOk: false }), FileExistsError);
  await assertRejects(() => path.joinpath("x").touch(), NotADirectoryError);
  assertEquals(await path.readText(), "x");
});

folderTest("Path.mkdir() minds parents and existOk", async (folder) => {
  const path = folder.joinpath("a", "b");
  await assertRejects(() => path.mkdir(), FileNotFoundError);
  await assertRejects(() => path.mkdir({ existOk: true }), FileNotFoundError);
  await path.mkdir({ parents: true });
  await assertRejects(() => path.mkdir(), FileExistsError);
  await assertRejects(() => path.mkdir({ parents: true }), FileExistsError);
  await path.mkdir({ existOk: true });
  await path.mkdir({ parents: true, existOk: true });
  await folder.joinpath("file").touch();
  await assertRejects(
    () => folder.joinpath("file").mkdir({ existOk: true }),
    FileExistsError,
  );
});

folderTest(
  "Path.unlink() and rmdir() remove their own kind",
  async (folder) => {
    await make(`${folder}`, { file: "", dir: {} });
    const [file, dir] = [folder.joinpath("file"), folder.joinpath("dir")];
    await assertRejects(() => dir.unlink(), IsADirectoryError);
    await assertRejects(() => file.rmdir(), NotADirectoryError);
    await file.unlink();
    await dir.rmdir();
    await assertRejects(() => file.unlink(), FileNotFoundError);
    await file.unlink({ missingOk: true });
  },
);

folderTest(
  "Path.rename(), replace() and move() return the new path",
  async (folder) => {
    await make(`${folder}`, { a: "a", b: "b", sub: {} });
    const b = await folder.joinpath("a").rename(folder.joinpath("b"));
    const c = await b.replace(`${folder}/c`);
    const inside = await c.moveInto(folder.joinpath("sub"));
    assertEquals([b, c, inside].map(String), [
      `${folder}/b`,
      `${folder}/c`,
      `${folder}/sub/c`,
    ]);
    assert(inside instanceof Path);
    assertEquals(await contentOf(`${folder}`), { sub: { c: "a" } });
    await assertRejects(() => b.move(c), FileNotFoundError);
    await assertRejects(
      () => new Path("/").moveInto(folder),
      RangeError,
      "empty name",
    );
  },
);

folderTest("Path.move() to another disk copies and removes", async (folder) => {
  await make(`${folder}`, {
    from: { file: "x", link: "-> file" },
    file: "y",
    link: "-> file",
  });
  const { rename } = Deno;
  Deno.rename = () =>
    Promise.reject(
      Object.assign(new Error("Invalid cross-device link (os error 18)"), {
        code: "EXDEV",
      }),
    );
  try {
    for (const name of ["from", "link", "file"]) {
      await folder.joinpath(name).move(folder.joinpath(`new ${name}`));
    }
  } finally {
    Deno.rename = rename;
  }
  assertEquals(await contentOf(`${folder}`), {
    "new file": "y",
    "new from": { file: "x", link: "-> file" },
    "new link": "-> file",
  });
});

folderTest("Path.copy() copies files, links and folders", async (folder) => {
  await make(`${folder}`, {
    file: "x",
    link: "-> file",
    dir: { y: "y", link: "-> y" },
    into: {},
  });
  const copy = await folder.joinpath("file").copy(folder.joinpath("copy"));
  assertEquals(`${copy}`, `${folder}/copy`);
  await folder.joinpath("link").copyInto(folder.joinpath("into"));
  await folder.joinpath("link").copy(folder.joinpath("link2"), {
    followSymlinks: false,
  });
  await folder.joinpath("dir").copyInto(folder.joinpath("into"), {
    followSymlinks: false,
  });
  await folder.joinpath("dir").copy(folder.joinpath("dir2"));
  assertEquals(await contentOf(`${folder}`), {
    copy: "x",
    dir: { link: "-> y", y: "y" },
    dir2: { link: "y", y: "y" },
    file: "x",
    into: { dir: { link: "-> y", y: "y" }, link: "x" },
    link: "-> file",
    link2: "-> file",
  });
  await assertRejects(
    () => folder.joinpath("dir").copy(folder.joinpath("into")),
    FileExistsError,
  );
  await assertRejects(
    () => folder.joinpath("nope").copy(folder.joinpath("x")),
    FileNotFoundError,
  );
});

folderTest(
  "Path.symlinkTo(), hardlinkTo() and readlink() link",
  async (folder) => {
    const file = folder.joinpath("file");
    await file.touch();
    const [soft, hard] = [folder.joinpath("soft"), folder.joinpath("hard")];
    await soft.symlinkTo("file");
    await hard.hardlinkTo(file);
    assertEquals([
      `${await soft.readlink()}`,
      await soft.samefile(hard),
      await hard.isSymlink(),
    ], ["file", true, false]);
    await assertRejects(() => soft.symlinkTo("x"), FileExistsError);
    await assertRejects(() => file.readlink(), OSError, "Invalid argument");
  },
);

folderTest(
  "Path.chmod() and lchmod() set the permission bits",
  async (folder) => {
    await make(`${folder}`, { file: "", link: "-> file" });
    const [file, link] = [folder.joinpath("file"), folder.joinpath("link")];
    await link.chmod(0o600);
    assertEquals((await file.stat()).mode! & 0o777, 0o600);
    await file.lchmod(0o640);
    assertEquals((await file.lstat()).mode! & 0o777, 0o640);
    await assertRejects(
      () => link.lchmod(0o600),
      UnsupportedOperation,
      "Symbolic links have no permission bits",
    );
  },
);

folderTest(
  "Path.owner() and group() name whom it belongs to",
  async (folder) => {
    const { uid } = await folder.stat();
    if (uid !== 0) return;
    assertEquals([await folder.owner(), await folder.group()], [
      "root",
      "root",
    ]);
    await Deno.chown(`${folder}`, 54_321, 54_321);
    for (
      const call of [() => folder.owner(), () => folder.group()]
    ) await assertRejects(call, Error, "There is no entry for it");
    await Deno.chown(`${folder}`, 0, 0);
  },
);

folderTest("Path.resolve() in strict mode wants the file", async (folder) => {
  await make(`${folder}`, {
    file: "",
    circle: "-> circle",
    a: "-> b",
    b: "-> a",
    link: "-> file",
  });
  const strict = { strict: true };
  assertEquals(
    `${await folder.joinpath("x/../link").resolve()}`,
    `${folder}/file`,
  );
  assertEquals(
    `${await folder.joinpath("link").resolve(strict)}`,
    `${folder}/file`,
  );
  await assertRejects(
    () => folder.joinpath("nope").resolve(strict),
    FileNotFoundError,
  );
  await assertRejects(
    () => folder.joinpath("circle").resolve(strict),
    OSError,
    "Too many levels",
  );
  assertEquals(`${await folder.joinpath("a/x").resolve()}`, `${folder}/a/x`);
});

test("Path.absolute(), cwd(), home() and expanduser() start somewhere", async () => {
  assertEquals([
    `${await new Path("a/../b").absolute()}`,
    `${await Path.cwd()}`,
  ], [`${Deno.cwd()}/a/../b`, Deno.cwd()]);
  const home = await Path.home();
  assertEquals([
    `${await new Path("~/a").expanduser()}`,
    `${await new Path("a/~").expanduser()}`,
  ], [`${home}/a`, "a/~"]);
  assertEquals(`${await new Path("~root/x").expanduser()}`, "/root/x");
  await assertRejects(
    () => new Path("~no-such-user-here").expanduser(),
    RuntimeError,
    "Could not determine home directory",
  );
});

test("Path.fromUri() reads what asUri() writes", () => {
  for (const text of ["/", "/a b/é%", "/x?y#z", "//net/share"]) {
    assertEquals(`${Path.fromUri(new Path(text).asUri())}`, text);
  }
  assertEquals(`${Path.fromUri("file://localhost/a")}`, "/a");
  for (const wrong of ["http://x/", "file:a", "/a"]) {
    assertThrows(() => Path.fromUri(wrong), RangeError);
  }
});

folderTest("Path.info keeps what was found", async (folder) => {
  const path = folder.joinpath("link");
  await make(`${folder}`, { file: "", link: "-> file" });
  const { info } = path;
  assertEquals([
    await info.isFile(),
    await info.isSymlink(),
    await info.isDir(),
  ], [true, true, false]);
  await path.unlink();
  assertEquals([
    await info.exists(),
    await path.info.exists(),
    await new Path(path).info.exists(),
  ], [true, true, false]);
  assertEquals(await new Path("a\0b").exists(), false);
});

folderTest("Path.glob() goes round in no circles", async (folder) => {
  await make(`${folder}`, { a: { up: "-> ..", b: { up: "-> ../..", c: "" } } });
  const found = await Array.fromAsync(
    folder.glob("**"),
    (path) => `${path.relativeTo(folder)}`,
  );
  assertEquals(found.sort(), [".", "a", "a/b", "a/b/c", "a/b/up", "a/up"]);
  assertEquals(
    (await Array.fromAsync(
      folder.walk(),
      ([path]) => `${path.relativeTo(folder)}`,
    )).sort(),
    [".", "a", "a/b"],
  );
  for (const wrong of ["", "/a"]) {
    await assertRejects(
      () => Array.fromAsync(folder.glob(wrong)),
      RangeError,
      "The pattern must",
    );
  }
});

folderTest("Path.rglob() finds each path once", async (folder) => {
  await make(`${folder}`, { a: { a: { a: { x: "" } } } });
  const found = await Array.fromAsync(
    folder.rglob("a/**/a/*"),
    (path) => `${path.relativeTo(folder)}`,
  );
  assertEquals(found.sort(), ["a/a/a", "a/a/a/x"]);
});

folderTest(
  "Path.glob() and walk(), cancelled at every wait, end in CancelledError",
  async (folder) => {
    await make(`${folder}`, { a: { b: { c: "" }, d: {} } });
    for (
      const work of [
        () => Array.fromAsync(folder.rglob("*")),
        () => Array.fromAsync(folder.walk()),
        () => folder.joinpath("a/x").resolve(),
      ]
    ) {
      assert(await cancelAtEveryWait({ work, check() {} }) >= 3);
    }
  },
);

test("Path has anyio's members", () => {
  const methods =
    "absolute chmod copy copyInto exists expanduser group hardlinkTo isBlockDevice isCharDevice isDir isFifo isFile isJunction isMount isSocket isSymlink iterdir lchmod lstat mkdir move moveInto open owner readBytes readText readlink rename replace resolve rmdir samefile stat symlinkTo touch unlink walk writeBytes writeText asPosix asUri fullMatch glob isAbsolute isRelativeTo isReserved joinpath match relativeTo rglob withName withSegments withStem withSuffix";
  const properties =
    "anchor drive info name parent parents parser parts root stem suffix suffixes";
  const path = new Path("a") as unknown as Record<string, unknown>;
  assertEquals(
    methods.split(" ").filter((name) => typeof path[name] !== "function"),
    [],
  );
  assertEquals(
    properties.split(" ").filter((name) =>
      path[name] === undefined || typeof path[name] === "function"
    ),
    [],
  );
  assertEquals(
    ["cwd", "home", "fromUri"].filter((name) =>
      typeof (Path as unknown as Record<string, unknown>)[name] !== "function"
    ),
    [],
  );
});

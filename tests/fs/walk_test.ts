import { assertEquals, assertRejects } from "@std/assert";
import { NotADirectoryError, type OSError } from "../../fs/os_error.ts";
import { walk } from "../../fs/walk.ts";
import { test } from "../_support/mod.ts";
import { make, withFolder } from "./_folder.ts";

function folderTest(name: string, fn: (folder: string) => Promise<void>): void {
  test(name, () => withFolder(fn));
}

const TREE = { a: { b: { c: "" } }, d: { e: "" }, f: "" };

folderTest(
  "walk() tells a folder before or after those in it",
  async (folder) => {
    await make(folder, TREE);
    for (const topDown of [true, false]) {
      const order = await Array.fromAsync(
        walk(folder, { topDown }),
        ([path]) => path.slice(folder.length),
      );
      const isBefore = (first: string, second: string) =>
        order.indexOf(first) < order.indexOf(second);
      assertEquals([
        isBefore("", "/a"),
        isBefore("/a", "/a/b"),
        isBefore("", "/d"),
      ], [topDown, topDown, topDown]);
      assertEquals(order.sort(), ["", "/a", "/a/b", "/d"]);
    }
  },
);

folderTest(
  "walk() goes on to what the caller leaves in the list",
  async (folder) => {
    await make(folder, TREE);
    const order: string[] = [];
    for await (const [path, folders] of walk(folder)) {
      order.push(path.slice(folder.length));
      if (path === folder) folders.splice(0, Infinity, "d", "a");
      else folders.length = 0;
    }
    assertEquals(order, ["", "/d", "/a"]);
  },
);

folderTest(
  "walk() leaves out what cannot be read, or tells onError",
  async (folder) => {
    await make(folder, { ...TREE, link: "-> nope" });
    const errors: OSError[] = [];
    const onError = (error: OSError) => void errors.push(error);
    assertEquals(await Array.fromAsync(walk(`${folder}/f`, { onError })), []);
    assertEquals(await Array.fromAsync(walk(`${folder}/f`)), []);
    assertEquals(errors.map((error) => [error.name, error.filename]), [[
      "NotADirectoryError",
      `${folder}/f`,
    ]]);
    const rethrow = (error: OSError) => {
      throw error;
    };
    await assertRejects(
      () => Array.fromAsync(walk(`${folder}/f`, { onError: rethrow })),
      NotADirectoryError,
    );
  },
);

folderTest("walk() follows symbolic links if it is told to", async (folder) => {
  await make(folder, { a: { x: "" }, link: "-> a", broken: "-> nope" });
  const steps = await Array.fromAsync(
    walk(folder, { followSymlinks: true }),
    (
      [path, folders, files],
    ) => [path.slice(folder.length), folders.sort(), files.sort()],
  );
  assertEquals(steps.sort(), [["", ["a", "link"], ["broken"]], ["/a", [], [
    "x",
  ]], ["/link", [], ["x"]]]);
});

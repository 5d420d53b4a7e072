import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { copyFile } from "../../fs/copy_file.ts";
import { copyTree } from "../../fs/copy_tree.ts";
import {
  FileExistsError,
  FileNotFoundError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
} from "../../fs/os_error.ts";
import { removeTree } from "../../fs/remove_tree.ts";
import { ExceptionGroup } from "../../loop/exception_group.ts";
import { test } from "../_support/mod.ts";
import { cancelAtEveryWait } from "./_cancel.ts";
import {
  type Content,
  contentOf,
  make,
  randomContent,
  withFolder,
} from "./_folder.ts";
import { makePipe } from "./_files.ts";
import { Random } from "./_oracle.ts";

function folderTest(name: string, fn: (folder: string) => Promise<void>): void {
  test(name, () => withFolder(fn));
}

folderTest("copyFile() copies content and permission bits", async (folder) => {
  await make(folder, { a: "text", b: "old and longer" });
  await Deno.chmod(`${folder}/a`, 0o640);
  await copyFile(`${folder}/a`, `${folder}/b`);
  assertEquals(await contentOf(folder), { a: "text", b: "text" });
  assertEquals((await Deno.stat(`${folder}/b`)).mode! & 0o777, 0o640);
});

folderTest("copyFile() refuses a folder, at either end", async (folder) => {
  await make(folder, { a: "text" });
  for (const [from, to] of [[folder, `${folder}/b`], [`${folder}/a`, folder]]) {
    await assertRejects(() => copyFile(from!, to!), IsADirectoryError);
  }
});

folderTest("copyTree() does not wait at a named pipe", async (folder) => {
  await make(folder, { from: { a: "text" } });
  await makePipe(`${folder}/from`);
  const error = await assertRejects(
    () => copyTree(`${folder}/from`, `${folder}/to`),
    ExceptionGroup,
  );
  assertMatch(error.exceptions[0]!.message, /named pipe.*from\/pipe/);
  assertEquals(await contentOf(`${folder}/to`), { a: "text" });
});

folderTest(
  "copyFile() of a file to itself throws and leaves it",
  async (folder) => {
    await make(folder, { a: "text", link: "-> a" });
    await Deno.link(`${folder}/a`, `${folder}/hard`);
    for (const name of ["a", "link", "hard"]) {
      await copyFile(`${folder}/a`, `${folder}/${name}`).catch((error) =>
        assertInstanceOf(error, OSError)
      );
      assertEquals(await Deno.readTextFile(`${folder}/a`), "text");
    }
    const error = await assertRejects(
      () => copyFile(`${folder}/nope`, `${folder}/x`),
      FileNotFoundError,
    );
    assertEquals([error.filename, error.filename2], [
      `${folder}/nope`,
      `${folder}/x`,
    ]);
  },
);

folderTest(
  "copyTree() with symlinks copies 20 random trees as they are",
  async (folder) => {
    const random = new Random(3);
    for (let i = 0; i < 20; i++) {
      const content = randomContent(random);
      await Deno.mkdir(`${folder}/${i}`);
      await make(`${folder}/${i}`, content);
      await copyTree(`${folder}/${i}`, `${folder}/copies/${i}`, {
        symlinks: true,
      });
      assertEquals(
        await contentOf(`${folder}/copies/${i}`),
        await contentOf(`${folder}/${i}`),
      );
    }
  },
);

folderTest(
  "copyTree() without symlinks copies what links lead to",
  async (folder) => {
    await make(folder, {
      from: { file: "x", dir: { y: "y" }, a: "-> file", b: "-> dir" },
    });
    await copyTree(`${folder}/from`, `${folder}/to`);
    assertEquals(await contentOf(`${folder}/to`), {
      file: "x",
      dir: { y: "y" },
      a: "x",
      b: { y: "y" },
    });
  },
);

folderTest(
  "copyTree() copies the rest when something cannot be copied",
  async (folder) => {
    await make(folder, {
      from: { a: "a", broken: "-> nope", sub: { broken: "-> nope", b: "b" } },
    });
    const error = await assertRejects(
      () => copyTree(`${folder}/from`, `${folder}/to`),
      ExceptionGroup,
      "Cannot copy all of",
    );
    assertEquals(
      error.exceptions.map((one) => (one as OSError).filename).sort(),
      [`${folder}/from/broken`, `${folder}/from/sub/broken`],
    );
    assertEquals(await contentOf(`${folder}/to`), { a: "a", sub: { b: "b" } });
  },
);

folderTest(
  "copyTree() copies rights of folders, even if they forbid writing",
  async (folder) => {
    await make(folder, { from: { sub: { x: "x" } } });
    await Deno.chmod(`${folder}/from/sub`, 0o550);
    await copyTree(`${folder}/from`, `${folder}/to`);
    assertEquals((await Deno.stat(`${folder}/to/sub`)).mode! & 0o777, 0o550);
    for (const name of ["from", "to"]) {
      await Deno.chmod(
        `${folder}/${name}/sub`,
        0o700,
      );
    }
  },
);

folderTest(
  "copyTree() asks what to ignore, and merges only if it may",
  async (folder) => {
    await make(folder, {
      from: { a: "a", skip: { x: "x" }, sub: { a: "a", skip: "s" } },
      to: { a: "old", kept: "k" },
    });
    const asked: unknown[] = [];
    const options = {
      dirsExistOk: true,
      ignore(path: string, names: string[]) {
        asked.push([path.slice(folder.length), names.sort()]);
        return ["skip"];
      },
    };
    await assertRejects(
      () => copyTree(`${folder}/from`, `${folder}/to`),
      FileExistsError,
    );
    await copyTree(`${folder}/from`, `${folder}/to`, options);
    assertEquals(await contentOf(`${folder}/to`), {
      a: "a",
      kept: "k",
      sub: { a: "a" },
    });
    assertEquals(asked, [["/from", ["a", "skip", "sub"]], ["/from/sub", [
      "a",
      "skip",
    ]]]);
  },
);

folderTest("copyTree() into itself ends", async (folder) => {
  await make(folder, { from: { a: "a" } });
  await copyTree(`${folder}/from`, `${folder}/from/to`);
  assertEquals(await contentOf(folder), { from: { a: "a", to: { a: "a" } } });
});

folderTest(
  "copyTree(), cancelled at every wait, copies no more",
  async (folder) => {
    let run = 0;
    await make(folder, { from: { a: "a", sub: { b: "b" } } });
    const count = await cancelAtEveryWait({
      work: () => copyTree(`${folder}/from`, `${folder}/${++run}`),
      async check(cancelled) {
        if (!cancelled) {
          assertEquals(await contentOf(`${folder}/${run}`), {
            a: "a",
            sub: { b: "b" },
          });
        }
      },
    });
    assert(count >= 8, `${count} waits`);
  },
);

folderTest(
  "removeTree() removes a tree, and no links' targets",
  async (folder) => {
    const kept: Content = { file: "x", dir: { y: "y" } };
    await make(folder, {
      kept,
      gone: {
        a: "-> ../kept/file",
        b: "-> ../kept",
        c: { d: {} },
        circle: "-> .",
      },
    });
    await removeTree(`${folder}/gone`);
    assertEquals(await contentOf(folder), { kept });
  },
);

folderTest("removeTree() refuses what is no folder", async (folder) => {
  await make(folder, { file: "x", dir: { y: "y" }, link: "-> dir" });
  for (const name of ["file", "link"]) {
    await assertRejects(
      () => removeTree(`${folder}/${name}`),
      NotADirectoryError,
      `'${folder}/${name}'`,
    );
  }
  await assertRejects(() => removeTree(`${folder}/nope`), FileNotFoundError);
  const seen: OSError[] = [];
  await removeTree(`${folder}/nope`, {
    onError: (error) => void seen.push(error),
  });
  assertEquals(seen.map((error) => error.name), ["FileNotFoundError"]);
  assertEquals(await contentOf(folder), {
    file: "x",
    dir: { y: "y" },
    link: "-> dir",
  });
});

folderTest(
  "removeTree() goes on after an error if there is somebody to tell",
  async (folder) => {
    await make(folder, { tree: { a: "a", b: { c: "c" } } });
    const { remove } = Deno;
    // As if the file were in use.
    Deno.remove = (path, options) =>
      `${path}`.endsWith("/a")
        ? Promise.reject(Object.assign(new Error("busy"), { code: "EBUSY" }))
        : remove(path, options);
    const seen: string[] = [];
    try {
      await removeTree(`${folder}/tree`, {
        onError: ({ message }) => void seen.push(message),
      });
      await assertRejects(
        () => removeTree(`${folder}/tree`),
        OSError,
        "Device or resource busy",
      );
    } finally {
      Deno.remove = remove;
    }
    assertEquals(seen, [
      `[Errno 16] Device or resource busy: '${folder}/tree/a'`,
      `[Errno 39] Directory not empty: '${folder}/tree'`,
    ]);
    assertEquals(await contentOf(folder), { tree: { a: "a" } });
  },
);

folderTest(
  "removeTree(), cancelled at every wait, stops there",
  async (folder) => {
    const tree = { a: "a", b: { c: "c", d: "d" } };
    const left: number[] = [];
    await cancelAtEveryWait({
      async prepare() {
        await Deno.remove(`${folder}/tree`, { recursive: true }).catch(
          () => {},
        );
        await make(folder, { tree });
      },
      work: () => removeTree(`${folder}/tree`),
      async check() {
        const paths = JSON.stringify(await contentOf(folder)).match(/":/g) ??
          [];
        left.push(paths.length);
      },
    });
    // The questions remove nothing, each removal one.
    assertEquals([left[0], left.at(-1)], [5, 0]);
    assertEquals(left, left.toSorted((a, b) => b - a));
  },
);

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { BinaryFile, open } from "../../fs/mod.ts";
import { bytes, fileTest, text } from "./_files.ts";

for (const mode of ["r", "r+", "a+"] as const) {
  fileTest(`threadpool/test_text: reading, ${mode}`, async (folder) => {
    const path = `${folder}/file`;
    const content = "some text\nmore text\nlast";
    await Deno.writeTextFile(path, content);
    await using file = await open(path, mode);
    await file.seek(0);
    const lines: string[] = [];
    for await (const line of file) lines.push(line);
    assertEquals(lines, ["some text\n", "more text\n", "last"]);
    await file.seek(0);
    assertEquals(await file.readlines(), lines);
    await file.seek(0);
    let all = "";
    for (let one = await file.read(1); one !== ""; one = await file.read(1)) {
      all += one;
    }
    assertEquals(all, content);
    await file.seek(0);
    assertEquals(await file.read(), content);
    assertEquals(await file.read(), "");
    assertEquals(
      [file.name, file.mode, file.encoding, file.errors, file.lineBuffering],
      [path, mode, "utf-8", "strict", false],
    );
  });
}

fileTest(
  "TextFile.tell() is exact within a loop, and seek() goes back there",
  async (folder) => {
    const path = `${folder}/file`;
    const lines = Array.from(
      { length: 20_000 },
      (_, i) => `${["é", "€", "😀"][i % 3]}${i}\r\n`,
    );
    await Deno.writeTextFile(path, lines.join(""));
    await using file = await open(path);
    const places: [number, string][] = [];
    let n = 0;
    for await (const line of file) {
      if (n++ % 997 === 0) {
        const place = await file.tell();
        places.push([place, line]);
        assertEquals(
          place,
          bytes(lines.slice(0, n).join("")).length,
        );
      }
    }
    for (const [i, [place]] of places.reverse().entries()) {
      await file.seek(place);
      const index = 997 * (places.length - 1 - i) + 1;
      assertEquals(await file.readline(), lines[index]!.replace("\r\n", "\n"));
    }
  },
);

fileTest("TextFile.read() never cuts a pair of surrogates", async (folder) => {
  const path = `${folder}/file`;
  await Deno.writeTextFile(path, "a😀b😀");
  await using file = await open(path);
  const parts: string[] = [];
  for (let part = await file.read(1); part !== ""; part = await file.read(1)) {
    parts.push(part);
  }
  assertEquals(parts, ["a", "😀", "b", "😀"]);
});

fileTest(
  "TextFile puts a \\r\\n together that comes in two pieces",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "123\r\n567\r\r\n0");
    for (const buffering of [2, 3, 4, 5, 8, 9, 10]) {
      await using file = await open(path, "r", { buffering });
      assertEquals(await file.readlines(), ["123\n", "567\n", "\n", "0"]);
      assertEquals(file.newlines, ["\r", "\r\n"]);
      await using kept = await open(path, "r", { buffering, newline: "" });
      assertEquals(await kept.readlines(), ["123\r\n", "567\r", "\r\n", "0"]);
      await using only = await open(path, "r", { buffering, newline: "\r\n" });
      assertEquals(await only.readlines(), ["123\r\n", "567\r\r\n", "0"]);
      assertEquals(only.newlines, null);
    }
  },
);

fileTest(
  "TextFile positions are right wherever pieces are cut",
  async (folder) => {
    const path = `${folder}/file`;
    const content = "aé\r\n€😀\r\rx\n\r\n";
    for (
      const encoding of ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]
    ) {
      {
        await using file = await open(path, "w", { encoding, newline: "" });
        await file.write(content);
      }
      for (const newline of [null, "", "\n", "\r", "\r\n"] as const) {
        await using whole = await open(path, "r", { encoding, newline });
        const expected = await whole.read();
        for (let buffering = 2; buffering < 12; buffering++) {
          await using file = await open(path, "r", {
            encoding,
            newline,
            buffering,
          });
          let before = "";
          for (
            let part = await file.read(1);
            part !== "";
            part = await file.read(1)
          ) {
            before += part;
            const place = await file.tell();
            const rest = await file.read();
            assertEquals(before + rest, expected);
            await file.seek(place);
          }
        }
      }
    }
  },
);

fileTest(
  "TextFile positions are right where bytes were replaced",
  async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeFile(
      path,
      new Uint8Array([97, 255, 98, 226, 130, 10, 254, 99]),
    );
    for (
      const errors of [
        "ignore",
        "replace",
        "backslashreplace",
        "surrogateescape",
      ]
    ) {
      await using whole = await open(path, "r", { errors });
      const expected = await whole.read();
      await using file = await open(path, "r", { errors });
      let before = "";
      for (
        let part = await file.read(1);
        part !== "";
        part = await file.read(1)
      ) {
        before += part;
        const place = await file.tell();
        assertEquals(before + await file.read(), expected);
        await file.seek(place);
      }
      assertEquals(before, expected);
    }
  },
);

fileTest(
  "TextFile.write() goes out line by line with buffering: 1",
  async (folder) => {
    const path = `${folder}/file`;
    await using file = await open(path, "w", { buffering: 1 });
    assert(file.lineBuffering);
    await file.write("no line end");
    assertEquals(await Deno.readTextFile(path), "");
    await file.write(" but here\nand");
    assertEquals(await Deno.readTextFile(path), "no line end but here\nand");
  },
);

fileTest(
  "TextFile writes \\n as it is told, and one byte order mark",
  async (folder) => {
    const path = `${folder}/file`;
    for (
      const [newline, expected] of [
        ["\n", "a\nb\r\n"],
        ["", "a\nb\r\n"],
        ["\r\n", "a\r\nb\r\r\n"],
        ["\r", "a\rb\r\r"],
      ] as const
    ) {
      await using file = await open(path, "w", { newline });
      await file.write("a\nb\r\n");
      await file.flush();
      assertEquals(await Deno.readTextFile(path), expected);
    }
    {
      await using file = await open(path, "w", { encoding: "utf-16-le" });
      await file.write("x");
    }
    {
      await using file = await open(path, "a", { encoding: "utf-16" });
      await file.write("y");
      await file.write("z");
    }
    assertEquals((await Deno.readFile(path)).toHex(), "780079007a00");
  },
);

fileTest("TextFile.buffer is the same file as bytes", async (folder) => {
  const path = `${folder}/file`;
  await using file = await open(path, "w");
  await file.write("text ");
  await file.flush();
  await file.buffer.write(bytes("bytes"));
  await file.flush();
  assertEquals(await Deno.readTextFile(path), "text bytes");
  assertInstanceOf(file.buffer, BinaryFile);
});

fileTest(
  "threadpool/test_text.test_simple_detach: what is written before is not lost",
  async (folder) => {
    const path = `${folder}/file`;
    const file = await open(path, "w");
    await file.write("text ");
    const binary = await file.detach();
    await assertRejects(() => file.write("x"), RangeError, "detached");
    await binary.write(bytes("bytes"));
    await binary.close();
    assertEquals(await Deno.readTextFile(path), "text bytes");
  },
);

fileTest(
  "threadpool/test_text.test_read_write_only: a file for writing is not read",
  async (folder) => {
    await using file = await open(`${folder}/file`, "w");
    await assertRejects(() => file.read(), RangeError);
  },
);

fileTest(
  "TextFile.readLinesBatch() gives the lines at hand, and then the others",
  async (folder) => {
    const path = `${folder}/file`;
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i}\n`);
    lines.push("x".repeat(600_000) + "\n", "the end");
    await Deno.writeTextFile(path, lines.join(""));
    await using file = await open(path);
    assertEquals(await file.readline(), lines[0]);
    const got = [lines[0]!];
    let batches = 0;
    for (;;) {
      const batch = await file.readLinesBatch();
      if (batch.length === 0) break;
      got.push(...batch);
      batches++;
    }
    assertEquals(got, lines);
    assert(batches < 20, `${batches} batches`);
  },
);

fileTest(
  "A line that is longer than many buffers is read in linear time",
  async (folder) => {
    const path = `${folder}/file`;
    const long = "x".repeat(20_000_000);
    await Deno.writeTextFile(path, `${long}\nnext\n`);
    await using file = await open(path);
    assertEquals((await file.readline()).length, long.length + 1);
    assertEquals(await file.readline(), "next\n");
    await using binary = await open(path, "rb");
    assertEquals((await binary.readline()).length, long.length + 1);
    assertEquals(text(await binary.readline()), "next\n");
  },
);

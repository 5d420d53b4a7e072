import { assert, assertEquals, assertFalse } from "@std/assert";
import { test } from "../_support/mod.ts";
import givenUp from "./given_up.json" with { type: "json" };
import portable from "./portable.json" with { type: "json" };
import { type PortableFile, readJunit, reportFile } from "./report.ts";

const FILE: PortableFile = {
  P: ["C.test_a", "C.test_b"],
  A: ["C.test_c"],
  more: [],
};

test("readJunit() wants every test of a name to pass", () => {
  const xml = `
    <testcase name="futures/C.test_a: one"></testcase>
    <testcase name="futures/C.test_a: two"><failure>no</failure></testcase>
    <testcase name="futures/C.test_b: one &gt; step"></testcase>
    <testcase name="futures/C.test_c: one"><skipped/></testcase>
    <testcase name="futures/C.test_c: two"></testcase>
    <testcase name="Future.cancel() does it"></testcase>`;
  assertEquals([...readJunit(xml)], [
    ["futures/C.test_a", false],
    ["futures/C.test_b", true],
    ["futures/C.test_c", false],
  ]);
});

test("reportFile() reaches the bar when all pass", () => {
  const passed = new Map(
    ["a", "b", "c"].map((name) => [`futures/C.test_${name}`, true]),
  );
  assertEquals(reportFile("test_futures", FILE, passed, {}), {
    lines: ["test_futures: P 2/2 A 1/1"],
    ported: 3,
    portable: 3,
    reachesBar: true,
  });
});

test("reportFile() names what is missing or failing, and fails", () => {
  const passed = new Map([["futures/C.test_a", true], [
    "futures/C.test_b",
    false,
  ]]);
  const report = reportFile("test_futures", FILE, passed, {});
  assertFalse(report.reachesBar);
  assertEquals(report.lines, [
    "test_futures: P 1/2 A 0/1 BELOW THE BAR",
    "  failing: futures/C.test_b",
    "  missing: futures/C.test_c",
  ]);
});

test("reportFile() counts what is given up, and leaves out what comes later", () => {
  const passed = new Map([["futures/C.test_a", true]]);
  const later = { verdict: "later", reason: "comes with the streams" } as const;
  const lost = { verdict: "given up", reason: "no way" } as const;
  const report = reportFile("test_futures", FILE, passed, {
    "futures/C.test_b": later,
    "futures/C.test_c": lost,
  });
  assertEquals([report.ported, report.portable, report.reachesBar], [
    1,
    2,
    false,
  ]);
  assertEquals(report.lines.slice(1), [
    "  later: futures/C.test_b: comes with the streams",
    "  given up: futures/C.test_c: no way",
  ]);
});

test("reportFile() does not pass an empty file", () => {
  const excuse = {
    verdict: "later",
    reason: "comes with the streams",
  } as const;
  const excuses = Object.fromEntries(
    ["a", "b", "c"].map((name) => [`futures/C.test_${name}`, excuse]),
  );
  assertFalse(reportFile("test_futures", FILE, new Map(), excuses).reachesBar);
});

test("given_up.json excuses only tests of the list, each with a reason", () => {
  const known = new Set(
    Object.entries(portable.files).flatMap(([file, { P, A }]) =>
      [...P, ...A].map((name) => `${file.replace("test_", "")}/${name}`)
    ),
  );
  for (const [name, { verdict, reason }] of Object.entries(givenUp)) {
    assert(known.has(name), name);
    assert(["given up", "later", "not portable"].includes(verdict), name);
    assert(reason.length > 10, name);
  }
});

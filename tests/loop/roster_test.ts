import { assertEquals } from "@std/assert";
import { Roster } from "../../loop/roster.ts";
import { test } from "../_support/mod.ts";

interface Member {
  name: string;
  place?: number;
}

function member(name: string): Member {
  return { name };
}

function names(roster: Roster<"place", Member>): string[] {
  return roster.list().map(({ name }) => name).sort();
}

test("Roster holds each member once, until it is deleted", () => {
  const roster = new Roster<"place", Member>("place");
  const [a, b, c] = [member("a"), member("b"), member("c")];
  for (const one of [a, b, a, c, b]) roster.add(one);
  assertEquals(names(roster), ["a", "b", "c"]);
  roster.delete(a);
  assertEquals([names(roster), roster.size], [["b", "c"], 2]);
  roster.delete(a);
  roster.delete(member("d"));
  assertEquals(names(roster), ["b", "c"]);
  roster.add(a);
  roster.delete(c);
  roster.delete(b);
  assertEquals(names(roster), ["a"]);
  roster.delete(a);
  assertEquals(roster.size, 0);
});

test("Roster.delete() does not take one for another in the same place", () => {
  const [one, other] = [
    new Roster<"place", Member>("place"),
    new Roster<"place", Member>("place"),
  ];
  const [a, b] = [member("a"), member("b")];
  one.add(a);
  other.add(b);
  other.delete(a);
  assertEquals([names(one), names(other)], [["a"], ["b"]]);
});

import { assertEquals, assertThrows } from "@std/assert";
import { type Duration, toSeconds } from "../../mod.ts";
import { wrong } from "./_support.ts";

Deno.test.each<{ duration: Duration; seconds: number }>([
  { duration: 0, seconds: 0 },
  { duration: -1.5, seconds: -1.5 },
  { duration: Infinity, seconds: Infinity },
  { duration: { seconds: 5 }, seconds: 5 },
  { duration: { days: 1, hours: 2 }, seconds: 93_600 },
  { duration: { minutes: 1, seconds: 30 }, seconds: 90 },
  { duration: { minutes: 1, seconds: -30 }, seconds: 30 },
  { duration: { hours: 0.5 }, seconds: 1_800 },
  { duration: { milliseconds: 250 }, seconds: 0.25 },
  { duration: { microseconds: 500_000 }, seconds: 0.5 },
  { duration: { nanoseconds: 1e9 }, seconds: 1 },
  { duration: { seconds: 0 }, seconds: 0 },
])("toSeconds() of $duration is $seconds", ({ duration, seconds }) => {
  assertEquals(toSeconds(duration), seconds);
});

Deno.test("toSeconds() takes a Temporal.Duration of hours and less", () => {
  const duration = Temporal.Duration.from({ minutes: 2, milliseconds: 500 });
  assertEquals(toSeconds(duration), 120.5);
});

for (const unit of ["weeks", "months", "years"] as const) {
  Deno.test(`toSeconds() of a Temporal.Duration with ${unit} is refused`, () => {
    const duration = Temporal.Duration.from({ [unit]: 1, seconds: 1 });
    assertThrows(() => toSeconds(duration), TypeError, unit);
  });
}

Deno.test("toSeconds() of infinities that cancel out is refused", () => {
  const duration = { hours: Infinity, minutes: -Infinity };
  assertThrows(() => toSeconds(duration), RangeError, "NaN");
});

Deno.test("toSeconds() of a Date is refused", () => {
  assertThrows(() => toSeconds(wrong(new Date())), TypeError, "Date");
});

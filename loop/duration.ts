import { describe } from "./check.ts";

/**
 * A length of time: seconds as a number, as everywhere in asyncio, or an object that names its units.
 *
 * A `Temporal.Duration` fits, as long as it has no years, months or weeks.
 */
export type Duration = number | DurationParts;

/** A length of time by units; they add up, and each may be negative or have a fraction. */
export interface DurationParts {
  /** Whole or broken days of 24 hours. */
  readonly days?: number;
  /** Hours. */
  readonly hours?: number;
  /** Minutes. */
  readonly minutes?: number;
  /** Seconds. */
  readonly seconds?: number;
  /** Thousandths of a second. */
  readonly milliseconds?: number;
  /** Millionths of a second. */
  readonly microseconds?: number;
  /** Thousand-millionths of a second. */
  readonly nanoseconds?: number;
}

const UNITS = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
  milliseconds: 1e-3,
  microseconds: 1e-6,
  nanoseconds: 1e-9,
} as const;

/**
 * Returns the length in seconds.
 *
 * @throws {TypeError} If it is neither a number nor an object with at least one known unit, or a unit is no number,
 * or it has years, months or weeks.
 * @throws {RangeError} If it is NaN.
 */
export function toSeconds(duration: Duration): number {
  const seconds = typeof duration === "number"
    ? duration
    : sumOfParts(duration);
  if (Number.isNaN(seconds)) {
    throw new RangeError("Invalid delay: NaN (not a number)");
  }
  return seconds;
}

/** Returns the length of an option in seconds, which must not be negative; `what` names it. */
export function toSpan(duration: unknown, what: string): number {
  if (
    typeof duration !== "number" &&
    (typeof duration !== "object" || duration === null)
  ) {
    throw new TypeError(
      `${what} must be a number of seconds or an object such as { minutes: 1, seconds: 30 }: ${
        describe(duration)
      }`,
    );
  }
  const seconds = typeof duration === "number"
    ? duration
    : sumOfParts(duration);
  if (!(seconds >= 0)) {
    throw new RangeError(
      `${what} must be a number of seconds of at least 0: ${seconds}`,
    );
  }
  return seconds;
}

/** A `Temporal.Duration` has these too; how long they are depends on the calendar. */
const CALENDAR_UNITS = ["years", "months", "weeks"];

function sumOfParts(parts: DurationParts): number {
  let seconds = 0;
  let isKnown = false;
  for (const unit of Object.keys(UNITS) as (keyof typeof UNITS)[]) {
    const amount: unknown = parts?.[unit];
    if (amount === undefined) continue;
    if (typeof amount !== "number") {
      throw new TypeError(
        `The ${unit} of a delay must be a number: ${describe(amount)}`,
      );
    }
    isKnown = true;
    seconds += amount * UNITS[unit];
  }
  if (!isKnown) {
    throw new TypeError(
      `A delay must be a number of seconds or an object such as { minutes: 1, seconds: 30 }: ${
        describe(parts)
      }`,
    );
  }
  for (const unit of CALENDAR_UNITS) {
    const amount = (parts as Record<string, unknown>)[unit];
    if (amount !== undefined && amount !== 0) {
      throw new TypeError(
        `A delay cannot be given in ${unit}, use days or hours: ${
          describe(amount)
        }`,
      );
    }
  }
  return seconds;
}

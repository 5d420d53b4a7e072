/** A place in bytes or in text that cannot be converted. */
export interface Fault {
  /** Where it starts. */
  start: number;
  /** The first place after it. */
  end: number;
  /** What is wrong, in CPython's words. */
  reason: string;
  /** Whether what is missing may still come: a character that is cut at the end. */
  cut: boolean;
}

/** What the exit code of a run says; the highest that applies wins. */
export const EXIT = {
  /** No leak is left. */
  clean: 0,
  /** A leak is left: refused, above the grade, or not written because of `--dry`. */
  leaks: 1,
  /** Something could not be done: bad usage, a path or file that cannot be used, a dirty tree, a crash. */
  trouble: 2,
  /** Interrupted, as shells count it. */
  interrupted: 130,
} as const;

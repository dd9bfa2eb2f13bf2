import type { Certainty } from './facts.js';

/** The most characters of a headline, which stands in one line of a terminal beside its rule. */
export const MOST_OF_HEADLINE = 100;

/** The clauses of a report. None has a final full stop. */
export interface Clauses {
  /** The headline: what is kept by what, or what goes wrong. */
  readonly what: string;
  /** What to do, with the code to write. */
  readonly advice: string;
  /** Why it is so. */
  readonly why: string;
  /** Absent where a rule grades nothing. */
  readonly certainty?: Certainty;
  /** The facts behind it, one each. */
  readonly evidence: readonly string[];
}

/** The whole message of a report, as ESLint and the formats of one line tell it: what to do comes before the evidence. */
export function messageOf({ what, advice, why, certainty, evidence }: Clauses): string {
  return `${what}. ${advice}. [${certainty ? `${certainty}: ` : ''}${[why, ...evidence].join('; ')}]`;
}

/** A headline whose quoted code is cut until it fits. */
export function headline(text: string): string {
  const excess = text.length - MOST_OF_HEADLINE;
  if (excess <= 0) return text;
  const codes = text.match(/`[^`]*`/g) ?? [];
  const longest = codes.reduce((most, code) => (code.length > most.length ? code : most), '');
  const kept = Math.max(longest.length - excess - 2, 8);
  return longest.length <= kept + 2 ? `${text.slice(0, MOST_OF_HEADLINE - 1)}…` : headline(text.replace(longest, () => `${longest.slice(0, kept)}…\``));
}

/** Code as one line. */
export function inOneLine(code: string): string {
  return code.replaceAll(/\s+/g, ' ');
}

/** What the rules say of a package. */
import type { DoubtId } from '../../analysis/findings/doubts.js';
import type { RewriteCheck } from './rewrites.js';

/** The presets of the plugin. */
export const PRESETS = ['recommended', 'strict'] as const;

/** The name of a preset. */
export type PresetName = (typeof PRESETS)[number];

/** With the checker's types and without. */
export const EVIDENCE = ['untyped', 'typed'] as const;

/** Is the checker asked? */
export type Evidence = (typeof EVIDENCE)[number];

/** A place in a package. */
export interface Place {
  /** Such as `webpack@5.54.0`. */
  readonly package: string;
  /** From the package's folder, with `/`. */
  readonly file: string;
  readonly line: number;
}

/** One report of a rule. */
export interface Finding extends Place {
  /** Without the plugin's name. */
  readonly rule: string;
  readonly message: string;
  /** The presets that report it. */
  readonly presets: readonly PresetName[];
  /** For leaks: what keeps it from being proven, by the rows of the table of doubts. */
  readonly doubts?: readonly DoubtId[];
}

/** What was found in one package. */
export interface Reading extends Readonly<Record<Evidence, readonly Finding[]>> {
  readonly package: string;
  readonly files: number;
  /** All lines, also blank ones and comments. */
  readonly lines: number;
  /** What became of the safe rewrites, and of those that rest on an assumption. */
  readonly rewrites: { readonly safe: RewriteCheck; readonly suggested: RewriteCheck };
  /** Files that the parser refuses, with its words. */
  readonly unread: readonly { readonly file: string; readonly because: string }[];
}

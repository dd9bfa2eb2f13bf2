/** What the rules say of a package, and what a search of the syntax says. */

/** The presets of the plugin. */
export const PRESETS = ['recommended', 'strict'] as const;

/** The name of a preset. */
export type PresetName = (typeof PRESETS)[number];

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
}

/** What was found in one package. */
export interface Reading {
  readonly package: string;
  readonly files: number;
  /** All lines, also blank ones and comments. */
  readonly lines: number;
  readonly findings: readonly Finding[];
  /** Files that the parser refuses, with its words. */
  readonly unread: readonly { readonly file: string; readonly because: string }[];
}

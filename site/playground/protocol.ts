import type { State } from './state.js';

/** What the page asks of the worker that analyses. */
export type Question =
  | { readonly id: number; readonly ask: 'analyse'; readonly state: State }
  | { readonly id: number; readonly ask: 'transpile'; readonly texts: Readonly<Record<string, { readonly name: string; readonly text: string }>> };

/** What it answers. */
export type Answer =
  | { readonly id: number; readonly analysis: Analysis }
  | { readonly id: number; readonly texts: Readonly<Record<string, string>> }
  | { readonly id: number; readonly error: string };

/** Replaces `[from, to)` of the program by `text`. Offsets are UTF-16. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A change that mends a report. */
export interface Mend {
  readonly title: string;
  /** Is it applied by `eslint --fix`, or does it rest on an assumption? */
  readonly isSafe: boolean;
  readonly changes: readonly Change[];
}

/** What a rule reports. */
export interface Report {
  /** Without the prefix of the plugin; absent where the program does not parse. */
  readonly rule: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly mends: readonly Mend[];
}

/** A place of the program, and what is to be said of it. */
export interface Spot {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What a use does to the entries of a container. */
export interface DrawnUse extends Spot {
  readonly kind: 'put' | 'remove' | 'read' | 'other';
  /** `set`, `delete`, `iterate` … */
  readonly how: string;
  /** For removals: what they are worth. */
  readonly worth?: 'full' | 'partial' | 'none';
  readonly because?: string;
}

/** A claim of the proof that a rewrite is safe. */
export interface ShownClaim {
  readonly name: string;
  readonly says: string;
  readonly isProven: boolean;
  readonly grounds: readonly (Spot & { readonly says: string; readonly axiom?: string })[];
}

/** What may be done about a container or a mistake. */
export interface ShownRewrite {
  readonly grade: 'safe' | 'suggestion' | 'ownership' | 'refused' | 'none';
  readonly title: string;
  readonly assumption?: string;
  /** The program after this rewrite alone. */
  readonly output?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly claims: readonly ShownClaim[];
}

/** All that is known of a container, or of a mistake with a weak tool. */
export interface Subject extends Spot {
  readonly name: string;
  readonly isContainer: boolean;
  readonly type?: string;
  readonly home?: { readonly kind: string; readonly label: string };
  readonly keys?: { readonly noun: string; readonly because: string; readonly certainty: string; readonly sort: string };
  readonly verdict?: string;
  readonly certainty?: string;
  readonly headline?: string;
  readonly uses: readonly DrawnUse[];
  readonly rewrite: ShownRewrite;
}

export interface Analysis {
  readonly reports: readonly Report[];
  readonly subjects: readonly Subject[];
  /** The program after all safe rewrites, and after all that may be suggested. */
  readonly fixed: { readonly safe: string; readonly all: string };
  readonly milliseconds: number;
}

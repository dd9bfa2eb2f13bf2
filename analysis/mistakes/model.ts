import type { TSESTree } from '@typescript-eslint/utils';
import type { Certainty } from '../containers/facts.js';
import type { Edit, Graded } from '../rewrites/model.js';
import type { RefusalCode } from '../proof/refusals.js';

/** The mistakes with weak tools that are told apart; each has one rule. */
export type WeakMistake =
  | 'race'
  | 'scan'
  | 'capture'
  | 'dropped-registry'
  | 'repeated-registration'
  | 'unmatched-token'
  | 'unguarded-deref'
  | 'orphan'
  | 'primitive'
  | 'enumeration'
  | 'private-field';

/** The codemods that apply rewrites of mistakes with weak tools. */
export type WeakCodemodName = 'guard-finalizers' | 'hold-the-key' | 'weakmap-to-private-field';

/** What may be done about a mistake. */
export type WeakRewrite =
  | Graded & {
      readonly outcome: 'edits';
      /** The codemod that applies the same edits, where there is one. */
      readonly codemod: WeakCodemodName | undefined;
      readonly title: string;
      /** In source order, never overlapping. */
      readonly edits: readonly Edit[];
    }
  | { readonly outcome: 'refusal'; readonly code: RefusalCode; readonly node: TSESTree.Node; readonly reason: string }
  | { readonly outcome: 'none' };

/** One mistake with a weak tool. The texts are complete clauses without a final full stop. */
export interface WeakFinding {
  readonly mistake: WeakMistake;
  readonly certainty: Certainty;
  /** As its user would say it: the container, registry or reference that the mistake is about. */
  readonly name: string;
  /** The place of the report. */
  readonly node: TSESTree.Node;
  /** What goes wrong. */
  readonly what: string;
  /** Why it does. */
  readonly why: string;
  /** What to do. */
  readonly advice: string;
  readonly rewrite: WeakRewrite;
}

/** Nothing to apply. */
export const NO_REWRITE: WeakRewrite = { outcome: 'none' };

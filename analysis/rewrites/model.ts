import type { TSESTree } from '@typescript-eslint/utils';
import type { Grade } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { Proof, Unproven } from '../proof/index.js';
import type { RefusalCode } from '../proof/refusals.js';

/** A replacement of `range` (UTF-16 offsets into `source.text`) by `text`. */
export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** What a rewrite does to a file other than the container's. */
export interface EditsElsewhere {
  readonly file: OtherFile;
  /** In source order, never overlapping. */
  readonly edits: readonly Edit[];
}

export type CodemodName =
  | 'map-to-weakmap'
  | 'id-map-to-weakmap'
  | 'id-map-to-finalization-registry' | 'prune-weakrefs';

/** How a rewrite may be called: *safe* with a proof, anything else with the one assumption that it rests on. */
export type Graded =
  | { readonly grade: 'safe'; readonly assumption: undefined; readonly proof: Proof }
  | { readonly grade: Exclude<Grade, 'safe'>; readonly assumption: string; /** The claim that keeps it from being safe. */ readonly unproven?: Unproven | undefined };

/** What may be done about a container. */
export type Rewrite =
  | Graded & {
      readonly outcome: 'edits';
      readonly codemod: CodemodName;
      /** "Use a `WeakMap`". */
      readonly title: string;
      /** In source order, never overlapping. */
      readonly edits: readonly Edit[];
      /** What it does to other files: all of it together, or nothing. */
      readonly elsewhere?: readonly EditsElsewhere[] | undefined;
    }
  | {
      readonly outcome: 'refusal';
      readonly code: RefusalCode;
      /** The place that ends the rewrite. */
      readonly node: TSESTree.Node;
      /** The file of that place, where it is another one. */
      readonly file?: OtherFile | undefined;
      /** One sentence without a final full stop. */
      readonly reason: string;
      /** The claim of the proof that fails, where it is for that. */
      readonly unproven?: Unproven | undefined;
    }
  /** Nothing to rewrite: the container does not leak. */
  | { readonly outcome: 'none' };

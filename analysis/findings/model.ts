import type { TSESTree } from '@typescript-eslint/utils';
import type { DoubtId } from './doubts.js';
import type { Certainty, Growth, Home, KeyEvidence, KeyFacts, LeakKind, Release, Verdict } from '../containers/facts.js';
import type { Trace } from '../flow/index.js';
import type { OtherFile } from '../source/other-file.js';
import type { Place } from '../source/places.js';
import type { Rewrite } from '../rewrites/model.js';
import type { ParsedSource } from '../source/source.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';

/** Everything the analysis knows of one file. Readonly: rules and codemods only read it. */
export interface FileModel {
  readonly source: ParsedSource;
  /** Every keyed container found, in source order, whatever its verdict. */
  readonly containers: readonly Container[];
  /** The containers in which other files would have a say: they can reach them, this file does not settle the matter, and they were not asked. */
  readonly open: () => readonly Container[];
}

/**
 * One keyed container: a creation with everything that reaches it in this file. What takes long to be found, and is asked of few, is a
 * question.
 */
export interface Container {
  readonly kind: ContainerKind;
  /** As its user would say it: `boxes`, `this.#values`, `Page.cache`, `caches.byNode`. */
  readonly name: string;
  /** The first creation expression (`new Map()`, `[]`): the place of a report. */
  readonly creation: TSESTree.Expression;
  /** All expressions that create the value this binding holds; more than one after a replacement or a lazy creation. */
  readonly creations: readonly TSESTree.Expression[];
  readonly home: Home;
  readonly keys: () => KeyFacts;
  /** What each write shows of its key. */
  readonly written: () => readonly { readonly write: WriteUse; readonly key: KeyEvidence }[];
  readonly uses: readonly Use[];
  readonly releases: () => readonly Release[];
  readonly growth: Growth;
  readonly verdict: Verdict;
  /** What is said against a leak, where the verdict speaks of one: rows of the table of doubts. One of them may silence it. */
  readonly doubts: readonly DoubtId[];
  /** The leak this container is reported for; `undefined` where there is none. */
  readonly finding: Finding | undefined;
  /** What the container comes to as one that strings or numbers fill, where there is no other finding; judged when it is first asked for. */
  readonly unbounded: () => Unbounded | undefined;
  /** What a codemod may do about it. */
  readonly rewrite: Rewrite;
  /** How it flows through its own file. */
  readonly trace: Trace;
  /** The place that bounds its lifetime. */
  readonly place: Place | undefined;
}

/** What a container comes to that strings or numbers are put into. */
export interface Unbounded {
  readonly doubts: readonly DoubtId[];
  /** `undefined` where a doubt silences it. */
  readonly finding: Finding | undefined;
}

/** A container as a reader of one kind of leak sees it. */
export type Leaking = Pick<Container, 'kind' | 'name' | 'creation' | 'home' | 'verdict' | 'rewrite' | 'finding'>;

/** A leak worth a report. The texts are complete clauses without a final full stop. */
export interface Finding {
  readonly leak: LeakKind;
  /** The place of the report, where it is not the creation. */
  readonly at?: TSESTree.Node;
  readonly certainty: Certainty;
  /** The names of the types that its declaration writes for keys and values, where a reader may leave some out. */
  readonly types?: readonly string[];
  /** What keeps it from being proven: rows of the table of doubts, in its order. */
  readonly doubts: readonly DoubtId[];
  /** What is kept alive by what: a headline of at most 100 characters. */
  readonly what: string;
  /** Why nothing lets it go. */
  readonly why: string;
  /** What to do, with the code to write where that is short. */
  readonly advice: string;
  /** The facts that the certainty rests on, one each. */
  readonly evidence: readonly string[];
  /** The places besides that of the report that show it. */
  readonly labels: readonly Label[];
}

/** A place, and what it shows there in a few words: "added here". */
export interface Label {
  readonly node: TSESTree.Node;
  /** The file of the place, where it is another one. */
  readonly file?: OtherFile;
  readonly says: string;
}

import type { TSESTree } from '@typescript-eslint/utils';
import type { DoubtId } from './doubts.js';
import type { Trace } from './flow/index.js';
import type { IdFacts } from './ids.js';
import type { Outliving } from './outliving.js';
import type { Place } from './places.js';
import type { Proof, Unproven } from './proof/index.js';
import type { RefusalCode } from './refusals.js';
import type { ParsedSource } from './source.js';

/** Everything the analysis knows of one file. Readonly: rules and codemods only read it. */
export interface FileModel {
  readonly source: ParsedSource;
  /** Every keyed container found, in source order, whatever its verdict. */
  readonly containers: readonly Container[];
  /** The containers in which other files would have a say: they can reach them, this file does not settle the matter, and they were not asked. */
  readonly open: readonly Container[];
}

/** A file of the project other than the one that the model is of. */
export interface OtherFile {
  /** Absolute. */
  readonly path: string;
  /** Its path as messages give it. */
  readonly shown: string;
  readonly source: ParsedSource;
}

export type ContainerKind = 'map' | 'set' | 'array' | 'dictionary';

/** One keyed container: a creation with everything that reaches it in this file. */
export interface Container {
  readonly kind: ContainerKind;
  /** As its user would say it: `boxes`, `this.#values`, `Page.cache`, `caches.byNode`. */
  readonly name: string;
  /** The first creation expression (`new Map()`, `[]`): the place of a report. */
  readonly creation: TSESTree.Expression;
  /** All expressions that create the value this binding holds; more than one after a replacement or a lazy creation. */
  readonly creations: readonly TSESTree.Expression[];
  readonly home: Home;
  readonly keys: KeyFacts;
  /** What each write shows of its key. */
  readonly written: readonly { readonly write: WriteUse; readonly key: KeyEvidence }[];
  readonly uses: readonly Use[];
  readonly releases: readonly Release[];
  readonly growth: Growth;
  readonly verdict: Verdict;
  /** What is said against a leak, where the verdict speaks of one: rows of the table of doubts. One of them may silence it. */
  readonly doubts: readonly DoubtId[];
  /** The leak this container is reported for; `undefined` where there is none. */
  readonly finding: Finding | undefined;
  /** What a codemod may do about it. */
  readonly rewrite: Rewrite;
  /** How it flows through its own file. */
  readonly trace: Trace;
  /** The place that bounds its lifetime. */
  readonly place: Place | undefined;
}

/**
 * Where a container lives, which bounds its lifetime.
 *
 * - `module`: module or script scope, namespaces and IIFEs that run once;
 * - `static`: a static field, or a property of a function or class;
 * - `closure`: a local captured by a function that outlives the call;
 * - `descriptor`: a field of a descriptor-like class, as good as module scope;
 * - `global`: a property of `globalThis`;
 * - `field`: a field of an ordinary object, which may die before the keys;
 * - `local`: dies with the call;
 * - `unknown`: not seen.
 */
export type HomeKind = 'module' | 'static' | 'closure' | 'descriptor' | 'global' | 'field' | 'local' | 'unknown';

export interface Home {
  readonly kind: HomeKind;
  /** Can code outside this file reach the container: an exported binding, a public or protected field, a property of a foreign object. */
  readonly reach: 'closed' | 'public' | 'exported';
  /** For closures: how the functions that use the container outlive the call that made it. */
  readonly outliving?: Outliving;
  /** For fields: a place that makes their owner for one call, as all do that are seen. */
  readonly passing?: string;
  /** For fields: what keeps their owner as long as the program runs, in words. */
  readonly keptBy?: string;
  /** Short words for messages: "module scope", "a static field of `Page`". */
  readonly label: string;
}

/** How sure the analysis is of a fact or a finding; `unknown` facts never make a finding. */
export type Certainty = 'proven' | 'likely' | 'possible';

/**
 * What an entry's key is.
 *
 * - `object`: an object that may die (`this`, parameters of object type, DOM nodes, functions);
 * - `class`: a class or constructor, which lives as long as the program;
 * - `id`: an id of an object in hand (`x.id`);
 * - `primitive`: a string, number, name;
 * - `mixed`: some writes of one sort, some of another;
 * - `unknown`: no evidence.
 */
export type KeySort = 'object' | 'class' | 'id' | 'primitive' | 'mixed' | 'unknown';

/** What is known of one key expression or key type, with the evidence for it. */
export interface KeyEvidence {
  readonly sort: KeySort;
  readonly certainty: Certainty;
  /** May the key also be `null` or `undefined`? */
  readonly nullable: boolean;
  /** Short words: "`this`", "`page: Page` (annotation)", "`new Widget()`". */
  readonly because: string;
  /** The place that shows it. */
  readonly node: TSESTree.Node;
  /** The file of that place, where it is another one. */
  readonly file?: OtherFile | undefined;
  /** Is a function, which matters for sets of listeners. */
  readonly callable?: boolean;
  /** The key's type is a type parameter without an object constraint. */
  readonly unbounded?: boolean;
  /** For ids: where the id comes from and whose it is. */
  readonly id?: IdFacts;
  /** For `mixed`: one declared type allows objects and primitives. */
  readonly union?: boolean;
}

/** What all keys of a container have in common. */
export interface KeyFacts extends KeyEvidence {
  /** The word for a key in messages: `Page`, "object", "function". */
  readonly noun: string;
}

interface UseAt {
  /** The whole expression of the use: the call, the loop, the assignment. */
  readonly node: TSESTree.Node;
  /** The expression that stands for the container in it. */
  readonly receiver: TSESTree.Node;
  /** The file of the use, where it is another one. */
  readonly file?: OtherFile | undefined;
}

/** A use that names a key and writes nothing. */
export interface KeyedUse<Kind extends 'get' | 'has' | 'delete' = 'get' | 'has' | 'delete'> extends UseAt {
  readonly kind: Kind;
  readonly key: TSESTree.Expression;
}

/** A write: `set`, `add`, `push`, `getOrInsert`, or an entry of the constructor's iterable. */
export interface WriteUse extends UseAt {
  readonly kind: 'set';
  readonly key: TSESTree.Expression;
  readonly value: TSESTree.Expression | undefined;
  readonly how: 'set' | 'add' | 'push' | 'getOrInsert' | 'initial' | 'assign';
}

/** A use that names no key. `test` only looks whether the container is there. */
export interface BareUse<Kind extends 'clear' | 'size' | 'iterate' | 'test' = 'clear' | 'size' | 'iterate' | 'test'> extends UseAt {
  readonly kind: Kind;
}

/** Passed, returned, exported or aliased out of sight. */
export interface EscapeUse extends UseAt {
  readonly kind: 'escape';
  readonly to: 'argument' | 'return' | 'export' | 'property' | 'value';
}

/** The binding gets another value: a fresh container, or nothing. */
export interface ReplaceUse extends UseAt {
  readonly kind: 'replace';
  readonly by: 'fresh' | 'nothing';
}

/** A use that the analysis does not recognise: it ends any rewrite. */
export interface UnknownUse extends UseAt {
  readonly kind: 'unknown';
  /** A property of fixed name, which makes a plain object a record and no dictionary. */
  readonly isFixedKey?: boolean;
}

export type Use =
  | KeyedUse<'get'>
  | KeyedUse<'has'>
  | KeyedUse<'delete'>
  | WriteUse
  | BareUse<'clear'>
  | BareUse<'size'>
  | BareUse<'iterate'>
  | BareUse<'test'>
  | EscapeUse
  | ReplaceUse
  | UnknownUse;

/** Can the container gain entries any number of times? */
export interface Growth {
  readonly grows: boolean;
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
}

/**
 * Something that takes entries out, and what it is worth.
 *
 * `full` releases; `partial` releases on some paths only; `none` looks like a release and is not one.
 */
export interface Release {
  readonly use: Use;
  readonly how: 'delete' | 'clear' | 'replace' | 'eviction' | 'sweep';
  readonly worth: 'full' | 'partial' | 'none';
  /** Why it is worth less than a full release: "only in the `catch` branch". */
  readonly because?: string;
  /** The call that makes it, where the function that writes leaves it to a helper. */
  readonly site?: TSESTree.Node | undefined;
}

export type Verdict = 'leaks' | 'partial' | 'released' | 'bounded' | 'unknown';

/** The kind of leak: each container has exactly one, and only that kind's rule reports it. */
export type LeakKind = 'instance-keyed' | 'id-keyed' | 'unpruned-weakref';

/** A leak worth a report. The texts are complete clauses without a final full stop. */
export interface Finding {
  readonly leak: LeakKind;
  /** The place of the report, where it is not the creation. */
  readonly at?: TSESTree.Node;
  readonly certainty: Certainty;
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

export type Grade = 'safe' | 'suggestion' | 'ownership';

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

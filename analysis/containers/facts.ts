import type { TSESTree } from '@typescript-eslint/utils';
import type { IdFacts } from './ids.js';
import type { OtherFile } from '../source/other-file.js';
import type { Outliving } from '../flow/outliving.js';
import type { Use, WriteUse } from '../flow/use.js';

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
  /** Of primitives, by their type: are there as many as there are texts or numbers, or a few that it names? */
  readonly range?: 'endless' | 'few';
  /** For ids: where the id comes from and whose it is. */
  readonly id?: IdFacts;
  /** For `mixed`: one declared type allows objects and primitives. */
  readonly union?: boolean;
  /** Rests on the name of an imported type alone, which the project may explain. */
  readonly isNamed?: boolean;
  /** Would another file tell whether it is an id: does an imported function give it, or is it a member of an object of an imported type? */
  readonly isOpen?: boolean;
  /** Rests on the name of a variable alone, so that whatever callers pass says more. */
  readonly isGuessed?: boolean;
}

/** What all keys of a container have in common. */
export interface KeyFacts extends KeyEvidence {
  /** The word for a key in messages: `Page`, "object", "function". */
  readonly noun: string;
}

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
  /** Another failure of the function that writes, which this one leaves in: releases elsewhere do not make up for it. */
  readonly failure?: TSESTree.Node | undefined;
}

export type Verdict = 'leaks' | 'partial' | 'released' | 'bounded' | 'unknown';

/** The kind of leak: each container has exactly one, and only that kind's rule reports it. */
export type LeakKind = 'instance-keyed' | 'id-keyed' | 'unpruned-weakref' | 'unbounded';

export type Grade = 'safe' | 'suggestion' | 'ownership';

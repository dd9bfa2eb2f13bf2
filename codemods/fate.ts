import type { TSESTree } from '@typescript-eslint/utils';
import type { Grade, LeakKind, Rewrite } from '../analysis/model.js';
import { REFUSALS, type RefusalCode } from '../analysis/refusals.js';
import type { WeakCodemodName, WeakMistake, WeakRewrite } from '../analysis/weak/index.js';
import { CODEMOD_LEAKS, type CodemodName, type CodemodOptions } from './options.js';
import type { Place } from './places.js';

/**
 * What becomes of a container; each one seen comes to exactly one of these.
 *
 * - `rewritten`: its rewrite is applied;
 * - `declined`: its rewrite could be applied, but who was asked said no, or later;
 * - `suggestion`: its rewrite is right if an assumption holds, and the grade does not allow to assume it;
 * - `refused`: nothing may be rewritten, for the reason given;
 * - `other`: a leak for a codemod that was not asked for;
 * - `clean`: no leak.
 *
 * @typeParam At how places are told: as offsets while a text is worked on, as lines and columns to users
 */
export type Fate<At = Place> =
  | { readonly state: 'rewritten'; readonly codemod: CodemodName; readonly grade: Grade }
  | { readonly state: 'declined'; readonly codemod: CodemodName; readonly grade: Grade }
  | { readonly state: 'suggestion'; readonly codemod: CodemodName; readonly assumption: string }
  | { readonly state: 'refused'; readonly code: RefusalCode; readonly reason: string; readonly at: At }
  | { readonly state: 'other' }
  | { readonly state: 'clean' };

/** What is accounted for: a container, or a mistake with a weak tool that a codemod can mend. */
export interface Subject {
  readonly name: string;
  /** The place of its report. */
  readonly creation: TSESTree.Node;
  readonly finding: { readonly leak: LeakKind | WeakMistake } | undefined;
  readonly rewrite: Rewrite | WeakMend;
}

/** A rewrite that mends a mistake with a weak tool, and that a codemod applies. */
export type WeakMend = Extract<WeakRewrite, { outcome: 'edits' }> & { readonly codemod: WeakCodemodName };

/** A container and what becomes of it. Places are those of the text as it was read. */
export interface AccountedContainer<At = Place> {
  readonly name: string;
  readonly at: At;
  readonly fate: Fate<At>;
}

/** Is a container reported as a leak, reported but for a disable comment, or not at all? */
export type Standing = 'reported' | 'suppressed' | 'clean';

/** What becomes of a container under the options, as long as its rewrite does not clash with another's. */
export function accountFor(container: Subject, standing: Standing, options: CodemodOptions): AccountedContainer<number> {
  return { name: container.name, at: container.creation.range[0], fate: fateOf(container, standing, options) };
}

/** The same account with its places told in another way. */
export function relocate<From, To>(account: AccountedContainer<From>, move: (at: From) => To): AccountedContainer<To> {
  const { fate } = account;
  return { ...account, at: move(account.at), fate: fate.state === 'refused' ? { ...fate, at: move(fate.at) } : fate };
}

function fateOf(container: Subject, standing: Standing, options: CodemodOptions): Fate<number> {
  switch (standing) {
    case 'clean':
      return { state: 'clean' };
    case 'suppressed':
      return refusal('suppressed', container.creation);
    case 'reported':
      return isAskedFor(container, options.only) ? fateOfLeak(container, options) : { state: 'other' };
    default:
      return unreachable(standing);
  }
}

function fateOfLeak({ rewrite, creation }: Subject, options: CodemodOptions): Fate<number> {
  switch (rewrite.outcome) {
    case 'edits':
      return isAllowed(rewrite, options) ? applied(rewrite) : heldBack(rewrite, creation);
    case 'refusal':
      return refusal(rewrite.code, rewrite.node, rewrite.reason);
    case 'none':
      // A leak without a word on its rewrite: what is not understood is not touched.
      return refusal('unknown-use', creation);
    default:
      return unreachable(rewrite);
  }
}

/** A node, as far as its place goes. */
export interface Located {
  readonly range: readonly [number, number];
}

type RewriteByEdits = Extract<Subject['rewrite'], { outcome: 'edits' }>;

function isAllowed({ grade }: RewriteByEdits, options: CodemodOptions): boolean {
  switch (grade) {
    case 'safe':
      return true;
    case 'suggestion':
      return options.grade === 'suggestion';
    case 'ownership':
      return options.ownership;
    default:
      return unreachable(grade);
  }
}

function applied({ codemod, grade }: RewriteByEdits): Fate<number> {
  return { state: 'rewritten', codemod, grade };
}

function heldBack({ grade, codemod, assumption }: RewriteByEdits, creation: Located): Fate<number> {
  if (grade === 'ownership') return refusal('only-owner', creation);
  return { state: 'suggestion', codemod, assumption: assumption ?? '' };
}

function refusal(code: RefusalCode, { range }: Located, reason: string = REFUSALS[code]): Fate<number> {
  return { state: 'refused', code, reason, at: range[0] };
}

function isAskedFor({ rewrite, finding }: Subject, only: CodemodOptions['only']): boolean {
  if (!only) return true;
  if (rewrite.outcome === 'edits') return only.includes(rewrite.codemod);
  return only.some((codemod) => CODEMOD_LEAKS[codemod].some((leak) => leak === finding?.leak));
}

function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}

import type { RefusalCode } from '../../analysis/proof/refusals.js';
import type { AccountedContainer, Fate } from '../fate.js';

/** What became of the containers of one file, and of the mistakes with weak tools in it. */
export interface FileAccount {
  readonly path: string;
  readonly containers: readonly AccountedContainer[];
  /** Does the disk hold the rewritten file? Not in a dry run, not where writing failed. */
  readonly isWritten: boolean;
}

/** A container or mistake in an account of many files, with a fate of the given state. */
export type Entry<State extends Fate['state'] = Fate['state']> = AccountedContainer & {
  readonly path: string;
  readonly isWritten: boolean;
  readonly fate: Extract<Fate, { state: State }>;
};

/** The sum of a run: each entry is in exactly one of the lists. */
export interface Account {
  /** The paths of all files that were read, those without a container included. */
  readonly files: readonly string[];
  /** All of them, in the order of the files and of the places in each. */
  readonly entries: readonly Entry[];
  readonly rewritten: readonly Entry<'rewritten'>[];
  /** Can be rewritten, but the disk does not hold the rewrite. */
  readonly unwritten: readonly Entry<'rewritten'>[];
  /** Could be rewritten, but who was asked said no, or later. */
  readonly declined: readonly Entry<'declined'>[];
  readonly suggestions: readonly Entry<'suggestion'>[];
  /** Refused for any reason but a disable comment. */
  readonly refused: readonly Entry<'refused'>[];
  /** Covered by a disable comment. */
  readonly suppressed: readonly Entry<'refused'>[];
  /** Left to codemods that were not asked for. */
  readonly others: readonly Entry<'other'>[];
  /** Mistakes that no codemod mends. */
  readonly manual: readonly Entry<'manual'>[];
  readonly clean: readonly Entry<'clean'>[];
}

/**
 * Sums up what became of the containers and mistakes of many files.
 *
 * @param files the paths of all files that were read, those without a container included
 */
export function sumUp(files: readonly string[], accounts: readonly FileAccount[]): Account {
  const entries = accounts.flatMap(({ path, containers, isWritten }) => containers.map((account): Entry => ({ ...account, path, isWritten })));
  const having = <State extends Fate['state']>(state: State) => entries.filter((entry): entry is Entry<State> => entry.fate.state === state);
  const [rewritten, refused] = [having('rewritten'), having('refused')];
  return {
    files,
    entries,
    rewritten: rewritten.filter((entry) => entry.isWritten),
    unwritten: rewritten.filter((entry) => !entry.isWritten),
    declined: having('declined'),
    suggestions: having('suggestion'),
    refused: refused.filter(({ fate }) => fate.code !== 'suppressed'),
    suppressed: refused.filter(({ fate }) => fate.code === 'suppressed'),
    others: having('other'),
    manual: having('manual'),
    clean: having('clean'),
  };
}

/** Is it a leak or a mistake that no comment takes responsibility for? */
export function counts({ fate }: AccountedContainer): boolean {
  return fate.state !== 'clean' && !(fate.state === 'refused' && fate.code === 'suppressed');
}

/** How many of the leaks and mistakes that codemods deal with are still there. */
export function leaksLeftIn({ unwritten, declined, suggestions, refused, others }: Account): number {
  return [unwritten, declined, suggestions, refused, others].flat().length;
}

/** What was refused, by the reason, in the order in which the reasons first come up. */
export function refusedByCode({ refused }: Account): Map<RefusalCode, Entry<'refused'>[]> {
  const codes = new Set(refused.map(({ fate }) => fate.code));
  return new Map([...codes].map((code) => [code, refused.filter(({ fate }) => fate.code === code)]));
}

/** The account in numbers. */
export interface Summary {
  readonly files: number;
  readonly containers: number;
  /** Containers that leak. */
  readonly leaks: number;
  /** Mistakes with weak tools. */
  readonly mistakes: number;
  readonly rewritten: number;
  readonly rewritable: number;
  readonly declined: number;
  readonly suggestion: number;
  readonly refused: number;
  readonly other: number;
  readonly manual: number;
  readonly suppressed: number;
  readonly clean: number;
  readonly refusals: Readonly<Partial<Record<RefusalCode, number>>>;
}

/** Counts an account: `leaks` and `mistakes` are the sum of the states from `rewritten` to `manual`. */
export function summaryOf(account: Account): Summary {
  const { files, entries, rewritten, unwritten, declined, suggestions, refused, others, manual, suppressed, clean } = account;
  const reported = entries.filter(counts);
  return {
    files: files.length,
    containers: entries.filter(({ kind }) => kind === 'container').length,
    leaks: reported.filter(({ kind }) => kind === 'container').length,
    mistakes: reported.filter(({ kind }) => kind === 'mistake').length,
    rewritten: rewritten.length,
    rewritable: unwritten.length,
    declined: declined.length,
    suggestion: suggestions.length,
    refused: refused.length,
    other: others.length,
    manual: manual.length,
    suppressed: suppressed.length,
    clean: clean.length,
    refusals: Object.fromEntries([...refusedByCode(account)].map(([code, list]) => [code, list.length])),
  };
}

import type { RefusalCode } from '../../analysis/refusals.js';
import type { AccountedContainer } from '../fate.js';
import type { Place } from '../places.js';

/** What became of the containers of one file. */
export interface FileAccount {
  readonly path: string;
  readonly containers: readonly AccountedContainer[];
  /** Does the disk hold the rewritten file? Not in a dry run, not where writing failed. */
  readonly isWritten: boolean;
}

/** A container in an account of many files, with the place and the words that tell why it stands where it does. */
export interface Entry {
  readonly path: string;
  readonly at: Place;
  readonly name: string;
  readonly because: string;
}

/** The sum of a run: every leak is in exactly one of the lists, but for those that comments suppress. */
export interface Account {
  readonly files: number;
  readonly containers: number;
  readonly rewritten: readonly Entry[];
  /** Can be rewritten, but the disk does not hold the rewrite. */
  readonly unwritten: readonly Entry[];
  /** Could be rewritten, but who was asked said no, or later. */
  readonly declined: readonly Entry[];
  readonly suggestions: readonly Entry[];
  readonly refused: ReadonlyMap<RefusalCode, readonly Entry[]>;
  readonly suppressed: readonly Entry[];
  /** Left to codemods that were not asked for. */
  readonly others: readonly Entry[];
}

/**
 * Sums up what became of the containers of many files.
 *
 * @param files how many files were read, those without a container included
 */
export function sumUp(files: number, accounts: readonly FileAccount[]): Account {
  const rewritten: Entry[] = [];
  const unwritten: Entry[] = [];
  const declined: Entry[] = [];
  const suggestions: Entry[] = [];
  const others: Entry[] = [];
  const suppressed: Entry[] = [];
  const refused = new Map<RefusalCode, Entry[]>();
  let containers = 0;

  for (const { path, containers: own, isWritten } of accounts) {
    containers += own.length;
    for (const { name, at, fate } of own) {
      switch (fate.state) {
        case 'rewritten':
          (isWritten ? rewritten : unwritten).push({ path, at, name, because: '' });
          break;
        case 'declined':
          declined.push({ path, at, name, because: '' });
          break;
        case 'suggestion':
          suggestions.push({ path, at, name, because: fate.assumption });
          break;
        case 'refused':
          if (fate.code === 'suppressed') suppressed.push({ path, at, name, because: '' });
          else append(refused, fate.code, { path, at: fate.at, name, because: fate.reason });
          break;
        case 'other':
          others.push({ path, at, name, because: '' });
          break;
        case 'clean':
          break;
        default:
          fate satisfies never;
      }
    }
  }
  return { files, containers, rewritten, unwritten, declined, suggestions, refused, others, suppressed };
}

/** All leaks that were seen and that no comment takes responsibility for. */
export function leaksIn(account: Account): number {
  return account.rewritten.length + leaksLeftIn(account);
}

/** Those of them that are still there. */
export function leaksLeftIn({ unwritten, declined, suggestions, others, refused }: Account): number {
  return [unwritten, declined, suggestions, others, ...refused.values()].flat().length;
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

import type { HeapContainer } from './containers.js';
import { type Earlier, type Growth, growthSince, isGrowing } from './growth.js';
import type { HeapGraph } from './graph.js';
import type { CodeContainer } from './join.js';
import type { SourcePlace } from './places.js';
import { type Freed, freedBy, lostEntries } from './what-if.js';
import { isWeak } from './entries.js';

/**
 * What the heap says of a container.
 *
 * - `keeps-dead`: entries whose keys nothing else has, and nobody can look up any more;
 * - `grows`: it has grown between two snapshots, and let go of nothing;
 * - `only-owner`: nothing else has what is in it, and it is listed, so that it may be wanted;
 * - `held-elsewhere`: others have all that is in it, and it keeps nothing alive;
 * - `weak`: it holds its keys weakly.
 */
export type Says = 'keeps-dead' | 'grows' | 'only-owner' | 'held-elsewhere' | 'weak';

/** A container of the heap with all that is known of it. */
export interface Evidence<Known extends CodeContainer = CodeContainer> {
  readonly container: HeapContainer;
  /** As the code names it; where it is not known there, as what holds it does. */
  readonly name: string;
  readonly place: SourcePlace | undefined;
  /** The retention path in words. */
  readonly steps: readonly string[];
  /** What would be free if it held its keys weakly. */
  readonly freed: Freed;
  /** How many entries would go if others of the program that hold the same keys held them weakly, too: those that may be a leak and, where there is an earlier snapshot, all. */
  readonly shared: number;
  readonly sharedByAll: number;
  readonly growth: Growth | undefined;
  readonly code: Known | undefined;
  readonly says: Says;
}

/** What the code knows of a container that decides what its entries mean. */
export interface Facts {
  /** Is it reported as a leak? */
  readonly isReported: boolean;
  /** Are its entries found without their keys, by a loop or a count? */
  readonly isListed: boolean;
}

/** Fewer entries that nobody can look up are no evidence: some object is always on its way. */
const LEAST_DEAD = 8;

/** What is measured of a container. */
export type Measured = Pick<Evidence, 'freed' | 'shared' | 'sharedByAll' | 'growth'>;

/**
 * Measures a container against the heap.
 *
 * @param marked what is reached as things are; if all suspects hold their keys weakly; and, where there is an earlier snapshot, if all containers do
 */
export function measure(graph: HeapGraph, marked: { readonly alive: Uint8Array; readonly suspects: Uint8Array; readonly all: Uint8Array }, container: HeapContainer, isOne: boolean, earlier: Earlier | undefined): Measured {
  return {
    freed: freedBy(graph, marked.alive, container.tables),
    shared: isOne ? lostEntries(graph, container.tables, marked.suspects) : 0,
    sharedByAll: lostEntries(graph, container.tables, marked.all),
    growth: earlier && growthSince(earlier, graph, container),
  };
}

/** May a container keep what nobody can look up? Whoever iterates over a set or a list still finds what is in it. */
export function isSuspect(container: HeapContainer, { isReported, isListed }: Facts): boolean {
  return !isWeak(container) && (isReported || (container.kind === 'map' && container.keys !== 'primitives' && !isListed));
}

/** What the heap says, given what the code knows. */
export function saysOf(container: HeapContainer, { freed, shared, sharedByAll, growth }: Measured, facts: Facts): Says {
  if (isWeak(container)) return 'weak';
  const grows = growth !== undefined && isGrowing(growth);
  const least = Math.min(LEAST_DEAD, container.entries);
  if (isSuspect(container, facts) && Math.max(freed.entries, shared) >= least) return 'keeps-dead';
  if (grows && (container.keys !== 'objects' || sharedByAll >= least)) return 'grows';
  return freed.entries < least ? 'held-elsewhere' : 'only-owner';
}

/** Is it a leak by what the heap says? */
export function isLeak({ says }: Pick<Evidence, 'says'>): boolean {
  return says === 'keeps-dead' || says === 'grows';
}

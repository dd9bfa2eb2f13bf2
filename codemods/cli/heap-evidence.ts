import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import {
  containersIn, type Earlier, type Evidence, type Facts, type Freed, freedBetween, type HeapContainer, type HeapGraph, isLeak, hasSameIds, isSuspect, Join, mark, measure, Places, readSnapshot, remember,
  saysOf, SnapshotError, SourceFiles, type SourcePlace,
} from '../../heap/index.js';
import type { AccountedContainer } from '../fate.js';
import type { FoundFile } from './files.js';
import type { PlannedFile } from './plan-files.js';
import { type Problem, problemWith } from './problem.js';
import type { Progress } from './progress.js';

/** A container of the code with its account, as far as the heap can be joined with it. */
export interface KnownContainer {
  readonly path: string;
  readonly name: string;
  readonly type: NonNullable<AccountedContainer['container']>['type'];
  readonly at: AccountedContainer['at'];
  /** The path as it is shown. */
  readonly shown: string;
  readonly account: AccountedContainer;
}

/** A container of the heap with all that is known of it. */
export type HeapEntry = Evidence<KnownContainer>;

/** A snapshot that was read. */
export interface ReadSnapshot {
  readonly path: string;
  readonly objects: number;
  readonly bytes: number;
}

/** All that a heap says of the containers in it. */
export interface HeapReport {
  readonly cwd: string;
  readonly snapshots: readonly ReadSnapshot[];
  /** What is to be done about first, first. */
  readonly entries: readonly HeapEntry[];
  /** How many containers were smaller, of the platform, or data within others. */
  readonly leftOut: number;
  /** What would be free if all that nobody lists, and all that the code is reported for, held their keys weakly. */
  readonly together: Freed;
  /** Scripts and source maps that the heap names and that are not here. */
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
}

/** What is asked of the heap. */
export interface HeapInquiry {
  /** One snapshot, or two of the same run, the earlier first. */
  readonly snapshots: readonly string[];
  readonly cwd: string;
  /** The largest snapshot that is read, in bytes. */
  readonly most?: number | undefined;
  /** The least that a container keeps, in bytes. */
  readonly least?: number | undefined;
  /** Where scripts of pages and their maps are, besides the usual. */
  readonly folders?: readonly string[];
  readonly progress: Progress;
  /** What the code shows: asked for once the files are known in which the containers of the heap are made. */
  readonly plan: (files: readonly FoundFile[]) => Promise<{ readonly files: readonly PlannedFile[]; readonly problems: readonly Problem[] }>;
}

/**
 * Reads snapshots, and joins what they show with the code.
 *
 * @throws SnapshotProblem where a snapshot cannot be read
 */
export async function gatherEvidence({ snapshots, cwd, most, least, folders = [], progress, plan }: HeapInquiry): Promise<HeapReport> {
  const read = async (path: string): Promise<HeapGraph> => {
    progress.begin(megabytesOf(resolve(cwd, path)), 'MB');
    let bytes = 0;
    return readOrExplain(path, cwd, {
      ...(most !== undefined && { most }),
      onRead: (more) => {
        const before = Math.floor(bytes / MEGABYTE);
        bytes += more;
        progress.advance(Math.floor(bytes / MEGABYTE) - before);
      },
    });
  };
  const told: ReadSnapshot[] = [];
  let earlier: Earlier | undefined;
  const [first = '', second] = snapshots;
  if (second !== undefined) {
    const graph = await read(first);
    told.push(summaryOf(first, graph));
    earlier = remember(graph, containersIn(graph, { least: 0, leastEntries: 1 }).containers);
  }
  const last = second ?? first;
  const graph = await read(last);
  told.push(summaryOf(last, graph));
  const problems: Problem[] = [];
  if (earlier && !hasSameIds(earlier, graph)) {
    problems.push({ path: last, message: `has other ids for its objects than ${first}, so that growth cannot be told: take both in one run and, with an inspector, in one session` });
    earlier = undefined;
  }

  const { containers, scripts, headOf, leftOut } = containersIn(graph, least === undefined ? {} : { least });
  const files = new SourceFiles(cwd, folders, headOf);
  const places = new Places(files, scripts);
  const placed = containers.map((container) => ({ container, ...real(places.placeOf(container)) }));
  const planned = await plan(filesOf(placed.map(({ place }) => place), cwd));
  const join = new Join(knownIn(planned.files));
  const alive = mark(graph, []);
  const joined = placed.map(({ container, holder, place }) => {
    const code = join.find(container.kind, holder, place);
    return { container, holder, place, code, facts: factsOf(code) };
  });
  const suspects = joined.filter(({ container, facts }) => isSuspect(container, facts)).flatMap(({ container }) => container.tables);
  const weakened = mark(graph, suspects);
  // What all of them share is asked of those that grow alone.
  const marked = { alive, suspects: weakened, all: earlier ? mark(graph, containers.filter(({ kind }) => !kind.startsWith('weak')).flatMap(({ tables }) => tables)) : weakened };
  const entries = joined.map(({ container, holder, place, code, facts }): HeapEntry => {
    const measured = measure(graph, marked, container, isSuspect(container, facts), earlier);
    const says = saysOf(container, measured, facts);
    const name = (code?.name ?? place?.name ?? holder.name) || '(no name)';
    return { container, name, place: code ? { path: code.path, ...code.at, isCreation: true } : place, steps: holder.steps, ...measured, code, says };
  });
  const together = freedBetween(graph, alive, marked.suspects);
  return { cwd, snapshots: told, entries: entries.sort(byUrgency), leftOut, together, missing: [...files.missing], problems: [...problems, ...planned.problems] };
}

/** A snapshot that cannot be read, with its path. */
export class SnapshotProblem extends Error {
  override readonly name = 'SnapshotProblem';

  constructor(readonly problem: Problem) {
    super(`${problem.path}: ${problem.message}`);
  }
}

const MEGABYTE = 1e6;

async function readOrExplain(path: string, cwd: string, options: Parameters<typeof readSnapshot>[1]): Promise<HeapGraph> {
  try {
    return await readSnapshot(resolve(cwd, path), options);
  } catch (error) {
    throw new SnapshotProblem(error instanceof SnapshotError ? { path, message: error.message } : problemWith(path, error));
  }
}

function megabytesOf(path: string): number {
  return Math.ceil((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / MEGABYTE);
}

function summaryOf(path: string, graph: HeapGraph): ReadSnapshot {
  return { path, objects: graph.nodeCount, bytes: graph.snapshot.totalSize };
}

/** What keeps dead objects comes first, then what grows; of the same sort, what keeps more alone. */
function byUrgency(a: HeapEntry, b: HeapEntry): number {
  return Number(isLeak(b)) - Number(isLeak(a)) || b.freed.bytes - a.freed.bytes || b.container.retainedBytes - a.container.retainedBytes;
}

const LISTED: ReadonlySet<string> = new Set(['iterated', 'sized', 'only-owner']);

function factsOf(code: KnownContainer | undefined): Facts {
  const fate = code?.account.fate;
  const isReported = fate !== undefined && fate.state !== 'clean' && !(fate.state === 'refused' && fate.code === 'suppressed');
  const isListed = fate !== undefined && ((fate.state === 'refused' && (LISTED.has(fate.code) || fate.code === 'suppressed')) || (fate.state === 'clean' && fate.because === 'released'));
  return { isReported: isReported && !isListed, isListed };
}

/** The containers that a run of `check` or `fix` has accounted for. */
function knownIn(files: readonly PlannedFile[]): readonly KnownContainer[] {
  return files.flatMap(({ path, real: absolute, containers }) => containers.flatMap((account) => (account.container ? [{ path: absolute, shown: path, name: account.name, type: account.container.type, at: account.at, account }] : [])));
}

function real<T extends { readonly place: SourcePlace | undefined }>(placed: T): T {
  if (!placed.place) return placed;
  try {
    return { ...placed, place: { ...placed.place, path: realpathSync(placed.place.path) } };
  } catch {
    // A source that only its map knows.
    return placed;
  }
}

/** The files of the program itself in which containers are made. */
function filesOf(places: readonly (SourcePlace | undefined)[], cwd: string): readonly FoundFile[] {
  const own = places.map((place) => place?.path).filter((path) => path !== undefined && isOwn(path, cwd) && statSync(path, { throwIfNoEntry: false })?.isFile());
  return [...new Set(own)].flatMap((path) => (path === undefined ? [] : [{ path: relative(cwd, path), real: path }]));
}

function isOwn(path: string, cwd: string): boolean {
  const from = relative(realpathSync(cwd), path);
  return !isAbsolute(from) && !from.startsWith('..') && !from.split(sep).includes('node_modules') && /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path);
}

/** The containers whose name or code is known, and those that are told with their path alone. */
export function isJoined({ code }: HeapEntry): boolean {
  return code !== undefined;
}

export type { HeapContainer };

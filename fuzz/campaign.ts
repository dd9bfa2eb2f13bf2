import fc from 'fast-check';
import { check, type Checked, type Difference } from './check.js';
import { followed } from './build.js';
import { type Case, type ProgramOptions, programs } from './programs.js';
import type { Recipe } from './recipe.js';
import { Runner } from './runner.js';

/** What to do. */
export interface CampaignOptions extends ProgramOptions {
  readonly runs: number;
  readonly seed: number;
  /** Told after each program. */
  readonly onProgress?: (summary: Summary) => void;
  /** How long to make each failing program smaller, in milliseconds. */
  readonly shrinkFor?: number;
}

/** A program that shows a difference, made as small as it gets. */
export interface Found {
  readonly difference: Difference;
  readonly smallest: Case;
  readonly checked: Checked;
  /** How many programs showed a difference of the same sort. */
  readonly count: number;
}

/** How many programs of a sort there were. */
export interface Tally {
  programs: number;
  rewritten: number;
  different: number;
}

/** What a campaign came to. */
export interface Summary {
  readonly total: Tally;
  /** By what they consist of: a home, a kind, a key. */
  readonly byFeature: ReadonlyMap<string, Tally>;
  readonly byHazard: ReadonlyMap<string, Tally>;
  /** Sorts of differences so far. */
  readonly sorts: ReadonlyMap<string, number>;
}

/** Programs are made in as many rows as keep both this process and the one that runs them busy. */
const ROWS = 3;
/** So many programs without a hazard are made smaller for each thing that differs: they may have different causes. */
const MOST_ALIKE = 4;

interface Failure {
  readonly seed: number;
  readonly index: number;
  readonly sort: string;
}

/** Checks many programs, and makes those smaller that show a difference. */
export async function campaign(options: CampaignOptions): Promise<{ readonly summary: Summary; readonly found: readonly Found[] }> {
  const runner = new Runner();
  try {
    const summary = { total: tally(), byFeature: new Map<string, Tally>(), byHazard: new Map<string, Tally>(), sorts: new Map<string, number>() };
    const rows = await Promise.all(Array.from({ length: ROWS }, (_, row) => runRow(row, options, runner, summary)));
    const found: Found[] = [];
    for (const failure of chosen(rows.flat())) {
      const one = await shrink(failure, options, runner, summary.sorts.get(failure.sort) ?? 1);
      if (one && !found.some((other) => isSame(other, one))) found.push(one);
    }
    return { summary, found };
  } finally {
    runner.close();
  }
}

type Counting = Summary & { readonly byFeature: Map<string, Tally>; readonly byHazard: Map<string, Tally>; readonly sorts: Map<string, number> };

/** Checks the programs of one seed. */
async function runRow(row: number, options: CampaignOptions, runner: Runner, summary: Counting): Promise<readonly Failure[]> {
  const seed = options.seed + row;
  const failures: Failure[] = [];
  let index = 0;
  const property = fc.asyncProperty(programs(options), async (one) => {
    const checked = await check(one, runner);
    for (const difference of checked.differences) failures.push({ seed, index, sort: sortOf(one, difference) });
    count(summary, one, checked);
    options.onProgress?.(summary);
    index++;
  });
  const runs = Math.floor(options.runs / ROWS) + (row < options.runs % ROWS ? 1 : 0);
  const { failed, errorInstance } = await fc.check(property, { seed, numRuns: runs });
  if (failed) throw errorInstance;
  return failures;
}

/** Differences are of one sort where the same thing differs for the same hazard. */
function sortOf({ program }: Case, { what }: Difference): string {
  return `${what}${program.hazards.map((hazard) => `: ${hazard}`).join('')}`;
}

function count({ total, byFeature, byHazard, sorts }: Counting, one: Case, { isRewritten, differences }: Checked): void {
  const add = (to: Tally): void => {
    to.programs += 1;
    to.rewritten += Number(isRewritten);
    to.different += Number(differences.length > 0);
  };
  add(total);
  for (const feature of featuresOf(followed(one.recipe))) add(tallyIn(byFeature, feature));
  for (const hazard of one.program.hazards) add(tallyIn(byHazard, hazard));
  for (const sort of new Set(differences.map((difference) => sortOf(one, difference)))) sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
}

function featuresOf({ language, home, kind, key, idOf }: Recipe): readonly string[] {
  return [language, `home: ${home}`, `kind: ${kind}`, `key: ${idOf ? 'idOf of ' : ''}${key}`];
}

function tallyIn(tallies: Map<string, Tally>, name: string): Tally {
  const known = tallies.get(name) ?? tally();
  tallies.set(name, known);
  return known;
}

function tally(): Tally {
  return { programs: 0, rewritten: 0, different: 0 };
}

/** The failures to look into: one of each sort, some more where there is no hazard. */
function chosen(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Map<string, number>();
  return failures.filter(({ sort }) => {
    const before = seen.get(sort) ?? 0;
    seen.set(sort, before + 1);
    return before < (sort.includes(':') ? 1 : MOST_ALIKE);
  });
}

/** The smallest program that shows the same sort of difference. */
async function shrink({ seed, index, sort }: Failure, options: CampaignOptions, runner: Runner, times: number): Promise<Found | undefined> {
  let smallest: Found | undefined;
  const deadline = Date.now() + (options.shrinkFor ?? 15_000);
  const property = fc.asyncProperty(programs(options), async (one) => {
    if (smallest && Date.now() > deadline) return;
    const checked = await check(one, runner);
    const difference = checked.differences.find((other) => sortOf(one, other) === sort);
    if (!difference) return;
    // What fails later in the search is smaller.
    smallest = { difference, smallest: one, checked, count: times };
    throw new Error(sort);
  });
  await fc.check(property, { seed, path: String(index), numRuns: 1 });
  return smallest;
}

function isSame(one: Found, other: Found): boolean {
  return one.difference.what === other.difference.what && String(one.smallest.program.features) === String(other.smallest.program.features) && String(one.smallest.program.hazards) === String(other.smallest.program.hazards);
}

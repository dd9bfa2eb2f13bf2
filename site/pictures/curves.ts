import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runWithOwners } from '../../fixtures/run-scenario.js';
import { draw, type Series } from './chart.js';
import { decisions } from './decisions.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const STEPS = join(import.meta.dirname, 'steps');

/** How many objects are made for each point of a curve. */
const MADE: readonly number[] = [200, 400, 600, 800, 1000];

/** The curve of a fixture: what its scenario counts, before and after the rewrite. */
interface FixtureCurve {
  readonly fixture: string;
  readonly title: string;
  readonly measure: string;
  /** What the line after the rewrite is called. */
  readonly after: string;
}

/** The curves that pages show, by the names of their files. */
const CURVES: Readonly<Record<string, FixtureCurve>> = {
  'pages-alive': { fixture: 'page-context-module-safe', title: 'Pages alive, in a Map and in a WeakMap', measure: 'pages alive', after: 'WeakMap' },
  'tags-alive': { fixture: 'shape-private-id-safe', title: 'Tags alive, keyed by the id of a shape and by the shape', measure: 'lists of tags alive', after: 'keyed by shape' },
  'references-left': { fixture: 'observers-unpruned-suggestion', title: 'Entries left in a set of weak references', measure: 'entries left', after: 'with registry' },
};

/** What a step of the page on the six steps counts. */
interface StepCount {
  readonly alive: number;
  readonly entries?: number;
}

/** The programs of the six steps, in their order, with the fixture that each is. */
const STEP_FIXTURES = [
  'integer-value-map-safe',
  'integer-value-weak-silent',
  'integer-value-by-id-suggestion',
  'integer-value-callback-suggestion',
  'integer-value-searching-callback-silent',
  'integer-value-private-field-silent',
] as const;

/** All pictures of the pages, by the names of their files in `docs/pictures`. */
export async function picturesOfPages(): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map([['choosing.svg', decisions()]]);
  for (const [name, curve] of Object.entries(CURVES)) pictures.set(`${name}.svg`, await curveOfFixture(curve));
  for (const [at, fixture] of STEP_FIXTURES.entries()) pictures.set(`step-${String(at + 1)}.svg`, await curveOfStep(fixture, at + 1));
  return pictures;
}

async function curveOfFixture({ fixture, title, measure, after }: FixtureCurve): Promise<string> {
  const counts = async (which: 'input' | 'output'): Promise<readonly number[]> => {
    const { outcomes } = await runWithOwners({ program: programOf(fixture, which), scenario: join(FIXTURES, fixture, 'scenario.ts') }, MADE);
    return outcomes.map(({ count }) => count);
  };
  return draw({ title, measure, made: MADE, series: [{ label: 'before', values: await counts('input'), tone: 'bad' }, { label: after, values: await counts('output'), tone: 'good' }] });
}

async function curveOfStep(fixture: string, step: number): Promise<string> {
  const { outcomes } = await runWithOwners({ program: programOf(fixture, 'input'), scenario: join(STEPS, `step-${String(step)}.ts`) }, MADE);
  const counts = outcomes.map(({ results }) => results as StepCount);
  const line = (label: string, values: readonly number[]): Series => ({ label, values, tone: (values.at(-1) ?? 0) > 0 ? 'bad' : 'good' });
  const entries = counts.flatMap((count) => count.entries ?? []);
  return draw({ title: `Step ${String(step)}: instances alive${entries.length > 0 ? ', and entries left' : ''}`, measure: entries.length > 0 ? 'left' : 'instances alive', made: MADE, series: [...(entries.length > 0 ? [line('entries', entries)] : []), line('instances', counts.map(({ alive }) => alive))] });
}

function programOf(fixture: string, which: 'input' | 'output'): string {
  const file = readdirSync(join(FIXTURES, fixture)).find((name) => name.startsWith(`${which}.`));
  if (file === undefined) throw new Error(`${fixture} has no ${which}`);
  return join(FIXTURES, fixture, file);
}

/**
 * How accurate the rules are: what they report on published packages, against what was found out by reading.
 *
 *     npm run accuracy -- [--subset] [--only PACKAGE]... [--json] [--update] [--readings FILE] [--spend-held-out]
 *
 * `--subset` reads only the packages that the project's own development dependencies bring along, `--only` those that are named, such as
 * `webpack@5.54.0`. `--update` writes the figures down: `figures.json`, the tables of `docs/accuracy.md`, and `docs/accuracy-misses.md`.
 * `--readings` keeps what was read in a file, and takes from there what was read before: to judge reports, and to score again.
 *
 * Of the third that is held out only figures are printed. `--spend-held-out` prints its places, too: for readers who judge them and do
 * not work on the rules. Whoever does, and has seen them, can no longer measure with them.
 *
 * Exits with 1 where a figure is worse than the one written down, over its bar, or where a report has no label yet. Reports of the
 * third that is held out may wait for one: the tables count them.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Tinypool } from 'tinypool';
import { type CorpusPackage, corpusPackages, FOLDER, installCorpus } from './corpus.js';
import { complaints, type Figures, figuresOf, type FiguresInParts, tables } from './figures.js';
import { EVIDENCE, type Finding, type Reading } from './findings.js';
import { labelsOf, type Mistakes, mistakesIn, score, scoreSearch, unexplained } from './score.js';
import { type Label, parseLabels } from './labels.js';
import { isHeldOut } from './parts.js';
import { searchSyntax } from './syntax-search.js';

type Recorded = Readonly<Partial<Record<'corpus' | 'subset', FiguresInParts>>>;

const FIGURES = join(FOLDER, 'figures.json');
const PAGE = join(FOLDER, '..', '..', 'docs', 'accuracy.md');
const PAGE_OF_MISTAKES = join(FOLDER, '..', '..', 'docs', 'accuracy-misses.md');

const { values: options } = parseArgs({
  options: {
    subset: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    update: { type: 'boolean' },
    readings: { type: 'string' },
    'spend-held-out': { type: 'boolean' },
  },
});

if (options.only && options.update) throw new Error('--update writes down the figures of all packages; leave --only out.');
if (!options.subset) installCorpus();
const packages = corpusPackages().filter(({ id, isInSubset }) => (!options.subset || isInSubset) && (options.only?.includes(id) ?? true));
const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
const readings = await readAll(packages);
const measured = measure();
const which = options.subset ? 'subset' : 'corpus';
const figures = measured[which];
if (!figures) throw new Error('No package was read.');

const recorded: Recorded = existsSync(FIGURES) ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as Recorded) : {};
const before = options.update || options.only ? undefined : recorded[which];
const open = readings.filter((reading) => !isHeldOut(reading.package));
const mistakes = mistakesIn(open, labels);
const shown = options['spend-held-out'] ? readings : open;
const wrong = [
  ...unjudgedIn(shown).map(({ package: name, file, line, rule, message }) => `Not judged yet: ${name} ${file}:${line} ${rule}\n    ${message}`),
  ...unexplained(mistakes, labelsOf(open, labels)),
  ...complaints(figures.open, before?.open),
  ...complaints(figures.heldOut, before?.heldOut).map((complaint) => `Held out: ${complaint}`),
];

process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${tables(figures)}\n\n${pageOf(mistakesIn(shown, labels))}`);
if (options.update) update({ ...recorded, ...measured });
for (const line of wrong) process.stderr.write(`${line}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Reads the packages, two at a time, but for those that were read before. */
async function readAll(packages: readonly CorpusPackage[]): Promise<readonly Reading[]> {
  const kept = options.readings !== undefined && existsSync(options.readings) ? readFileSync(options.readings, 'utf8').trim().split('\n') : [];
  const known = new Map(kept.map((line) => JSON.parse(line) as Reading).map((reading) => [reading.package, reading]));
  const pool = new Tinypool({ filename: new URL('read-package.ts', import.meta.url).href, runtime: 'child_process', minThreads: 0, maxThreads: 2 });
  try {
    return await Promise.all(
      packages.map(async (one) => {
        const before = known.get(one.id);
        if (before) return before;
        const reading = (await pool.run(one)) as Reading;
        if (options.readings !== undefined) appendFileSync(options.readings, `${JSON.stringify(reading)}\n`);
        return reading;
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** The figures of what was read, and of the subset in it. */
function measure(): Recorded {
  const subset = inParts(packages.filter(({ isInSubset }) => isInSubset), false);
  return options.subset ? { subset } : { subset, corpus: inParts(packages, true) };
}

function inParts(packages: readonly CorpusPackage[], isSearched: boolean): FiguresInParts {
  const of = (part: readonly CorpusPackage[]): Figures => {
    const mine = readings.filter((reading) => part.some(({ id }) => id === reading.package));
    return figuresOf(mine, labels, isSearched ? scoreSearch(part.flatMap(searchSyntax), labelsOf(mine, labels)) : undefined);
  };
  return { open: of(packages.filter(({ id }) => !isHeldOut(id))), heldOut: of(packages.filter(({ id }) => isHeldOut(id))) };
}

function unjudgedIn(readings: readonly Reading[]): readonly Finding[] {
  const all = EVIDENCE.flatMap((evidence) => score(readings, labels, 'strict', evidence).unjudged);
  const places = all.map(({ package: name, file, line, rule }) => `${name} ${file}:${line} ${rule}`);
  return all.filter((_, index) => places.indexOf(places[index] ?? '') === index);
}

/** The mistakes as a page for Markdown. */
function pageOf({ missed, falseAlarms }: Mistakes): string {
  const rows = (labels: readonly Label[]) => labels.map(({ package: name, file, line, reason, why = '' }) => `| ${name} | \`${file}:${line}\` | ${reason} | ${why} |`);
  return [
    `# What the rules get wrong`,
    '',
    `On the packages of [Accuracy](accuracy.md), but for those that are held out. \`npm run accuracy -- --update\` writes this page.`,
    '',
    'Almost half of the missed leaks have a `delete` or `clear` somewhere. It counts as a release, for the rules cannot know that',
    'nothing need call it. Next come keys that nothing shows to be ids, and classes that are made at run time. Two in five false alarms',
    'are settled in another file, which ESLint does not read.',
    '',
    `## Leaks that are missed`,
    '',
    `Even by \`strict\`, with types and without: ${missed.length}.`,
    '',
    '| package | place | what leaks | why it is missed |',
    '| :-- | :-- | :-- | :-- |',
    ...rows(missed),
    '',
    `## False alarms`,
    '',
    `In \`strict\`, with types or without: ${falseAlarms.length}.`,
    '',
    '| package | place | why nothing leaks | why it is reported |',
    '| :-- | :-- | :-- | :-- |',
    ...rows(falseAlarms),
    '',
  ].join('\n');
}

function update(figures: Recorded): void {
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  if (!figures.corpus) return;
  const page = readFileSync(PAGE, 'utf8');
  const written = tables(figures.corpus);
  const marked = /(<!-- begin figures -->\n)[^]*(\n<!-- end figures -->)/;
  if (!marked.test(page)) throw new Error(`${PAGE}: the marks around the figures are gone; put them back.`);
  writeFileSync(PAGE, page.replace(marked, (_, begin: string, end: string) => `${begin}\n${written}\n${end}`));
  if (!options.subset) writeFileSync(PAGE_OF_MISTAKES, pageOf(mistakes));
}

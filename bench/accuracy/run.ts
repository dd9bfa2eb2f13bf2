/**
 * How accurate the rules are: what they report on published packages, against what was found out by reading.
 *
 *     npm run accuracy -- [--subset] [--json] [--update] [--readings FILE]
 *
 * `--subset` reads only the packages that the project's own development dependencies bring along. `--update` writes the
 * figures down: `figures.json`, the tables of
 * `docs/accuracy.md`, and `docs/accuracy-misses.md`. `--readings` keeps what was
 * read in a file, and takes from there what was read before: to judge reports, and to score again. Exits with 1 where a figure is worse than the one
 * written down, over its bar, or where a report has no label yet.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Tinypool } from 'tinypool';
import { type CorpusPackage, corpusPackages, FOLDER, installCorpus } from './corpus.js';
import { complaints, type Figures, figuresOf, tables } from './figures.js';
import { EVIDENCE, type Finding, type Reading } from './findings.js';
import { labelsOf, type Mistakes, mistakesIn, score, scoreSearch, unexplained } from './score.js';
import { type Label, parseLabels } from './labels.js';
import { searchSyntax } from './syntax-search.js';

type Recorded = Readonly<Partial<Record<'corpus' | 'subset', Figures>>>;

const FIGURES = join(FOLDER, 'figures.json');
const PAGE = join(FOLDER, '..', '..', 'docs', 'accuracy.md');
const PAGE_OF_MISTAKES = join(FOLDER, '..', '..', 'docs', 'accuracy-misses.md');

const { values: options } = parseArgs({
  options: { subset: { type: 'boolean' }, json: { type: 'boolean' }, update: { type: 'boolean' }, readings: { type: 'string' } },
});

if (!options.subset) installCorpus();
const packages = corpusPackages().filter(({ isInSubset }) => !options.subset || isInSubset);
const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
const readings = await readAll(packages);
const measured = measure();
const which = options.subset ? 'subset' : 'corpus';
const figures = measured[which];
if (!figures) throw new Error('No package was read.');

const recorded: Recorded = existsSync(FIGURES) ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as Recorded) : {};
const unjudged = unjudgedIn(readings);
const mistakes = mistakesIn(readings, labels);
const wrong = [
  ...unjudged.map(({ package: name, file, line, rule, message }) => `Not judged yet: ${name} ${file}:${line} ${rule}\n    ${message}`),
  ...unexplained(mistakes, labelsOf(readings, labels)),
  ...complaints(figures, options.update ? undefined : recorded[which]),
];

process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${tables(figures)}\n\n${pageOf(mistakes)}`);
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
  const subsetIds = new Set(packages.filter(({ isInSubset }) => isInSubset).map(({ id }) => id));
  const subset = figuresOf(readings.filter((reading) => subsetIds.has(reading.package)), labels);
  if (options.subset) return { subset };
  return { subset, corpus: figuresOf(readings, labels, scoreSearch(packages.flatMap(searchSyntax), labels)) };
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
    `On the packages of [Accuracy](accuracy.md). \`npm run accuracy -- --update\` writes this page.`,
    '',
    'More than half of the missed leaks have a `delete` or `clear` somewhere. It counts as a release, for the rules cannot know that',
    'nothing need call it. Next come classes that are made at run time, and ids that arrive as bare strings. A third of the false alarms',
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

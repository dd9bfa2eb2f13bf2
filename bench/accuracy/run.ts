/**
 * How accurate the rules are: what they report on published packages, against what was found out by reading.
 *
 *     npm run accuracy -- [--subset] [--json] [--update] [--readings FILE]
 *
 * `--subset` reads only the packages that the project's own development dependencies bring along. `--update` writes the
 * figures down: `figures.json` and the tables of `docs/accuracy.md`. `--readings` keeps what was
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
import { labelsOf, score, scoreSearch } from './score.js';
import { type Label, parseLabels } from './labels.js';
import { searchSyntax } from './syntax-search.js';

type Recorded = Readonly<Partial<Record<'corpus' | 'subset', Figures>>>;

const FIGURES = join(FOLDER, 'figures.json');
const PAGE = join(FOLDER, '..', '..', 'docs', 'accuracy.md');

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
const wrong = [
  ...unjudged.map(({ package: name, file, line, rule, message }) => `Not judged yet: ${name} ${file}:${line} ${rule}\n    ${message}`),
  ...complaints(figures, options.update ? undefined : recorded[which]),
];

process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${tables(figures)}\n${missedIn(labelsOf(readings, labels))}`);
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

/** The leaks that even the strict preset does not report with all evidence, with the reason of each. */
function missedIn(labels: readonly Label[]): string {
  const untyped = new Set(score(readings, labels, 'strict', 'untyped').missed);
  const missed = score(readings, labels, 'strict', 'typed').missed.filter((label) => untyped.has(label));
  if (missed.length === 0) return '';
  const items = missed.map(({ package: name, file, line, reason }) => `- ${name} \`${file}:${line}\`: ${reason}`);
  return ['', 'Missed by all:', '', ...items, ''].join('\n');
}

function update(figures: Recorded): void {
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  if (!figures.corpus) return;
  const page = readFileSync(PAGE, 'utf8');
  const written = `${tables(figures.corpus)}\n${missedIn(labels)}`;
  const marked = /(<!-- begin figures -->\n)[^]*(\n<!-- end figures -->)/;
  if (!marked.test(page)) throw new Error(`${PAGE}: the marks around the figures are gone; put them back.`);
  writeFileSync(PAGE, page.replace(marked, (_, begin: string, end: string) => `${begin}\n${written}${end}`));
}

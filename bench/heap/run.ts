import { measureCost } from './cost.js';
import { measureEngine } from './engines.js';
import { fixturesToMeasure, measureFixture } from './fixtures.js';
import { measurePackages } from './packages.js';
import { measurePage } from './page.js';
import { measurePrograms } from './programs.js';

/**
 * `npm run test:heap`: what the heap says, beside what is so. `npm run test:heap -- packages` measures one part; `-- fixtures layout` measures
 * the fixtures whose names have that part, and `-- engines /opt/node24/bin/node deno` the snapshots of other engines.
 */
const [part, ...names] = process.argv.slice(2);
const misses: string[] = [];

/** Says how many of a list are as they should be. */
function tell(text: string, count: number, least: number): void {
  console.log(`\n${text}\n`);
  if (count < least) misses.push(text);
}

async function fixtures(): Promise<void> {
  const rows = [];
  console.log('| Fixture | Named | Predicted, bytes | Freed, bytes | Within 10 % |\n| :-- | --: | --: | --: | :-- |');
  for (const fixture of fixturesToMeasure().filter(({ name }) => names.length === 0 || names.some((one) => name.includes(one)))) {
    const row = await measureFixture(fixture);
    rows.push(row);
    console.log(`| ${row.fixture} | ${row.named} of ${row.expected} | ${row.predicted.toLocaleString('en')} | ${row.freed.toLocaleString('en')} | ${row.isNear ? 'yes' : 'no'} |`);
  }
  const named = rows.filter((row) => row.named >= row.expected).length;
  const near = rows.filter(({ isNear }) => isNear).length;
  tell(`${named} of ${rows.length} fixtures named`, named, rows.length);
  tell(`${near} of ${rows.length} predictions within 10 %`, near, rows.length * 0.9);
}

function packages(): Promise<void> {
  const rows = measurePackages();
  console.log('| Package | Place | Container | Entries | Keeps alone, bytes | The heap says |\n| :-- | :-- | :-- | --: | --: | :-- |');
  for (const { program, path, line, told } of rows) console.log(`| ${program.replace(/\.\w+$/, '')} | ${path}:${line} | ${told ? `${told.name} | ${told.entries.toLocaleString('en')} | ${told.freed.bytes.toLocaleString('en')} | ${told.says}` : 'not named | | |'} |`);
  const named = rows.filter(({ told }) => told).length;
  tell(`${named} of ${rows.length} packages named`, named, rows.length * 0.9);
  return Promise.resolve();
}

async function programs(): Promise<void> {
  const rows = await measurePrograms();
  console.log('| TypeScript run by | Container | Place | Entries | The heap says |\n| :-- | :-- | :-- | --: | :-- |');
  for (const { way, told, skipped } of rows) console.log(`| ${way} | ${told ? `${told.name} | ${told.path}:${told.line} | ${told.entries.toLocaleString('en')} | ${told.says}` : `${skipped === undefined ? 'not named' : `skipped: ${skipped}`} | | |`} |`);
  const measured = rows.filter(({ skipped }) => skipped === undefined);
  const named = measured.filter(({ isNamed }) => isNamed).length;
  tell(`${named} of ${measured.length} TypeScript programs named at their line`, named, measured.length);
}

async function page(): Promise<void> {
  const report = await measurePage();
  if (!report) {
    console.log('\nskipped: no Chromium (`chromium` in the path, or its place in CHROMIUM)\n');
    return;
  }
  const { browser, rows } = report;
  console.log(`| ${browser} | Place | Named |\n| :-- | :-- | :-- |`);
  for (const { expected, isNamed } of rows) console.log(`| ${expected.name} | ${expected.path}:${expected.line} | ${isNamed ? 'yes' : 'no'} |`);
  const named = rows.filter(({ isNamed }) => isNamed).length;
  tell(`${named} of ${rows.length} containers of a page named at their line`, named, rows.length);
}

async function cost(): Promise<void> {
  const { megabytes, objects, loader, command, marking } = await measureCost();
  console.log(`A snapshot of ${megabytes.toFixed(0)} MB, ${objects.toLocaleString('en')} objects\n`);
  console.log('| | Loader alone | `heap` | Times |\n| :-- | --: | --: | --: |');
  console.log(`| seconds | ${loader.seconds.toFixed(1)} | ${command.seconds.toFixed(1)} | ${(command.seconds / loader.seconds).toFixed(2)} |`);
  console.log(`| memory, MB | ${loader.megabytes.toFixed(0)} | ${command.megabytes.toFixed(0)} | ${(command.megabytes / loader.megabytes).toFixed(2)} |`);
  tell('at most 1.5 times the time of the loader', 1.5, command.seconds / loader.seconds);
  tell('at most 1.3 times its memory', 1.3, command.megabytes / loader.megabytes);
  tell(`${marking.toFixed(2)} s to mark a million objects; at most 1`, 1, marking);
}

function engines(): Promise<void> {
  console.log('| Engine | As expected | Of the engine |\n| :-- | --: | :-- |');
  for (const engine of names.length === 0 ? [process.execPath] : names) {
    const { version, right, expected, others } = measureEngine(engine);
    console.log(`| ${version} | ${right} of ${expected} | ${others.join(', ')} |`);
    if (right < expected || others.length > 0) misses.push(version);
  }
  return Promise.resolve();
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = { engines, programs, page, fixtures, packages, cost };
if (part !== undefined && !(part in PARTS)) throw new Error(`test:heap measures ${Object.keys(PARTS).join(', ')}, not ${part}`);
for (const [name, measure] of Object.entries(PARTS)) if (part === undefined || part === name) await measure();
for (const miss of misses) console.error(`missed: ${miss}`);
process.exitCode = misses.length === 0 ? 0 : 1;

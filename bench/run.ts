/**
 * `npm run bench`: what the command and the rules cost against what else reads a code base, as ratios of paired rounds.
 *
 * The sources are those of the packages in `bench/accuracy/`. The packages are dealt into as many parts as there are rounds, and
 * each round takes the next part, so that all rounds together read all of them, each package as a whole. The result goes into `docs/performance.md`.
 *
 * `npm run bench -- costs` and `npm run bench -- growth` measure one half each. `--quick` takes a tenth of the files and smaller
 * programs, to try the benchmark out; nothing is written then.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ephemeron from '../rules/index.js';
import { corpusPackages, installCorpus, sourceFiles } from './accuracy/corpus.js';
import { measureGrowth } from './growth.js';
import { type Costs, type Growing, reportCosts, reportGrowth, type Row } from './report.js';
import { SHAPES } from './shapes.js';
import { TREES } from './trees.js';
import { type Command, costOf, inRounds, median, medianRatio } from './timing.js';

const QUICK = process.argv.includes('--quick');
const ROUNDS = 5;
/** As many workers as jscodeshift takes, two at most: it leaves one processor to the system, whatever it is told. */
const WORKERS = Math.max(1, Math.min(2, cpus().length - 1));
/** ESLint and its parser are so slow that every tenth file must do. */
const LINTED = 10;

/** The depths that all constructs are read to. */
const DEPTHS = ['1250', '2500', '5000'] as const;

/** The size of the bundle that no file may have, in bytes. */
const BUNDLE = 1.8e6;

/** About how many files the tree has whose copies are measured. */
const TREE = QUICK ? 40 : 400;

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist/run/ephemeron.js');
const MACHINE = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
const EXTENSIONS = 'js,jsx,mjs,cjs,ts,tsx,mts,cts';

const scratch = mkdtempSync(join(tmpdir(), 'ephemeron-bench-'));
try {
  const asked = process.argv.slice(2).filter((argument) => argument !== '--quick');
  const isAsked = (half: Half): boolean => asked.length === 0 || asked.includes(half);
  installCorpus();
  const parts = deal();
  if (isAsked('costs')) tell('costs', reportCosts(await measureCosts(parts)));
  if (isAsked('growth')) tell('growth', reportGrowth(await measureAllGrowth(parts)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

type Half = 'costs' | 'growth';

/** Prints one half of what was measured, and puts it into the page. */
function tell(half: Half, document: string): void {
  process.stdout.write(`${document}\n\n`);
  if (!QUICK) insert(join(ROOT, 'docs/performance.md'), half, document);
}

async function measureAllGrowth(parts: readonly string[]): Promise<Growing> {
  say('growth');
  const trees = await treeGrowth(parts);
  const linked = await linkedGrowth();
  const depths = await depthGrowth();
  // The largest programs take seconds, so that their medians need no more rounds.
  const shapes = measureGrowth(QUICK ? [500, 1000, 2000] : [1000, 2000, 4000, 8000], 2, ({ shape, times, perDoubling }) => say(`${perDoubling.toFixed(2)} ${shape}: ${times.map(({ milliseconds }) => milliseconds.toFixed(0)).join(' ')}`));
  return {
    machine: MACHINE,
    rows: [
      { what: 'a tree, per doubling', ratio: Math.sqrt((trees.at(-1)?.seconds ?? NaN) / (trees[0]?.seconds ?? NaN)), bar: 2.2, note: trees.map(({ files, seconds: took }) => `${files} files ${took.toFixed(2)} s`).join(', ') },
      ...linked,
      ...depths,
    ],
    shapes,
  };
}

async function measureCosts(parts: readonly string[]): Promise<Costs> {
  const passed = await passRates(parts);
  say('fix and jscodeshift');
  const runs = await inRounds(ROUNDS, ['fix', 'fix alone', 'floor', 'print'] as const, (name, round) => costOf(commandFor(name, parts[round] ?? '')));
  say('ESLint');
  const lint = await inRounds(ROUNDS, ['recommended', 'regexp', 'core'] as const, (name, round) => lintTime(name, `${parts[round] ?? ''}-linted`));
  say('oxlint');
  const ox = await inRounds(ROUNDS, ['recommended', 'scopes', 'plain'] as const, (name, round) => costOf(oxlint(name, parts[round] ?? '')));
  say('start-up');
  const start = await inRounds(3 * ROUNDS, ['help', 'node'] as const, (name) => costOf({ file: process.execPath, args: name === 'help' ? [CLI, '--help'] : ['-e', '0'], cwd: scratch }));
  say('a bundle');
  const bundle = await inRounds(ROUNDS, ['check'] as const, () => costOf(checkOfBundle()));

  const wall = (name: keyof typeof runs) => runs[name].map((cost) => cost.wall);
  const cpu = (name: keyof typeof runs) => runs[name].map((cost) => cost.cpu);
  const against = (what: string, ours: keyof typeof runs, theirs: keyof typeof runs, bar: number): Row => ({
    what,
    ratio: medianRatio(wall(ours), wall(theirs)),
    bar,
    note: `${seconds(wall(ours))} against ${seconds(wall(theirs))}; processor time ${medianRatio(cpu(ours), cpu(theirs)).toFixed(2)}`,
  });
  const linting = (theirs: 'regexp' | 'core', what: string, bar: number): Row => ({
    what: `recommended rules in ESLint against ${what}`,
    ratio: medianRatio(lint.recommended, lint[theirs]),
    bar,
    note: `${median(lint.recommended).toFixed(0)} ms against ${median(lint[theirs]).toFixed(0)} ms`,
  });
  const oxWall = (name: keyof typeof ox) => ox[name].map((cost) => cost.wall);
  return {
    machine: MACHINE,
    rounds: ROUNDS,
    workers: WORKERS,
    linted: LINTED,
    passed,
    rows: [
      against('`fix --dry` against jscodeshift with a transform that parses and prints', 'fix', 'print', 0.3),
      against('`fix --dry --concurrency 1` against its own floor: the text test, the parser and the scope manager', 'fix alone', 'floor', 2),
      linting('regexp', 'those of `eslint-plugin-regexp`', 0.35),
      linting('core', 'its own `prefer-const`, `no-unused-vars` and `no-undef` together', 2),
      { what: 'recommended rules under oxlint against a rule that only asks for the scopes', ratio: medianRatio(oxWall('recommended'), oxWall('scopes')), bar: 1.6, note: `${seconds(oxWall('recommended'))} against ${seconds(oxWall('scopes'))}` },
      { what: 'recommended rules under oxlint against oxlint alone', ratio: medianRatio(oxWall('recommended'), oxWall('plain')), bar: undefined, note: `oxlint alone ${seconds(oxWall('plain'))}` },
      { what: 'peak memory of `fix --dry`, all processes, against jscodeshift that parses and prints', ratio: medianRatio(runs.fix.map(({ sum }) => sum), runs.print.map(({ sum }) => sum)), bar: 1, note: `${megabytes(runs.fix.map(({ sum }) => sum))} against ${megabytes(runs.print.map(({ sum }) => sum))}` },
      { what: '`check --preset strict` of a bundle of 1.8 MB, which is left out: seconds', ratio: median(bundle.check.map(({ wall }) => wall)), bar: 5, note: '' },
      { what: 'the same: megabytes at its peak, all processes', ratio: median(bundle.check.map(({ sum }) => sum)), bar: 600, note: '' },
      { what: 'start-up: `ephemeron --help` against `node -e 0`', ratio: medianRatio(start.help.map((cost) => cost.wall), start.node.map((cost) => cost.wall)), bar: 3, note: `${median(start.help.map((cost) => cost.wall * 1000)).toFixed(0)} ms against ${median(start.node.map((cost) => cost.wall * 1000)).toFixed(0)} ms` },
    ],
  };
}

/** Deals the packages into as many folders as there are rounds, of about the same size, and every tenth file into one more each. */
function deal(): readonly string[] {
  const packages = corpusPackages().map((found) => {
    const files = sourceFiles(found).filter((_, index) => !QUICK || index % 10 === 0);
    return { ...found, files, bytes: files.reduce((sum, file) => sum + statSync(join(found.folder, file)).size, 0) };
  });
  const parts = Array.from({ length: ROUNDS }, (_, part) => ({ folder: join(scratch, `part-${part}`), bytes: 0, files: 0 }));
  for (const { folder } of parts) mkdirSync(`${folder}-linted`);
  for (const { id, folder, files, bytes } of packages.sort((a, b) => b.bytes - a.bytes)) {
    const part = parts.reduce((least, one) => (one.bytes < least.bytes ? one : least));
    part.bytes += bytes;
    copy(join(folder, 'package.json'), join(part.folder, id, 'package.json'));
    for (const file of files) {
      // Where it is the root of a package, build output is no source to `fix`; here it is what the package ships.
      copy(join(folder, file), join(part.folder, id, file.replace(/^(?:build|dist|out)(?=\/)/, 'shipped')));
      if (part.files++ % LINTED === 0) copy(join(folder, file), join(`${part.folder}-linted`, `${id}/${file}`.replaceAll('/', '__')));
    }
  }
  writeFileSync(join(scratch, 'print.cjs'), 'module.exports = ({ source }, { j }) => j(source).toSource();\n');
  return parts.map(({ folder }) => folder);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (existsSync(from)) copyFileSync(from, to);
}

function commandFor(name: 'fix' | 'fix alone' | 'floor' | 'print', folder: string): Command {
  const node = (args: readonly string[], prints: RegExp): Command => ({ file: process.execPath, args, cwd: scratch, prints });
  switch (name) {
    case 'fix':
    case 'fix alone':
      return node([CLI, 'fix', '--dry', '--concurrency', name === 'fix' ? String(WORKERS) : '1', folder], /container/);
    case 'floor':
      return node([join(ROOT, 'bench/floor.mjs'), folder], /passed/);
    case 'print':
      return node([join(ROOT, 'node_modules/jscodeshift/bin/jscodeshift.js'), '-t', join(scratch, 'print.cjs'), folder, `--extensions=${EXTENSIONS}`, '--parser=tsx', '--dry', `--cpus=${WORKERS}`], /Time elapsed/);
  }
}

async function passRates(parts: readonly string[]): Promise<Costs['passed']> {
  const counts: Record<'read' | 'passed', { files: number; bytes: number }>[] = [];
  for (const part of parts) counts.push(JSON.parse((await costOf(commandFor('floor', part))).output) as (typeof counts)[number]);
  const sum = (which: 'read' | 'passed', what: 'files' | 'bytes') => counts.reduce((total, count) => total + count[which][what], 0);
  const lines = parts.reduce((total, part) => total + lineCount(part), 0);
  return { files: sum('read', 'files'), lines, bytes: sum('read', 'bytes'), passedFiles: sum('passed', 'files'), passedBytes: sum('passed', 'bytes') };
}

/** Milliseconds that a set of rules takes in ESLint, as ESLint counts them. */
async function lintTime(rules: 'recommended' | 'regexp' | 'core', folder: string): Promise<number> {
  const { output } = await costOf({ file: process.execPath, args: [join(ROOT, 'bench/lint.mjs'), rules, folder], cwd: scratch, prints: /"rules"/ });
  return Object.values((JSON.parse(output) as { rules: Record<string, number> }).rules).reduce((sum, value) => sum + value, 0);
}

/** Judges a bundle of 1.8 MB in one line, which is left out. */
function checkOfBundle(): Command {
  const folder = join(scratch, 'bundle');
  mkdirSync(folder, { recursive: true });
  const pieces = 1000;
  const write = SHAPES['a bundle in one line'] ?? ((): string => '');
  writeFileSync(join(folder, 'bundle.js'), write(Math.ceil((BUNDLE * pieces) / write(pieces).length)));
  return { file: process.execPath, args: [CLI, 'check', '--preset', 'strict', folder], cwd: scratch, prints: /not judged/ };
}

function oxlint(name: 'recommended' | 'scopes' | 'plain', folder: string): Command {
  const config = join(scratch, `oxlint-${name}.json`);
  const plugins = { recommended: [join(ROOT, 'dist/run/plugin.js')], scopes: [join(ROOT, 'bench/scopes-plugin.mjs')], plain: [] }[name];
  const rules = { recommended: ephemeron.configs.recommended.rules ?? {}, scopes: { 'scopes/read': 'error' }, plain: {} }[name];
  writeFileSync(config, JSON.stringify({ jsPlugins: plugins, rules }));
  return { file: join(ROOT, 'node_modules/.bin/oxlint'), args: ['--config', config, '--silent', folder], cwd: scratch, prints: /Finished/ };
}

/** What `fix --dry` takes for one package of some hundred files, and for two and four copies of it side by side. */
async function treeGrowth(parts: readonly string[]): Promise<readonly { readonly files: number; readonly seconds: number }[]> {
  const packages = parts.flatMap((part) => foldersOfPackages(part)).map((folder) => ({ folder, files: filesBelow(folder).length }));
  const { folder, files } = packages.sort((a, b) => Math.abs(a.files - TREE) - Math.abs(b.files - TREE))[0] ?? { folder: '', files: 0 };
  const sizes = [1, 2, 4] as const;
  for (const size of sizes) for (let at = 0; at < size; at++) cpSync(folder, join(scratch, `tree-${size}`, `copy-${at}`), { recursive: true });
  const runs = await inRounds(ROUNDS, ['1', '2', '4'] as const, (size) => costOf(commandFor('fix alone', join(scratch, `tree-${size}`))));
  return sizes.map((size) => ({ files: size * files, seconds: median(runs[`${size}`].map(({ wall }) => wall)) }));
}

/** What projects take by the number of their files, each with a container that hangs together with those of the others. */
async function linkedGrowth(): Promise<readonly Row[]> {
  const sizes = (QUICK ? [50, 100, 200] : [150, 300, 600]).map(String) as [string, string, string];
  const rows: Row[] = [];
  for (const args of [['fix', '--dry'], ['check', '--preset', 'strict']] as const) {
    const grown: { readonly shape: string; readonly ratio: number; readonly times: string }[] = [];
    for (const [shape, files] of Object.entries(TREES)) {
      const runs = await inRounds(3, sizes, (size) => costOf({ file: process.execPath, args: [CLI, ...args, '--concurrency', '1', '.'], cwd: treeOf(shape, files(Number(size)), size) }));
      const [first, , last] = sizes.map((size) => median((runs[size] ?? []).map(({ cpu }) => cpu)));
      grown.push({ shape, ratio: Math.sqrt((last ?? NaN) / (first ?? NaN)), times: `${first?.toFixed(2)} s, ${last?.toFixed(2)} s` });
    }
    const worst = grown.reduce((most, one) => (one.ratio > most.ratio ? one : most));
    rows.push({ what: `\`${['', ...args].join(' ').trim()}\`: with the number of files that hang together, per doubling: the worst way`, ratio: worst.ratio, bar: 2.2, note: `${worst.shape}: ${sizes[0]} and ${sizes[2]} files ${worst.times}` });
  }
  return rows;
}

/** The folder of a project, written at the first call. */
function treeOf(shape: string, files: Readonly<Record<string, string>>, size: string): string {
  const folder = join(scratch, 'linked', `${shape.replaceAll(' ', '-')}-${size}`);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What a file of nested blocks or callbacks takes by its depth, without what a run takes that reads an empty file. */
async function depthGrowth(): Promise<readonly Row[]> {
  const shapes = { blocks: ['if (page) {', '}'], callbacks: ['page.then(() => {', '});'] } as const;
  const rows: Row[] = [];
  for (const [shape, [open, close]] of Object.entries(shapes)) {
    for (const args of [['fix', '--dry'], ['check', '--preset', 'strict'], ['check']] as const) {
      const folder = (depth: string): string => {
        const made = join(scratch, `deep-${shape}-${depth}`);
        mkdirSync(made, { recursive: true });
        writeFileSync(join(made, 'deep.mjs'), depth === '0' ? 'export {};\n' : `const cache = new Map();\nexport function deep(page) {\n${`${open}\n`.repeat(Number(depth))}cache.set(page, 1);\n${close.repeat(Number(depth))}\n}\n`);
        return made;
      };
      const runs = await inRounds(ROUNDS, ['0', ...DEPTHS] as const, (depth) => costOf({ file: process.execPath, args: [CLI, ...args, '--concurrency', '1', folder(depth)], cwd: scratch, prints: /file/ }));
      const own = DEPTHS.map((depth) => median(runs[depth].map(({ cpu }) => cpu)) - median(runs['0'].map(({ cpu }) => cpu)));
      rows.push({ what: `\`${args.join(' ')}\`: with the depth of ${shape}, per doubling`, ratio: Math.sqrt((own.at(-1) ?? NaN) / (own[0] ?? NaN)), bar: 2.2, note: DEPTHS.map((depth, at) => `${depth} levels ${(own[at] ?? NaN).toFixed(2)} s`).join(', ') });
    }
  }
  return rows;
}

function foldersOfPackages(part: string): readonly string[] {
  return readdirSync(part, { recursive: true, withFileTypes: true }).filter(({ name }) => name === 'package.json').map(({ parentPath }) => parentPath);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'package.json')
    .map(({ parentPath, name }) => join(parentPath, name));
}

function lineCount(folder: string): number {
  return filesBelow(folder).reduce((lines, path) => lines + readFileSync(path, 'utf8').split('\n').length, 0);
}

/** Puts the measured part between its marks in the page. */
function insert(page: string, half: Half, document: string): void {
  const [before, , after] = readFileSync(page, 'utf8').split(new RegExp(`<!-- (?:begin|end) ${half} -->`));
  if (after === undefined) throw new Error(`${page}: the marks \`begin ${half}\` and \`end ${half}\` are missing`);
  writeFileSync(page, `${before ?? ''}<!-- begin ${half} -->\n\n${document}\n\n<!-- end ${half} -->${after}`);
}

function seconds(values: readonly number[]): string {
  return `${median(values).toFixed(2)} s`;
}

function megabytes(values: readonly number[]): string {
  return `${median(values).toFixed(0)} MB`;
}

function say(what: string): void {
  process.stderr.write(`measuring: ${what}\n`);
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { corpusPackages, FOLDER, sourceFiles } from './corpus.js';
import { parseLabels } from './labels.js';
import { isHeldOut } from './parts.js';

const folders: string[] = [];

afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

test('the corpus has at least forty versions, pinned exactly', () => {
  const ids = corpusPackages().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(40);
  expect(ids.filter((id) => !/^@?[^@]+@\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(id))).toEqual([]);
});

test('the subset is what the project itself installs at the same version', () => {
  const subset = corpusPackages().filter(({ isInSubset }) => isInSubset);
  const installed = subset.map(({ folder }) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string });
  expect(subset.length).toBeGreaterThan(5);
  expect(installed.map(({ name, version }) => `${name}@${version}`)).toEqual(subset.map(({ id }) => id));
});

test('every label is of a package of the corpus', () => {
  const ids = new Set(corpusPackages().map(({ id }) => id));
  const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
  expect(labels.filter((label) => !ids.has(label.package))).toEqual([]);
});

test('labels of the subset name lines that are there', () => {
  const folderOf = new Map(corpusPackages().filter(({ isInSubset }) => isInSubset).map(({ id, folder }) => [id, folder]));
  const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8')).filter((label) => folderOf.has(label.package));
  expect(labels.length).toBeGreaterThan(0);
  const blank = labels.filter(({ package: id, file, line }) => !readFileSync(join(folderOf.get(id) ?? '', file), 'utf8').split('\n')[line - 1]?.trim());
  expect(blank).toEqual([]);
});

test('what is held out is not explained: explanations are for those who work on the rules', () => {
  const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
  expect(labels.filter((label) => isHeldOut(label.package) && label.why !== undefined)).toEqual([]);
});

test('the page of mistakes has all that labels explain, and nothing else', () => {
  const labels = parseLabels(readFileSync(join(FOLDER, 'labels.json'), 'utf8'));
  const page = readFileSync(join(FOLDER, '..', '..', 'docs', 'accuracy-misses.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| .*:\d+` \|/.test(line));
  const explained = (['leak', 'false-alarm'] as const).flatMap((verdict) => labels.filter((label) => label.verdict === verdict && label.why !== undefined));
  expect(explained.length).toBeGreaterThan(0);
  expect(rows).toEqual(explained.map(({ package: id, file, line, reason, why }) => `| ${id} | \`${file}:${line}\` | ${reason} | ${why} |`));
});

test('declarations, minified files, tests and nested packages are not read', () => {
  const folder = folderWith('src/a.ts', 'src/b.mjs', 'src/a.d.ts', 'src/a.min.js', 'src/a.test.ts', 'src/tests/c.ts', 'src/node_modules/d/d.js', 'src/e.json', 'lib/f.js');
  expect(sourceFiles({ folder, globs: ['src/**'] })).toEqual(['src/a.ts', 'src/b.mjs']);
  expect(sourceFiles({ folder, globs: ['**', '!src/**'] })).toEqual(['lib/f.js']);
});

function folderWith(...files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ephemeron-corpus-'));
  folders.push(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

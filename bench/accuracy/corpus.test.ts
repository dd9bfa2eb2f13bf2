import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { corpusPackages, FOLDER, sourceFiles } from './corpus.js';
import { parseLabels } from './labels.js';

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

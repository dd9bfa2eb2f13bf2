import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lineOf, PROGRAM } from '../../fixtures/heap-program.js';

const COMMAND = path.join(import.meta.dirname, '../../dist/run/ephemeron.js');

/** What each engine must show of the program. */
const EXPECTED = [
  { name: 'contexts', line: lineOf('const contexts'), entries: 500, says: 'keeps-dead' },
  { name: 'globalThis.titles', line: lineOf('globalThis.titles ='), entries: 500, says: 'keeps-dead' },
  { name: 'this.#notes', line: lineOf('#notes ='), entries: 100, says: 'held-elsewhere' },
  { name: 'Reader.cache', line: lineOf('static cache'), entries: 100, says: 'weak' },
  { name: 'byId', line: lineOf('const byId'), entries: 500, says: 'grows' },
  { name: 'queue', line: lineOf('export const queue'), entries: 50, says: 'only-owner' },
  { name: 'bounded', line: lineOf('const bounded'), entries: 60, says: 'only-owner' },
  { name: 'open', line: lineOf('const open'), entries: 100, says: 'held-elsewhere' },
] as const;

/** What the snapshots of an engine show. */
export interface EngineRow {
  readonly version: string;
  readonly right: number;
  readonly expected: number;
  /** Containers besides, which are of the engine. */
  readonly others: readonly string[];
}

/**
 * Reads the snapshots that an engine writes.
 *
 * @param engine a binary of Node or Deno
 */
export function measureEngine(engine: string): EngineRow {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ephemeron-heap-')));
  const said = (program: string, ...args: readonly string[]): string => spawnSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
  try {
    mkdirSync(path.join(folder, 'src'));
    const source = path.join(folder, 'src/pages.mjs');
    writeFileSync(source, PROGRAM);
    const snapshots = ['first.heapsnapshot', 'second.heapsnapshot'].map((name) => path.join(folder, name));
    const [version = ''] = said(engine, '--version').split('\n');
    said(engine, ...(version.startsWith('deno') ? ['run', '--allow-all'] : []), source, ...snapshots);
    const { containers } = JSON.parse(said(process.execPath, COMMAND, 'heap', ...snapshots, 'src', '--format', 'json')) as { readonly containers: readonly { readonly name: string; readonly path: string | null; readonly line: number | null; readonly entries: number; readonly says: string }[] };
    const isRight = (one: (typeof EXPECTED)[number]): boolean => containers.some(({ name, path: file, line, entries, says }) => file === 'src/pages.mjs' && name === one.name && line === one.line && entries === one.entries && says === one.says);
    return { version: version.startsWith('v') ? `Node ${version}` : version, right: EXPECTED.filter(isRight).length, expected: EXPECTED.length, others: containers.filter(({ path: file }) => file !== 'src/pages.mjs').map(({ name }) => name) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

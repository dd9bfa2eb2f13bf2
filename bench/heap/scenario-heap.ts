import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { containersIn, mark, readSnapshot } from '../../heap/index.js';
import type { Fixture } from '../../fixtures/fixture.js';
import { compilerOptions } from '../../fixtures/transpile.js';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');

/** What a fixture's heap looks like at the end of its scenario. */
export interface ScenarioHeap {
  /** The folder with the program, its source, and the snapshot. */
  readonly folder: string;
  readonly snapshot: string;
  readonly source: string;
}

/** Drives the input or the output of a fixture through its scenario, and takes a snapshot while all that the scenario holds is held. */
export function heapOf(fixture: Fixture, which: 'input' | 'output', folder: string): ScenarioHeap {
  const { legacyDecorators } = fixture.expected;
  const program = which === 'input' ? fixture.input : (fixture.output ?? '');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const place = (from: string, name = path.basename(from)): string => {
    const to = path.join(folder, name.replace(/\.([cm]?)tsx?$/, '.$1js'));
    if (to === path.join(folder, name)) copyFileSync(from, to);
    else {
      copyFileSync(from, path.join(folder, name));
      const options = { ...compilerOptions({ legacyDecorators }), inlineSourceMap: true };
      writeFileSync(to, ts.transpileModule(readFileSync(from, 'utf8'), { fileName: name, compilerOptions: options }).outputText);
    }
    return to;
  };
  place(path.join(FIXTURES, 'collector.ts'));
  const child = place(path.join(FIXTURES, 'heap-child.ts'));
  for (const file of fixture.support) place(file);
  // Both are called `input`, as the scenario's types and the files around them have it.
  const source = path.basename(program).replace('output', 'input');
  const entry = place(program, source);
  const scenario = place(fixture.scenario ?? '');
  const snapshot = path.join(folder, `${which}.heapsnapshot`);
  execFileSync(process.execPath, ['--expose-gc', child, entry, scenario, snapshot], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return { folder, snapshot, source: path.join(folder, source) };
}

const OF_PROGRAMS: ReadonlySet<string> = new Set(['object', 'string', 'concatenated string', 'sliced string', 'number', 'symbol', 'bigint', 'array', 'regexp', 'closure']);

/**
 * Bytes of the objects, functions, texts and numbers that a program holds: without code, and without the containers that are rewritten and their tables, which a rewrite exchanges.
 *
 * @param names what the containers are called that are rewritten
 */
export async function bytesHeld(snapshot: string, names: readonly string[]): Promise<number> {
  const graph = await readSnapshot(snapshot);
  const own = new Set(containersIn(graph, { least: 0, leastEntries: 0 }).containers.filter(({ name }) => names.includes(name.split('.').at(-1) ?? name)).flatMap(({ tables }) => tables.map(({ node }) => node)));
  const marked = mark(graph, []);
  let bytes = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (marked[node] === 1 && OF_PROGRAMS.has(graph.type(node)) && !own.has(node)) bytes += graph.size(node);
  }
  return bytes;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { API, Options } from 'jscodeshift';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, type CodemodOptions } from './options.js';
import { planFile } from './plan.js';
import { makeTransform } from './transform.js';

const FIXTURE = path.join(import.meta.dirname, '../fixtures/document-cache-unpruned-suggestion');
const input = readFileSync(path.join(FIXTURE, 'input.ts'), 'utf8');
const output = readFileSync(path.join(FIXTURE, 'output.ts'), 'utf8');

const SUGGESTED: CodemodOptions = { ...DEFAULTS, grade: 'suggestion' };
const transform = makeTransform('prune-weakrefs');

function run(source: string, options: Options): { readonly output: unknown; readonly said: readonly string[]; readonly counted: readonly string[] } {
  const said: string[] = [];
  const counted: string[] = [];
  const api = { report: (message: string) => said.push(message), stats: (name: string) => counted.push(name) } as unknown as API;
  return { output: transform({ path: 'documents.ts', source }, api, options), said, counted };
}

function plannedBy(text: string, options: CodemodOptions): { readonly output: string; readonly fates: readonly unknown[] } {
  const plan = planFile({ path: 'documents.ts', text }, options);
  if (plan.outcome !== 'planned') throw new Error(plan.outcome);
  return { output: plan.output, fates: plan.containers.map(({ fate }) => fate) };
}

describe('prune-weakrefs', () => {
  it('adds the registry where suggestions are asked for', () => {
    expect(run(input, { grade: 'suggestion' })).toEqual({ output, said: [], counted: ['rewritten'] });
  });

  it('tells what it would assume where they are not', () => {
    expect(run(input, {})).toEqual({ output: undefined, said: ['documents.ts:8:19 suggestion nothing needs an entry whose object has died'], counted: ['suggestion'] });
  });

  it('has nothing to do in its own output', () => {
    expect(plannedBy(output, { ...SUGGESTED, certainty: 'possible' })).toEqual({ output, fates: [{ state: 'clean', because: 'released' }] });
  });

  it('keeps a byte order mark and Windows line ends', () => {
    const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect(plannedBy(windows(input), SUGGESTED).output).toBe(windows(output));
  });

  it('leaves other leaks to the codemods that were asked for', () => {
    const other = 'const boxes = new Map<Node, number>();\nexport function widen(node: Node): void { boxes.set(node, (boxes.get(node) ?? 0) + 1); }\n';
    expect(plannedBy(input + other, { ...SUGGESTED, only: ['map-to-weakmap'] }).output).toContain(input.slice(input.indexOf('const documents')));
    expect(plannedBy(input + other, { ...SUGGESTED, only: ['prune-weakrefs'] }).output).toContain(other);
  });

  it.each([
    ['the write', '  documents.set(uri,', '  // eslint-disable-next-line ephemeron/no-unpruned-weakref -- a test\n  documents.set(uri,'],
    ['the creation', 'const documents', '// eslint-disable-next-line ephemeron/no-unpruned-weakref -- a test\nconst documents'],
  ])('is stopped by a disable comment at %s', (_, before, after) => {
    const suppressed = input.replace(before, after);
    expect(plannedBy(suppressed, SUGGESTED)).toMatchObject({ output: suppressed, fates: [{ state: 'refused', code: 'suppressed' }] });
  });

  it.each([
    ['unknown-use', 'const refs: WeakRef<object>[] = [];\nexport const add = (target: object): void => void refs.push(new WeakRef(target));\n'],
    ['exported', 'export const refs = new Set<WeakRef<object>>();\nexport function add(target: object): void { refs.add(new WeakRef(target)); }\n'],
    ['iterated', 'const refs = new Set<WeakRef<object>>();\nexport function add(target: object): void { refs.add(new WeakRef(target)); }\nexport const all = () => [...refs];\n'],
    ['typed-elsewhere', 'const refs = new Set();\nexport function add(target: object): void { refs.add(new WeakRef(target)); }\n'],
    ['value-reaches-owner', 'export class Peer {\n  #refs = new Set();\n  join() { this.#refs.add(new WeakRef(this)); }\n}\n'],
  ])('refuses with %s', (code, text) => {
    expect(plannedBy(text, { ...SUGGESTED, certainty: 'possible' })).toMatchObject({ output: text, fates: [{ state: 'refused', code }] });
  });
});

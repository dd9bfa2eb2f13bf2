import { beforeEach, describe, expect, it, vi } from 'vitest';
import { analyze, type Container, type Edit } from '../analysis/index.js';
import { type CodemodOptions, DEFAULTS } from './options.js';
import { planFile } from './plan.js';

vi.mock(import('../analysis/index.js'), async (importOriginal) => ({ ...(await importOriginal()), analyze: vi.fn() }));

const OPTIONS: CodemodOptions = { ...DEFAULTS, grade: 'suggestion' };

/** Rewrites that depend on each other cannot be made to order from real programs: here the analysis is told what to find. */
beforeEach(() => void vi.mocked(analyze).mockReset());

const rewrite = (edits: readonly Edit[]): Container['rewrite'] => ({
  outcome: 'edits',
  codemod: 'map-to-weakmap',
  // Only the gate can make a proof, so that what is made up here is a suggestion.
  grade: 'suggestion',
  assumption: 'nothing stands against it',
  title: 'Use a `WeakMap`',
  edits,
});

/** A leaking container for each match, in order, with the edits given for it. */
function leaksAt(text: string, creation: RegExp, editsFor: (offset: number) => readonly Edit[]): Container[] {
  return Array.from(text.matchAll(creation), ({ index }) => ({
    kind: 'map',
    name: `at ${index}`,
    creation: { range: [index, index + 9] },
    finding: { leak: 'instance-keyed', certainty: 'proven', what: `leaks at ${index}`, why: '', advice: '', evidence: [] },
    home: { kind: 'module', label: 'module scope' },
    verdict: 'leaks',
    rewrite: rewrite(editsFor(index)),
  })) as unknown as Container[];
}

describe('passes', () => {
  it('leaves a rewrite that clashes with another to the next pass, and tells of the text as it was read', () => {
    vi.mocked(analyze).mockImplementation((source) => ({
      open: () => [],
      source,
      // Every container wants to write a word before the text, so that only one can have its way at a time.
      containers: leaksAt(source.text, /(?<!\/\/.*)new Map/g, (at) => [
        { range: [0, 0], text: `// ${at}\n` },
        { range: [at + 4, at + 7], text: 'WeakMap' },
      ]),
    }));

    expect(planFile({ path: 'a.js', text: 'a = new Map(),\n b = new Map();' }, OPTIONS)).toMatchObject({
      outcome: 'planned',
      output: '// 29\n// 4\na = new WeakMap(),\n b = new WeakMap();',
      containers: [
        { at: { line: 1, column: 5 }, finding: { what: 'leaks at 4', at: { line: 1, column: 5 } }, fate: { state: 'rewritten', codemod: 'map-to-weakmap', grade: 'suggestion' } },
        { at: { line: 2, column: 6 }, finding: { what: 'leaks at 20', at: { line: 2, column: 6 } }, fate: { state: 'rewritten', codemod: 'map-to-weakmap', grade: 'suggestion' } },
      ],
    });
  });

  it('accounts once for a container that is still seen when it is weak', () => {
    vi.mocked(analyze).mockImplementation((source) => ({
      open: () => [],
      source,
      containers: leaksAt(source.text, /new (Weak)?Map/g, (at) => [{ range: [at, at + 7], text: 'new WeakMap' }]).map((container) =>
        source.text.includes('Weak') ? { ...container, finding: undefined } : container,
      ),
    }));

    expect(planFile({ path: 'a.js', text: 'a = new Map();' }, OPTIONS)).toMatchObject({ containers: [{ fate: { state: 'rewritten' } }] });
  });

  it('gives a file up whose rewrite would not parse', () => {
    vi.mocked(analyze).mockImplementation((source) => ({
      open: () => [],
      source,
      containers: leaksAt(source.text, /new Map/g, (at) => [{ range: [at, at + 7], text: 'new (' }]),
    }));

    expect(planFile({ path: 'a.js', text: 'a = new Map();' }, OPTIONS)).toEqual({
      outcome: 'failed',
      message: expect.stringMatching(/^the rewrite would not parse \(1:\d+ .+\)$/) as string,
    });
  });

  it('gives a file up whose rewrites never end', () => {
    vi.mocked(analyze).mockImplementation((source) => ({
      open: () => [],
      source,
      containers: leaksAt(source.text, /new Map/g, (at) => [{ range: [at, at], text: ' ' }]),
    }));

    expect(planFile({ path: 'a.js', text: 'a = new Map();' }, OPTIONS)).toEqual({
      outcome: 'failed',
      message: 'the rewrite did not come to rest in 100 passes',
    });
  });

  it('gives a file up whose edits overlap', () => {
    vi.mocked(analyze).mockImplementation((source) => ({
      open: () => [],
      source,
      containers: leaksAt(source.text, /new Map/g, (at) => [
        { range: [at, at + 7], text: '' },
        { range: [at + 4, at + 7], text: '' },
      ]),
    }));

    expect(() => planFile({ path: 'a.js', text: 'a = new Map();' }, OPTIONS)).toThrow(RangeError);
  });
});

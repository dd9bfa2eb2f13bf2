import { describe, expect, it } from 'vitest';
import { DEFAULTS, type CodemodOptions } from './options.js';
import { planFile, type FilePlan } from './plan.js';
import { REFUSED as CLEARED, SAFE, SUGGESTION } from '../fixtures/samples.js';

const plan = (text: string, options: Partial<CodemodOptions> = {}, path = 'a.ts') => planFile({ path, text }, { ...DEFAULTS, ...options });

const outputOf = (result: FilePlan) => (result.outcome === 'planned' ? result.output : result);
const fatesIn = (result: FilePlan) => (result.outcome === 'planned' ? result.containers.map(({ fate }) => fate) : result);

describe('a plan', () => {
  it('does not parse a file that can hold no container', () => {
    expect(plan('let = ;')).toEqual({ outcome: 'skipped' });
  });

  it('tells where a file is no program', () => {
    expect(plan('new Map();\nlet a = ;')).toEqual({ outcome: 'unparsed', message: "Unexpected token ';'", at: { line: 2, column: 9 } });
  });

  it('applies what is safe', () => {
    const at = { line: 5, column: 18 };
    const what = '`outlines` keeps every `Page` used as a key alive';
    const why = '`outlineOf` adds entries, and nothing removes them';
    const evidence = ['keys are `Page`: `Page` (annotation)', 'it lives in module scope'];
    const key = { claim: 'keys', says: 'Every key is an object', grounds: [{ says: '`page: Page` is declared as an object', at: { line: 7, column: 27 }, axiom: 'annotations' }] };
    expect(plan(SAFE)).toEqual({
      outcome: 'planned',
      output: SAFE.replace('new Map', 'new WeakMap'),
      containers: [
        {
          kind: 'container',
          name: 'outlines',
          at,
          container: { type: 'map', home: { kind: 'module', label: 'module scope' }, verdict: 'leaks' },
          finding: {
            rule: 'ephemeron/no-instance-keyed-map',
            leak: 'instance-keyed',
            certainty: 'proven',
            doubts: [],
            at,
            to: { line: 5, column: 43 },
            message: `${what}. Use a \`WeakMap\`: \`new WeakMap<Page, string[]>()\`. [proven: ${[why, ...evidence].join('; ')}]`,
            what,
            why,
            advice: 'Use a `WeakMap`: `new WeakMap<Page, string[]>()`',
            evidence,
            labels: [{ says: 'added here', at: { line: 9, column: 3 }, to: { line: 9, column: 28 } }],
          },
          fate: { state: 'rewritten', codemod: 'map-to-weakmap', grade: 'safe', proof: expect.arrayContaining([key]) as unknown },
          rewrite: { title: 'Use a `WeakMap`', edits: [{ from: { line: 5, column: 22 }, to: { line: 5, column: 25 }, text: 'WeakMap' }] },
        },
      ],
    });
  });

  it('applies a suggestion only when asked, and else tells what it assumes', () => {
    expect(plan(SUGGESTION, {}, 'a.js')).toMatchObject({
      outcome: 'planned',
      output: SUGGESTION,
      containers: [
        {
          name: 'attached',
          at: { line: 1, column: 18 },
          fate: { state: 'suggestion', codemod: 'map-to-weakmap', assumption: expect.stringMatching(/\S/) as string },
        },
      ],
    });
    expect(outputOf(plan(SUGGESTION, { grade: 'suggestion' }, 'a.js'))).toBe(SUGGESTION.replace('Set', 'WeakSet'));
  });

  it('refuses what an overridable method of an exported class is given: a subclass elsewhere may list it', () => {
    const overridable = `\
export class Layout {
  readonly #boxes = new Map<Element, number>();

  widthOf(element: Element): number {
    if (!this.#boxes.has(element)) this.measure(this.#boxes, element);
    return this.#boxes.get(element) ?? 0;
  }

  measure(boxes: Map<Element, number>, element: Element): void {
    boxes.set(element, element.clientWidth);
  }
}
`;

    expect(fatesIn(plan(overridable, { certainty: 'possible' }))).toMatchObject([{ state: 'refused', code: 'escapes' }]);
    expect(fatesIn(plan(overridable.replace('  measure(', '  private measure('), { certainty: 'possible' }))).toMatchObject([{ state: 'suggestion' }]);
  });

  it('tells the place and the reason of a refusal', () => {
    expect(plan(CLEARED, { grade: 'suggestion', ownership: true })).toMatchObject({
      outcome: 'planned',
      output: CLEARED,
      containers: [
        {
          name: 'summaries',
          at: { line: 5, column: 19 },
          fate: { state: 'refused', code: 'cleared', reason: expect.stringMatching(/\S/) as string, at: { line: 14, column: 3 } },
        },
      ],
    });
  });

  it('counts a container that does not leak', () => {
    const text = 'const names = new Map<string, string>([["a", "b"]]);\nexport const of = (name: string) => names.get(name);';
    expect(fatesIn(plan(text))).toEqual([{ state: 'clean', because: 'unknown' }]);
  });

  it('keeps its hands off what a comment disables', () => {
    const text = SAFE.replace('const outlines', '// eslint-disable-next-line ephemeron/no-instance-keyed-map -- few\n$&');
    expect(plan(text)).toMatchObject({
      outcome: 'planned',
      output: text,
      containers: [
        {
          name: 'outlines',
          at: { line: 6, column: 18 },
          fate: { state: 'refused', code: 'suppressed', reason: 'a disable comment covers it', at: { line: 6, column: 18 } },
        },
      ],
    });
  });

  it('is not held up by comments on other rules', () => {
    const text = `/* eslint react/x: 2 */\n// eslint-disable-next-line foo/bar\n${SAFE}`;
    expect(outputOf(plan(text))).toBe(text.replace('new Map', 'new WeakMap'));
  });

  it.each([
    ['a home that is not looked at', { homes: ['static'] }],
    ['a name that is left alone', { ignorePattern: '^outlines$' }],
  ] as const)('takes no leak to be %s', (_, options) => {
    expect(fatesIn(plan(SAFE, options))).toEqual([{ state: 'clean', because: 'unasked' }]);
  });

  it('leaves the leaks of other codemods to them', () => {
    expect(fatesIn(plan(SAFE, { only: [] }))).toEqual([{ state: 'other' }]);
  });
});

describe('what a rewrite does not touch stays as it is, byte for byte', () => {
  it.each([
    ['CRLF', SAFE.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${SAFE}`],
    ['a hashbang', `#!/usr/bin/env node\n${SAFE}`],
    ['no final newline', SAFE.trimEnd()],
    ['a byte order mark, CRLF and no final newline', `\uFEFF${SAFE.trimEnd().replaceAll('\n', '\r\n')}`],
    ['blanks, tabs and comments', SAFE.replace('new Map<Page, string[]>()', 'new  Map /* a */ <\tPage,string[ ] > (  ) // b  ')],
    ['characters beyond the first plane', `// \u{1F5FA}\u2028${SAFE}`],
  ])('%s', (_, text) => {
    expect(outputOf(plan(text))).toBe(text.replace(/new( +)Map/, 'new$1WeakMap'));
  });
});

describe('a second run', () => {
  it.each([SAFE, SUGGESTION, CLEARED, SAFE + CLEARED])('changes nothing', (text) => {
    const path = text === SUGGESTION ? 'a.js' : 'a.ts';
    const first = outputOf(plan(text, { grade: 'suggestion' }, path)) as string;
    const second = plan(first, { grade: 'suggestion' }, path);
    expect(second.outcome === 'skipped' ? first : outputOf(second)).toBe(first);
  });
});

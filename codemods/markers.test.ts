import { describe, expect, it } from 'vitest';
import { SAFE } from '../fixtures/samples.js';
import { DEFAULTS } from './options.js';
import { planFile } from './plan.js';

const TODO = '// TODO(ephemeron): map-to-weakmap';
const CREATION = 'const outlines = new Map<Page, string[]>();';

/** What becomes of a text when each of its rewrites is put off. */
function marked(text: string): string {
  const plan = planFile({ path: 'a.ts', text }, DEFAULTS, { decide: () => 'mark' });
  if (plan.outcome !== 'planned') throw new Error(plan.outcome);
  expect(plan.containers.map(({ fate }) => fate.state)).toContain('declined');
  expect(plan.containers.map(({ fate }) => fate.state)).not.toContain('rewritten');
  return plan.output;
}

const having = (creation: string) => SAFE.replace(CREATION, () => creation);

describe('a mark for later', () => {
  it.each([
    ['above a statement', CREATION, `${TODO}\n${CREATION}`],
    ['above an export', `${CREATION}\nexport { Page as P };`, `${TODO}\n${CREATION}\nexport { Page as P };`],
    ['above the statement of a creation further down', 'const outlines =\n  new Map<Page, string[]>();', `${TODO}\nconst outlines =\n  new Map<Page, string[]>();`],
    [
      'above the comments that speak to tools of the next line',
      `/** Outlines. */\n// eslint-disable-next-line no-shadow\n${CREATION}`,
      `${TODO}\n/** Outlines. */\n// eslint-disable-next-line no-shadow\n${CREATION}`,
    ],
    ['below a comment of several lines', `/*\n * Outlines.\n */\n${CREATION}`, `/*\n * Outlines.\n */\n${TODO}\n${CREATION}`],
    ['below a comment that stands alone', `// Tables\n\n${CREATION}`, `// Tables\n\n${TODO}\n${CREATION}`],
    ['below what only looks like a comment', `export const t = \`\n// a\`;\n${CREATION}`, `export const t = \`\n// a\`;\n${TODO}\n${CREATION}`],
    ['below a comment behind code', `export let t = 1; // one\n${CREATION}`, `export let t = 1; // one\n${TODO}\n${CREATION}`],
    ['in the middle of a line', `export let t = 1; ${CREATION}`, `export let t = 1; /* TODO(ephemeron): map-to-weakmap */ ${CREATION}`],
    ['with the blanks of its line', `\t ${CREATION}`, `\t ${TODO}\n\t ${CREATION}`],
  ])('stands %s', (_, before, after) => {
    expect(marked(having(before))).toBe(having(after));
  });

  it('stands above a class member', () => {
    const text = `\
export class Page {
  title = '';
  static #outlines = new Map<Page, string[]>();

  static outlineOf(page: Page): string[] {
    if (!this.#outlines.has(page)) this.#outlines.set(page, []);
    return this.#outlines.get(page) ?? [];
  }
}
`;
    expect(marked(text)).toBe(text.replace('  static #', `  ${TODO}\n$&`));
  });

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['a hashbang', (text: string) => `#!/usr/bin/env node\n${text}`],
  ])('keeps %s', (_, dress) => {
    expect(marked(dress(SAFE))).toBe(dress(having(`${TODO}\n${CREATION}`)));
  });

  it.each([CREATION, `// one\n// two\n${CREATION}`, `export let t = 1; ${CREATION}`])('is never left twice: %j', (creation) => {
    const once = marked(having(creation));
    expect(marked(once)).toBe(once);
  });

  it('is left once for a statement that creates several containers', () => {
    const text = `\
export class Page {
  title = '';
}

const outlines = new Map<Page, string>(), summaries = new Map<Page, string>();

export function note(page: Page): void {
  outlines.set(page, page.title);
  summaries.set(page, page.title);
}

export const noteOf = (page: Page) => (outlines.get(page) ?? '') + (summaries.get(page) ?? '');
`;
    expect(marked(text)).toBe(text.replace('const outlines', `${TODO}\n$&`));
  });
});

describe('a decision', () => {
  const twice = SAFE + SAFE.replaceAll('Page', 'Book').replaceAll('outline', 'index');

  it('is taken on each container by its place in the text as it was given', () => {
    const asked: string[] = [];
    const plan = planFile({ path: 'a.ts', text: twice }, DEFAULTS, {
      decide: ({ name, at, fate }) => {
        asked.push(`${name} ${at.line}:${at.column} ${fate.state}`);
        return at.line === 5 ? 'mark' : 'rewrite';
      },
    });
    expect(plan).toMatchObject({
      output: twice.replace(CREATION, `${TODO}\n$&`).replace('indexs = new Map', 'indexs = new WeakMap'),
      containers: [
        { name: 'outlines', at: { line: 5, column: 18 }, fate: { state: 'declined', codemod: 'map-to-weakmap', grade: 'safe' } },
        { name: 'indexs', at: { line: 16, column: 16 }, fate: { state: 'rewritten', codemod: 'map-to-weakmap', grade: 'safe' } },
      ],
    });
    expect([...new Set(asked)]).toEqual(['outlines 5:18 rewritten', 'indexs 16:16 rewritten']);
  });

  it('against all leaves the text as it is', () => {
    expect(planFile({ path: 'a.ts', text: twice }, DEFAULTS, { decide: () => 'leave' })).toMatchObject({ output: twice });
  });
});

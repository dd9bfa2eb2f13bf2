import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { check } from './cli/check.js';
import { fix } from './cli/fix.js';
import { DEFAULTS } from './options.js';
import { planFile } from './plan.js';
import { makeTypedParse } from './typed-parse.js';

const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [] }, exclude: ['left-out.ts'] });
const PAGE = 'export class Page {\n  #title = "";\n  get title() {\n    return this.#title;\n  }\n}\n';

/** Nothing here says what a `Page` is. */
const OUTLINES = `\
import type { Page } from './page.js';

const outlines = new Map<Page, string[]>();

export function outlineOf(page: Page): string[] {
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;
const FIXED = OUTLINES.replace('new Map', 'new WeakMap');

/** The edits of the two containers clash in the line of their type, so that the second one waits for a second pass. */
const TWICE = `\
import type { Page } from './page.js';

const holders = { titles: new Map<Page, string>(), lines: new Map<Page, number>() };

export function titleOf(page: Page): string {
  const title = holders.titles.get(page) ?? page.title;
  holders.titles.set(page, title);
  return title;
}

export function linesOf(page: Page): number {
  const lines = holders.lines.get(page) ?? page.title.length;
  holders.lines.set(page, lines);
  return lines;
}
`;

function project(files: Readonly<Record<string, string>>): string {
  return temporaryFolder({ 'tsconfig.json': TSCONFIG, 'package.json': '{ "type": "module" }', 'page.ts': PAGE, ...files });
}

function planIn(folder: string, path: string) {
  const file = { path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') };
  const parse = makeTypedParse('/');
  const [untyped, typed] = [planFile(file, DEFAULTS), planFile(file, DEFAULTS, { parse })].map((plan) => {
    if (plan.outcome !== 'planned') throw new Error(plan.outcome);
    return plan;
  });
  return { untyped: untyped?.output, typed: typed?.output };
}

describe('a file that is planned with types', () => {
  it('is rewritten where only the type of an import proves the keys', () => {
    expect(planIn(project({ 'a.ts': OUTLINES }), 'a.ts')).toEqual({ untyped: OUTLINES, typed: FIXED });
  });

  it('keeps a byte order mark', () => {
    expect(planIn(project({ 'a.ts': `\uFEFF${OUTLINES}` }), 'a.ts')).toEqual({ untyped: `\uFEFF${OUTLINES}`, typed: `\uFEFF${FIXED}` });
  });

  it('is read with types again after each pass', () => {
    const folder = project({ 'a.ts': TWICE });
    expect(planIn(folder, 'a.ts')).toEqual({ untyped: TWICE, typed: TWICE.replaceAll('new Map', 'new WeakMap') });
    const parse = makeTypedParse('/');
    // The text on the disk is another by then.
    expect(parse(join(folder, 'a.ts'), FIXED).parserServices?.program?.getSourceFile(join(folder, 'a.ts'))?.text).toBe(FIXED);
  });

  it.each([
    ['which its tsconfig.json leaves out', { 'left-out.ts': OUTLINES }, 'left-out.ts'],
    ['with another tsconfig.json nearer by, which leaves it out', { 'sub/tsconfig.json': '{ "files": [] }', 'sub/a.ts': OUTLINES }, 'sub/a.ts'],
    ['of JavaScript, which the program does not take', { 'a.js': OUTLINES.replace(/^import.*\n/, '').replaceAll(/: Page|<Page, string\[\]>|: string\[\]/g, '') }, 'a.js'],
  ])('is planned without them %s', (_, files, path) => {
    const { untyped, typed } = planIn(project(files), path);
    expect(typed).toBe(untyped);
  });

  it('says where it does not parse', () => {
    const folder = project({ 'a.ts': 'const a = new Map(;' });
    expect(planFile({ path: join(folder, 'a.ts'), text: 'const a = new Map(;' }, DEFAULTS, { parse: makeTypedParse('/') })).toMatchObject({
      outcome: 'unparsed',
      at: { line: 1, column: 19 },
    });
  });

  it('is parsed without types where there is no tsconfig.json', () => {
    const folder = temporaryFolder({ 'a.ts': OUTLINES });
    expect(makeTypedParse('/')(join(folder, 'a.ts'), OUTLINES).parserServices).toBeUndefined();
  });
});

describe('`check --types` and `fix --types`', () => {
  it.each([false, true])('promise the same, and keep it; types: %s', async (types) => {
    const folder = project({ 'a.ts': OUTLINES, 'b.ts': TWICE, 'left-out.ts': OUTLINES });
    mkdirSync(join(folder, 'plain'));
    writeFileSync(join(folder, 'plain/a.ts'), OUTLINES.replace('./page.js', '../page.js'));

    const checked = await run((terminal) => check(['.'], { preset: 'recommended', types }, folder, terminal));
    const dry = await run((terminal) => fix(['.'], { dry: true, types }, folder, terminal));
    const fixed = await run((terminal) => fix(['.'], { types }, folder, terminal));

    const rewritten = types ? ['4'] : [];
    const countIn = (lines: readonly string[], what: RegExp): readonly (string | undefined)[] => lines.flatMap((line) => { const found = what.exec(line); return found ? [found[1]] : []; });
    expect(countIn(checked, /^ {2}(\d+) can be rewritten/)).toEqual(rewritten);
    expect(countIn(dry, /^ {2}(\d+) would be rewritten/)).toEqual(rewritten);
    expect(countIn(fixed, /^ {2}(\d+) rewritten/)).toEqual(rewritten);
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(types ? FIXED : OUTLINES);
  });
});

async function run(command: (terminal: Parameters<typeof check>[3]) => Promise<number>): Promise<string[]> {
  const lines: string[] = [];
  await command({
    colors: picocolors.createColors(false),
    columns: 80,
    print: (line) => void lines.push(line),
    complain: (problem) => void lines.push(`${problem.path}: ${problem.message}`),
  });
  return lines;
}

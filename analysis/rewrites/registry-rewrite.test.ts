import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../codemods/edits.js';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../index.js';

describe('the text beside the container', () => {
  it('comes behind the statement and the comment behind it, apart from what follows', () => {
    const output = rewritten(`
const titles = new Map(); // by page
const other = 1;
${USES}`);

    expect(output).toContain('const titles = new Map(); // by page\nconst titlesOwners = new Map();\n');
    expect(output).toContain('}\n\nconst other = 1;\n');
  });

  it('keeps line ends, indentation and the want of semicolons', () => {
    const output = rewritten(`
(function () {
\tvar titles = new Map()
\tlet lastId = 0
\tclass Page { id = ++lastId }
\twindow.put = function (title) { var page = new Page(); titles.set(page.id, [title]); return page }
\tfunction get(id) { return titles.get(id) }
\twindow.get = function (page) { return get(page.id) }
})()
`.replaceAll('\n', '\r\n'));

    expect(output).not.toMatch(/[^\r]\n/);
    expect(output).not.toMatch(/;\r/);
    expect(output).toContain('\r\n\tfunction liveTitles(id) {\r\n\t\tconst held');
  });

  it('gives names that nothing else has', () => {
    const output = rewritten(`const titles = new Map();\nconst ownTitles = 1;\n${USES}`);

    expect(output).toContain('const titlesOwners2 = new Map();');
    expect(output).toContain('titles.set(ownTitles2(page.id, page), [title]);');
    expect(output).toContain('const ownTitles = 1;');
  });

  it('writes types in typed files only', () => {
    expect(rewritten(`const titles = new Map();\n${USES}`)).not.toMatch(/WeakRef</);
    expect(rewritten(TYPED)).toContain('const titlesOwners = new Map<number, WeakRef<Page>>();');
  });

  it('takes the type of the ids from an alias, and from what an index signature lets in', () => {
    const aliased = TYPED.replace('new Map<number, string[]>()', 'new Map() as Titles').replace('const titles', 'type Titles = Map<number, string[]>;\nconst titles');
    const record = TYPED.replace('new Map<number, string[]>()', '{}').replace('const titles', 'const titles: Record<string, string[]>').replace('titles.set(page.id, [title])', 'titles[page.id] = [title]').replace('titles.get(id)', 'titles[id]');

    expect(rewritten(aliased)).toContain('function liveTitles(id: number): number {');
    expect(rewritten(record)).toContain('function liveTitles(id: string | number): string | number {');
  });

  it('goes where the declaration is when the constructor makes the container', () => {
    const output = rewritten(`
export class Titles {
  #titles;
  constructor() { this.#titles = new Map(); }
  put(title) { const page = new Page(); this.#titles.set(page.id, [title]); return page; }
  get(page) { return this.#under(page.id); }
  #under(id) { return this.#titles.get(id); }
}
export const titles = new Titles();
${PAGE}`);

    expect(output).toContain('  #titles;\n  #titlesOwners = new Map();\n');
    expect(output).toContain('this.#titles.set(this.#ownTitles(page.id, page), [title]);');
  });
});

describe('the uses', () => {
  it.each([
    ['titles.set(page.id, [title])', 'titles.set(ownTitles(page.id, page), [title])'],
    ['titles.set(page.id, 1).set(page.id, 2)', 'titles.set(ownTitles(page.id, page), 1).set(ownTitles(page.id, page), 2)'],
    ['titles.delete(page.id); titles.set(page.id, 1)', 'titles.delete(disownTitles(page.id)); titles.set(ownTitles(page.id, page), 1)'],
    ['use(titles.delete(page.id)); titles.set(page.id, 1)', 'use(titles.delete(disownTitles(liveTitles(page.id)))); titles.set(ownTitles(page.id, page), 1)'],
    ['if (titles.has(titles.get(page.id))) return', 'if (titles.has(liveTitles(titles.get(liveTitles(page.id))))) return'],
    ['for (const one of titles) use(one)', 'for (const one of pruneTitles()) use(one)'],
    ['use(titles.size)', 'use(pruneTitles().size)'],
    ['use(Array.from(titles.keys()))', 'use(Array.from(pruneTitles().keys()))'],
  ])('%s', (before, after) => {
    expect(rewritten(`const titles = new Map();\n${USES}\nexport function more(title) {\n  const page = new Page();\n  ${before};\n}\n`)).toContain(`  ${after};\n`);
  });

  it('clears through the references', () => {
    const output = rewritten(`const titles = new Map();\n${USES}\nexport function resetForTests() { titles.clear(); }\n`);

    expect(output).toContain('export function resetForTests() { clearTitles(); }');
    expect(output).toContain('for (const ref of titlesOwners.values()) titlesRegistry.unregister(ref);');
  });

  it.each([
    ['titles[page.id] = title', 'titles[ownTitles(page.id, page)] = title'],
    ['(titles[page.id] ??= []).push(title)', '(titles[ownTitles(page.id, page)] ??= []).push(title)'],
    ['delete titles[page.id]; titles[page.id] = 1', 'delete titles[disownTitles(page.id)]; titles[ownTitles(page.id, page)] = 1'],
    ['if (page.id in titles) return', 'if (liveTitles(page.id) in titles) return'],
    ['for (const id in titles) use(id)', 'for (const id in pruneTitles()) use(id)'],
  ])('of a plain object: %s', (before, after) => {
    const source = `const titles = {};\n${PAGE}export function put(title) { const page = new Page(); titles[page.id] = [title]; return page; }\nfunction get(id) { return titles[id]; }\nexport function titlesOf(page) { return get(page.id); }\nexport function more(title) {\n  const page = new Page();\n  ${before};\n}\n`;

    expect(rewritten(source)).toContain(`  ${after};\n`);
  });
});

describe('refusals', () => {
  it.each([
    ['a key without an owner', 'titles.set(++last, page)', 'no-owner', '++last'],
    ['an owner that is not in a variable', 'titles.set(list[id].id, 1)', 'no-owner', 'list[id].id'],
    ['an owner that may be missing', 'titles.set(page?.id, 1)', 'nullable-key', 'page?.id'],
    ['a variable that has another owner by now', 'const key = page.id; page = page.next; titles.set(key, 1)', 'no-owner', 'key'],
    ['another `this`', 'const key = this.id; list.forEach(function () { titles.set(key, 1); })', 'no-owner', 'key'],
    ['another variable of that name', 'const key = page.id; list.forEach((page) => { titles.set(key, page.title); })', 'no-owner', 'key'],
    ['a value that is waited for', 'titles.set(page.id, await load())', 'unknown-use', 'await load()'],
    ['a value with the owner in it', 'titles.set(page.id, { page })', 'value-reaches-owner', 'page'],
    ['a variable with the owner in it', 'const entry = []; entry.push(page); titles.set(page.id, entry)', 'value-reaches-owner', 'page'],
    ['a function that sees the owner', 'titles.set(page.id, () => page.name)', 'value-reaches-owner', '() => page.name'],
    ['a function beside one that sees the owner', 'on(() => page.close()); titles.set(page.id, () => 1)', 'value-reaches-owner', '() => 1'],
    ['a lookup by an id that is not shown to be made for one object', 'titles.set(page.id, 1)', 'transient-owner', 'id'],
    ['a container passed on', 'titles.set(page.id, 1); publish(titles)', 'escapes', 'publish(titles)'],
  ])('%s', (_, statements, code, at) => {
    const source = `const titles = new Map();\nexport function get(id) { return titles.get(id); }\nexport async function put(page, id, list) { ${statements}; }\nlet last = 0;\n`;

    expect(refusal(source)).toEqual({ code, at });
  });

  it('allows a callback that is called on the spot', () => {
    const source = `const titles = new Map();\nfunction get(id) { return titles.get(id); }\nexport function titlesOf(page) { return get(page.id); }\n${PAGE}export function put() { const page = new Page(); titles.set(page.id, page.lines.map((line) => line + page.margin)); return page; }\n`;

    expect(rewritten(source)).toContain('ownTitles(page.id, page)');
  });

  it('does not guess what stands between the container and the code behind it', () => {
    expect(refusal(`const titles = new Map(), first = start();\nfunction start() { return 1; }\n${USES}`)).toMatchObject({ code: 'unknown-use' });
  });

  it('keeps out of a scope that holds the owner', () => {
    const source = `export function open(page) {\n  const titles = new Map();\n  return {\n    put(other, title) { titles.set(other.id, title); titles.set(page.id, title); },\n    get: (id) => titles.get(id),\n  };\n}\n`;

    expect(refusal(source)).toMatchObject({ code: 'value-reaches-owner', at: 'page' });
  });
});

describe('instances', () => {
  const FIND = 'export function find(id) { return pages.get(id); }\n';
  const of = (register: string, rest = FIND): string => `const pages = new Map();\n${register}\n${rest}`;

  it('names the other owners that it sees', () => {
    expect(plan(of('export function register(page) { pages.set(page.id, page); }'))).toMatchObject({
      grade: 'ownership',
      assumption: expect.stringContaining('the callers of `register`') as string,
    });
    expect(plan(of('const open = [];\nexport function close() { open.pop(); }\nexport function make() { const page = new Page(); open.push(page); pages.set(page.id, page); }'))).toMatchObject({
      grade: 'ownership',
      assumption: expect.stringContaining('`open`') as string,
    });
  });

  it('refuses where it sees none', () => {
    expect(refusal(of('export function make() { const page = new Page(); pages.set(page.id, page); return page.id; }'))).toMatchObject({ code: 'only-owner' });
  });

  it.each([
    ['return pages.get(id)', 'return pages.get(id)?.deref()'],
    ['return pages.get(id)?.title', 'return pages.get(id)?.deref()?.title'],
    ['return pages.has(id)', 'return pages.get(id)?.deref() !== undefined'],
    ['if (!pages.has(id)) return 1', 'if (pages.get(id)?.deref() === undefined) return 1'],
    ['const page = pages.get(id); if (page) return page.title', 'const page = pages.get(id)?.deref(); if (page) return page.title'],
    ['for (const page of pages.values()) page.draw()', 'for (const page of livePages()) page.draw()'],
    ['return pages.size', 'return prunePages().size'],
  ])('%s', (before, after) => {
    expect(rewritten(of('export function register(page) { pages.set(page.id, page); }', `${FIND}export function use(id) { ${before}; }`))).toContain(`{ ${after}; }`);
  });

  it.each(['return pages.get(id).title', 'const page = pages.get(id); return page.title', 'pages.forEach((page) => page.draw())'])('refuses %s', (use) => {
    expect(plan(of('export function register(page) { pages.set(page.id, page); }', `${FIND}export function use(id) { ${use}; }`))).toMatchObject({ outcome: 'refusal' });
  });
});

/** Each id is made for one object. */
const PAGE = `let lastId = 0;
class Page { id = ++lastId; }
`;

const USES = `${PAGE}export function put(title) { const page = new Page(); titles.set(page.id, [title]); return page; }
function get(id) { return titles.get(id); }
export function titlesOf(page) { return get(page.id); }
`;

const TYPED = `
let lastId = 0;
export class Page { readonly id = ++lastId; }
const titles = new Map<number, string[]>();
export function put(page: Page, title: string): void { titles.set(page.id, [title]); }
function get(id: number): string[] | undefined { return titles.get(id); }
export function titlesOf(page: Page): string[] | undefined { return get(page.id); }
`;

function plan(text: string) {
  const source = parseSource(text.includes(': Page') ? 'a.ts' : 'a.js', text);
  const [container] = analyze(source).containers.filter(({ finding }) => finding?.leak === 'id-keyed');
  if (!container) throw new Error('nothing is found');
  return container.rewrite;
}

function rewritten(text: string): string {
  const rewrite = plan(text);
  if (rewrite.outcome !== 'edits') throw new Error(JSON.stringify({ ...rewrite, node: undefined }));
  expect(rewrite.codemod).toBe('id-map-to-finalization-registry');
  return applyEdits(text, rewrite.edits);
}

function refusal(text: string): { code: string; at: string } {
  const rewrite = plan(text);
  if (rewrite.outcome !== 'refusal') throw new Error(`a rewrite: ${rewrite.outcome}`);
  return { code: rewrite.code, at: text.slice(...rewrite.node.range) };
}

import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../findings/analyze.js';

/** What is said of the first container of a program: what its keys are, how certain its finding is, and how it is rewritten. */
function answer(program: string, path = 'a.mts'): { sort: string; certainty: string; grade: string } {
  const [container] = analyze(parseSource(path, program)).containers;
  if (!container) throw new Error('no container');
  const { keys, finding, rewrite } = container;
  return { sort: keys().sort, certainty: finding?.certainty ?? 'silent', grade: rewrite.outcome === 'edits' ? rewrite.grade : rewrite.outcome };
}

const PAGE = 'export class Page { url = ""; go(): void {} }\n';

describe('keys that a wrapper is handed', () => {
  const wrapper = `class Cache<K, V> {
    readonly #entries = new Map<K, V>();
    get(key: K): V | undefined { return this.#entries.get(key); }
    set(key: K, value: V): void { this.#entries.set(key, value); }
  }\n`;

  it.each([
    ['of one object of a generic class', 'const visits = new Cache<Page, number>();\nexport function visit(page: Page) { visits.set(page, (visits.get(page) ?? 0) + 1); }'],
    ['under another name of it', 'const visits = new Cache<Page, number>();\nexport function visit(page: Page) { const counts = visits; counts.set(page, (counts.get(page) ?? 0) + 1); }'],
    ['by a method that is taken out and bound', 'const visits = new Cache<Page, number>();\nconst put = visits.set.bind(visits);\nexport function visit(page: Page) { put(page, (visits.get(page) ?? 0) + 1); }'],
    ['of one object, while another is for strings', 'const visits = new Cache<Page, number>();\nconst titles = new Cache<string, string>();\nexport function visit(page: Page, title: string) { visits.set(page, 1); titles.set(title, title); return [visits.get(page), titles.get(title)]; }'],
  ])('%s are read from its callers', (_, program) => {
    expect(answer(PAGE + wrapper + program).certainty).toMatch(/likely|proven/);
  });

  it.each([
    ['strings for all objects of it', 'const titles = new Cache<string, string>();\nexport function title(name: string) { titles.set(name, name); return titles.get(name); }', 'silent'],
    ['whatever comes, where it is exported', 'export { Cache };', 'possible'],
  ])('are %s', (_, program, certainty) => {
    expect(answer(PAGE + wrapper + program).certainty).not.toMatch(certainty === 'silent' ? /likely|proven/ : /likely|proven|silent/);
  });
});

describe('an id that a caller reads off its object', () => {
  it.each([
    ['without types', 'a.mjs', 'class Catalog { nodes = new Map(); join(node) { this.add(node.id, { node }); } add(id, entry) { this.nodes.set(id, entry); } get(id) { return this.nodes.get(id); } }\nexport const catalog = new Catalog();'],
    ['declared as a string', 'a.mts', 'interface Entry { id: string }\nclass Catalog { nodes = new Map<string, Entry>(); join(entry: Entry) { this.add(entry.id, entry); } add(id: string, entry: Entry) { this.nodes.set(id, entry); } get(id: string) { return this.nodes.get(id); } }\nexport const catalog = new Catalog();'],
    ['handed on twice', 'a.mjs', 'class Catalog { nodes = new Map(); join(node) { this.add(node.id, { node }); } add(id, entry) { this.put(id, entry); } put(id, entry) { this.nodes.set(id, entry); } get(id) { return this.nodes.get(id); } }\nexport const catalog = new Catalog();'],
    ['in a function of the module', 'a.mjs', 'const nodes = new Map();\nfunction add(id, entry) { nodes.set(id, entry); }\nexport function join(node) { add(node.id, { node }); }\nexport const get = (id) => nodes.get(id);'],
    ['beside a fixed one', 'a.mjs', "const nodes = new Map();\nfunction add(id, entry) { nodes.set(id, entry); }\nadd('root', {});\nexport function join(node) { add(node.id, { node }); }\nexport const get = (id) => nodes.get(id);"],
  ])('is an id: %s', (_, path, program) => {
    expect(answer(program, path).certainty).not.toBe('silent');
  });

  it('is none where callers pass names', () => {
    expect(answer("const nodes = new Map();\nfunction add(name, entry) { nodes.set(name, entry); }\nadd('root', {});\nexport function join(node) { add(node.name, { node }); }\nexport const get = (name) => nodes.get(name);", 'a.mjs').certainty).toBe('silent');
  });
});

describe('a key out of an object of options', () => {
  const call = (declared: string, passed: string): string => `${PAGE}const visits = new Map<Page, number>();
    function put(${declared}): void { map.set(page, 1); }
    export function visit(page: Page): number { if (!visits.has(page)) put(${passed}); return visits.get(page)!; }`;

  it.each([
    ['by the same name', '{ map, page }: { map: Map<Page, number>; page: Page }', '{ map: visits, page }'],
    ['by another name', '{ into: map, of: page }: { into: Map<Page, number>; of: Page }', '{ into: visits, of: page }'],
    ['in another order', '{ page, map }: { map: Map<Page, number>; page: Page }', '{ page: page, map: visits }'],
  ])('is what all callers write down: %s', (_, declared, passed) => {
    expect(answer(call(declared, passed))).toEqual({ sort: 'object', certainty: 'proven', grade: 'safe' });
  });

  it.each([
    ['a default stands in for it', '{ map, page = 1 as never }: { map: Map<Page, number>; page?: Page }', '{ map: visits, page }'],
    ['a spread may replace it', '{ map, page }: { map: Map<Page, number>; page: Page }', '{ map: visits, page, ...JSON.parse("{}") }'],
    ['it is a getter', '{ map, page }: { map: Map<Page, number>; page: Page }', '{ map: visits, get page() { return 1 as never; } }'],
    ['a cast hides what it is', '{ map, page }: { map: Map<Page, number>; page: Page }', '{ map: visits, page: "a" as never }'],
  ])('is not proven where %s', (_, declared, passed) => {
    expect(answer(call(declared, passed)).grade).not.toBe('safe');
  });
});

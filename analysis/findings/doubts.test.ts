import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { projectAround } from '../../codemods/project/files.js';
import { modelFor } from '../../codemods/project-model.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { decisiveOf, DOUBTS, type DoubtId } from './doubts.js';
import { analyze, type Container, type FileModel } from '../index.js';

/** A program of which a doubt, and no other, decides how certain it is that its first container leaks. */
const PROGRAMS: Readonly<Record<Exclude<DoubtId, 'made-for-a-call' | 'filled-at-load'>, string>> = {
  'no-object-keys': `
    const sizes = new Map<string, number>();
    export const resize = (name: string) => { sizes.set(name, (sizes.get(name) ?? 0) + 1); };`,
  'set-of-functions': `
    const hooks = new Set<() => void>();
    export function on(hook: () => void) { if (!hooks.has(hook)) hooks.add(hook); }`,
  'own-keys': `
    export class Tree {
      readonly root = {};
      readonly #marks = new Map<object, number>();
      mark() { this.#marks.set(this.root, (this.#marks.get(this.root) ?? 0) + 1); }
    }`,
  'own-table': `
    export function boxesOf(page) {
      const boxes = page._boxes || (page._boxes = {});
      return boxes[page.id] || (boxes[page.id] = page.measure());
    }`,
  'own-list': `
    export class Loader {
      readonly #assets = new Set<object>();
      add(path: string, asset: object) { if (!this.#assets.has(asset)) this.#assets.add(asset); }
      count() { return this.#assets.size; }
    }`,
  'made-at-load': `
    class Theme { #colour; constructor(colour: string) { this.#colour = colour; } get colour() { return this.#colour; } }
    export const THEMES = { light: new Theme('white'), dark: new Theme('black') };
    const sheets = new Map<Theme, string>();
    export function sheetOf(theme: Theme) {
      if (!sheets.has(theme)) sheets.set(theme, theme.colour);
      return sheets.get(theme);
    }`,
  'set-up-by-project': `
    class Theme { constructor(readonly colour: string) {} }
    export const THEMES = { light: new Theme('white'), dark: new Theme('black') };
    const sheets = new Map<Theme, string>();
    export function sheetOf(theme: Theme) {
      if (!sheets.has(theme)) sheets.set(theme, theme.colour);
      return sheets.get(theme);
    }`,
  'replaced-owner': `
    class Checker {
      #types = new Map<object, string>();
      typeOf(node: object) { this.#types.set(node, this.#types.get(node) ?? String(node)); return this.#types.get(node); }
    }
    class Program {
      #checker = new Checker();
      edit() { this.#checker = new Checker(); }
      typeOf(node: object) { return this.#checker.typeOf(node); }
    }
    export const program = new Program();`,
  'not-strings': `
    const hooks = new Set();
    export function once(hook) { if (!hooks.has(hook)) hooks.add(hook); }`,
  'passing-home': `
    export class Request {
      #parts = new Map<string, string>();
      part(id: string) { if (!this.#parts.has(id)) this.#parts.set(id, id.trim()); return this.#parts.get(id); }
    }`,
  'taken-from': `
    const names = new Map<string, string>();
    export function rename(id: string, name: string, formerId: string) { if (names.get(id) !== name) names.set(id, name); names.delete(formerId); }`,
  measured: `
    const names = new Map<string, string>();
    export function nameOf(id: string) { if (names.size < 100 && !names.has(id)) names.set(id, id.trim()); return names.get(id); }`,
  'fixed-strings': `
    const counts = new Map<string, number>();
    function count(id: string) { counts.set(id, (counts.get(id) ?? 0) + 1); }
    export const opened = () => count('open');`,
  registry: `
    const commands = new Map<string, () => void>();
    export function commandOf(id: string, make: () => () => void) { if (!commands.has(id)) commands.set(id, make()); return commands.get(id); }`,
  'strings-out-of-sight': `
    import { watch } from 'caches';
    const names = new Map<string, string>();
    watch(names);
    export function nameOf(id: string) { if (!names.has(id)) names.set(id, id.trim()); return names.get(id); }`,
  'put-in-by-name': `
    const notes = new Map<string, string>();
    export function keep(id: string, note: string) { notes.set(id, note); }
    export const noteOf = (id: string) => notes.get(id);`,
  'few-strings': `
    const names = new Map<string, string>();
    export function nameOf(locale: string) { if (!names.has(locale)) names.set(locale, locale.trim()); return names.get(locale); }`,
  'keys-alone': `
    const seen = new Set<string>();
    export function isNew(id: string) { const isKnown = seen.has(id); seen.add(id); return !isKnown; }`,
  'number-unknown': `
    const names = new Map<string, string>();
    export function nameOf(id: string) { if (!names.has(id)) names.set(id, id.trim()); return names.get(id); }`,
  'likely-key': `
    const sizes = new Map();
    export function sizeOf(page) {
      if (!sizes.has(page)) sizes.set(page, page.body?.childNodes.length);
      return sizes.get(page);
    }`,
  'possible-key': `
    import type { Page } from 'pages';
    const sizes = new Map<Page, number>();
    export const count = (page: Page) => { sizes.set(page, (sizes.get(page) ?? 0) + 1); };`,
  'imported-constructor': `
    import Map from './shim/Map.js';
    const sizes = new Map<object, number>();
    export const count = (page: object) => { sizes.set(page, (sizes.get(page) ?? 0) + 1); };`,
  'class-keys': `
    class Page {}
    const names = new Map<typeof Page, string>();
    export function nameOf(type: typeof Page) {
      if (!names.has(type)) names.set(type, type.name);
      return names.get(type);
    }`,
  'primitive-keys': `
    const boxes = new Map<string | Element, DOMRect>();
    export function boxOf(target: string | Element) {
      if (!boxes.has(target)) boxes.set(target, new DOMRect());
      return boxes.get(target);
    }`,
  'key-again': `
    const pages = new Map<string, WeakRef<object>>();
    export const open = (url: string, page: object) => { pages.set(url, new WeakRef(page)); };
    export const pageAt = (url: string) => pages.get(url)?.deref();`,
  'useful-record': `
    const observers: { owner: WeakRef<object>; size: number }[] = [];
    export const observe = (owner: object, size: number) => observers.push({ owner: new WeakRef(owner), size });
    export const widest = () => observers.find(({ owner }) => owner.deref());`,
  'useful-entry': `
    const pages = new Map<string, { page: WeakRef<object>; size: number }>();
    export const open = (url: string, page: object, size: number) => { pages.set(url, { page: new WeakRef(page), size }); };
    export const sizeAt = (url: string) => pages.get(url)?.size;`,
  'in-weak-container': `
    const boxes = new WeakMap<Document, Map<Element, DOMRect>>();
    export function boxOf(document: Document, element: Element) {
      let known = boxes.get(document);
      if (!known) boxes.set(document, (known = new Map()));
      if (!known.has(element)) known.set(element, element.getBoundingClientRect());
      return known.get(element);
    }`,
  'foreign-id': `
    interface Order { readonly customerId: string }
    const totals = new Map<string, number>();
    export const add = (order: Order) => { totals.set(order.customerId, (totals.get(order.customerId) ?? 0) + 1); };`,
  'part-of-shared-key': `
    interface Theme { readonly id: string; readonly colors: readonly string[] }
    const styles = new Map<string, string>();
    export function styleOf(theme: Theme, mode: string) {
      const key = \`\${theme.id}:\${mode}\`;
      styles.set(key, styles.get(key) ?? theme.colors.join());
      return styles.get(key);
    }`,
  'part-of-key': `
    const scores = new Map<number, number>();
    const players: object[] = [];
    export const join = (player: object) => { players.push(player); };
    export function score(player: object) {
      const position = players.indexOf(player);
      scores.set(position, (scores.get(position) ?? 0) + 1);
    }`,
  store: `
    let last = 0;
    class Page { readonly id = ++last; }
    const pages = new Map<number, Page>();
    export const put = (page: Page) => { pages.set(page.id, page); };
    export const pageOf = (id: number) => pages.get(id);`,
  'hung-field': `
    export function boxesOf(definition, page) {
      const boxes = definition._boxes || (definition._boxes = {});
      return boxes[page.id] || (boxes[page.id] = definition.measure(page));
    }`,
  'field-of-function': `
    function Panel() { this.sizes = new Map(); }
    Panel.prototype.sizeOf = function (element) {
      if (!this.sizes.has(element)) this.sizes.set(element, element.getBoundingClientRect());
      return this.sizes.get(element);
    };`,
  field: `
    export class Cache {
      readonly #sizes = new Map<object, number>();
      add(size: number, page: object) { this.#sizes.set(page, (this.#sizes.get(page) ?? 0) + size); }
    }`,
  'field-of-references': `
    export class Channel {
      readonly #listeners = new Set<WeakRef<EventTarget>>();
      subscribe(listener: EventTarget) { this.#listeners.add(new WeakRef(listener)); }
      notify() { for (const ref of this.#listeners) ref.deref()?.dispatchEvent(new Event('change')); }
    }`,
  'made-for-an-event': `
    export function watch(server: EventTarget) {
      server.addEventListener('connect', ({ target }) => {
        const seen = new Set<Event>();
        target?.addEventListener('message', (event) => { if (!seen.has(event)) seen.add(event); });
      });
    }`,
  'registered-callback': `
    export function watch(target: EventTarget) {
      const seen = new Set<Event>();
      target.addEventListener('change', (event) => { if (!seen.has(event)) seen.add(event); });
    }`,
  traversal: `
    export const rule = {
      create(): object {
        const checked = new Set<object>();
        return { Identifier(node: object) { if (!checked.has(node)) checked.add(node); } };
      },
    };`,
  'public-field': `
    class Pages {
      sizes = new Map<object, number>();
      count(page: object) { this.sizes.set(page, (this.sizes.get(page) ?? 0) + 1); }
    }
    export const pages = new Pages();`,
  'other-scripts': `
    globalThis.sizes = new Map<object, number>();
    export const count = (page: object) => { globalThis.sizes.set(page, (globalThis.sizes.get(page) ?? 0) + 1); };`,
  'other-files': `
    export const sizes = new Map<object, number>();
    export const count = (page: object) => { sizes.set(page, (sizes.get(page) ?? 0) + 1); };`,
  'released-by-writer': `
    const running = new Map<object, number>();
    export function load(page: object) {
      running.set(page, (running.get(page) ?? 0) + 1);
      try { work(page); } catch { running.delete(page); }
    }`,
  'released-by-another': `
    const running = new Map<Promise<void>, number>();
    export function track(job: Promise<void>) {
      running.set(job, (running.get(job) ?? 0) + 1);
      watch(job, () => running.delete(job));
    }`,
  'pruned-sometimes': `
    let last = 0;
    class Page { readonly id = ++last; }
    const pages = new Map<number, WeakRef<Page>>();
    export const open = (page: Page) => { pages.set(page.id, new WeakRef(page)); };
    export function pageOf(id: number) {
      const page = pages.get(id)?.deref();
      if (!page) pages.delete(id);
      return page;
    }`,
  'handed-on': `
    import { removeFrom } from './lists-of-someone';
    class Page { title = ''; }
    const open: Page[] = [];
    export function show(page: Page) { if (!open.includes(page)) open.push(page); }
    export const close = (page: Page) => removeFrom(open, page);`,
  'out-of-sight': `
    import { watch } from './watch.js';
    const sizes = new Map<object, number>();
    watch(sizes);
    export const count = (page: object) => { sizes.set(page, (sizes.get(page) ?? 0) + 1); };`,
  'self-registered': `
    const pages = new Set<Page>();
    export class Page { constructor() { pages.add(this); } }
    export const count = () => pages.size;`,
  listed: `
    const pages = new Set<object>();
    export const open = (page: object) => { pages.add(page); };
    export const count = () => pages.size;`,
  'never-read': `
    const pages = new Set<object>();
    export const pin = (page: object) => { pages.add(page); };`,
  'made-by-writer': `
    const made = new Set<object>();
    export function make() {
      made.add({});
    }
    export const isMine = (thing: object) => made.has(thing);`,
};

const ABOUT_STRINGS: ReadonlySet<DoubtId> = new Set(['not-strings', 'passing-home', 'taken-from', 'measured', 'fixed-strings', 'registry', 'strings-out-of-sight', 'put-in-by-name', 'few-strings', 'keys-alone', 'number-unknown']);

const level = (id: DoubtId) => DOUBTS.find((row) => row.id === id)?.level;

function firstIn({ containers }: FileModel): Container {
  const [container] = containers;
  if (!container) throw new Error('there is no container');
  return container;
}

describe('each doubt alone decides how certain a finding is', () => {
  it.each(Object.entries(PROGRAMS) as [DoubtId, string][])('%s', (id, program) => {
    const container = firstIn(analyze(parseSource('program.ts', program)));
    const { doubts, finding } = (ABOUT_STRINGS.has(id) ? container.unbounded() : undefined) ?? container;

    expect(container.verdict).toMatch(/^(?:leaks|partial)$/);
    expect(decisiveOf(doubts)).toEqual([id]);
    expect(finding?.certainty ?? 'silent').toBe(level(id));
    if (finding) expect(finding.doubts).toEqual(doubts);
  });

  it('made-for-a-call', () => {
    const folder = temporaryFolder({
      'package.json': '{ "name": "cache", "exports": "./cache.ts", "type": "module" }',
      'cache.ts': `${PROGRAMS.field}\n`,
      'once.ts': "import { Cache } from './cache.js';\nexport function run(page: object) {\n  const cache = new Cache();\n  cache.add(1, page);\n}\n",
    });
    const path = `${folder}/cache.ts`;
    const { doubts, finding } = firstIn(modelFor(parseSource(path, `${PROGRAMS.field}\n`), {}, path, () => projectAround(path).elsewhereOf(path)));

    expect(decisiveOf(doubts)).toEqual(['made-for-a-call']);
    expect(finding?.certainty).toBe('possible');
  });

  it('filled-at-load', () => {
    const registry = 'const renderers = new Map<object, string>();\nexport function register(kind: object) { renderers.set(kind, renderers.get(kind) ?? "plain"); }\n';
    const folder = temporaryFolder({
      'package.json': '{ "name": "page", "private": true, "type": "module" }',
      'registry.ts': registry,
      'table.ts': "import { register } from './registry.js';\nexport const table = {};\nregister(table);\n",
    });
    const path = `${folder}/registry.ts`;
    const { doubts, finding } = firstIn(modelFor(parseSource(path, registry), {}, path, () => projectAround(path).elsewhereOf(path)));

    expect(decisiveOf(doubts)).toEqual(['filled-at-load']);
    expect(finding).toBeUndefined();
  });

  it('a finding without a doubt is proven', () => {
    const { doubts, finding } = firstIn(analyze(parseSource('program.ts', PROGRAMS['other-files'].replace('export const sizes', 'const sizes'))));
    expect({ doubts, certainty: finding?.certainty }).toEqual({ doubts: [], certainty: 'proven' });
  });
});

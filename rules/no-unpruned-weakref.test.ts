import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-unpruned-weakref.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({ languageOptions: { parser } });
const strict = [{ certainty: 'possible' }];
const PRUNE = 'Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died.';

// The two types of a rule differ in the context that `create` takes, not in what happens.
tester.run('no-unpruned-weakref', rule as unknown as Rule.RuleModule, {
  valid: [],
  invalid: [
    {
      name: 'a map under a parameter',
      options: strict,
      code: `const pages = new Map<string, WeakRef<Page>>(); // by title
interface Page { title: string }
export function keep(title: string, page: Page): void {
  pages.set(title, new WeakRef(page));
}
export const pageOf = (title: string): Page | undefined => pages.get(title)?.deref();`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again]',
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 38,
          suggestions: [{ desc: PRUNE, output: `const pages = new Map<string, WeakRef<Page>>(); // by title
const pagesRegistry = new FinalizationRegistry<{ key: string; ref: WeakRef<Page> }>(({ key, ref }) => {
  if (pages.get(key) === ref) pages.delete(key);
});
interface Page { title: string }
export function keep(title: string, page: Page): void {
  let ref = pages.get(title);
  if (ref?.deref() !== page) {
    if (ref) pagesRegistry.unregister(ref);
    ref = new WeakRef(page);
    pagesRegistry.register(page, { key: title, ref }, ref);
  }
  pages.set(title, ref);
}
export const pageOf = (title: string): Page | undefined => pages.get(title)?.deref();` }],
        },
      ],
    },
    {
      name: 'a map under fresh keys, in plain JavaScript without semicolons',
      options: strict,
      code: 'let last = 0\nconst sessions = new Map()\nexport function open(session) {\n\tsessions.set(++last, new WeakRef(session))\n\treturn last\n}\nexport const find = (id) => sessions.get(id)?.deref()',
      errors: [
        {
          message: '`sessions` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [proven: `open` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope]',
          line: 4,
          column: 2,
          endLine: 4,
          endColumn: 44,
          suggestions: [{ desc: PRUNE, output: 'let last = 0\nconst sessions = new Map()\nconst sessionsRegistry = new FinalizationRegistry(({ key, ref }) => {\n\tif (sessions.get(key) === ref) sessions.delete(key)\n})\nexport function open(session) {\n\tconst key = ++last\n\tlet ref = sessions.get(key)\n\tif (ref?.deref() !== session) {\n\t\tif (ref) sessionsRegistry.unregister(ref)\n\t\tref = new WeakRef(session)\n\t\tsessionsRegistry.register(session, { key, ref }, ref)\n\t}\n\tsessions.set(key, ref)\n\treturn last\n}\nexport const find = (id) => sessions.get(id)?.deref()' }],
        },
      ],
    },
    {
      name: 'a set in a private field of a class that module scope keeps',
      options: strict,
      code: `class Hub {
  readonly #views = new Set<WeakRef<object>>();
  add(view: object): void {
    this.#views.add(new WeakRef(view));
  }
  each(call: (view: object) => void): void {
    this.#views.forEach((ref) => {
      const view = ref.deref();
      if (view) call(view);
    });
  }
  get size(): number { return this.#views.size; }
}
export const hub = new Hub();`,
      errors: [
        {
          message: '`this.#views` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [proven: `add` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in a field of `Hub`, which module scope keeps]',
          line: 4,
          column: 5,
          endLine: 4,
          endColumn: 39,
          suggestions: [{ desc: PRUNE, output: `class Hub {
  readonly #views = new Set<WeakRef<object>>();
  readonly #viewsRegistry = new FinalizationRegistry<WeakRef<object>>((ref) => {
    this.#views.delete(ref);
  });
  add(view: object): void {
    const ref = new WeakRef(view);
    this.#views.add(ref);
    this.#viewsRegistry.register(view, ref, ref);
  }
  each(call: (view: object) => void): void {
    this.#views.forEach((ref) => {
      const view = ref.deref();
      if (view) call(view);
    });
  }
  get size(): number { return [...this.#views].filter((ref) => ref.deref() !== undefined).length; }
}
export const hub = new Hub();` }],
        },
      ],
    },
    {
      name: 'a static field of TypeScript',
      options: strict,
      code: `export class Page {
  title = '';
  private static pages: Map<string, WeakRef<Page>> = new Map();
  static open(title: string): Page {
    const page = new Page();
    Page.pages.set(title, new WeakRef(page));
    return page;
  }
  static titles(): string[] {
    const titles: string[] = [];
    for (const title of Page.pages.keys()) {
      titles.push(title);
    }
    return titles;
  }
}`,
      errors: [
        {
          message: '`Page.pages` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: `open` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in a static field of `Page`; not more certain, because a key may come again]',
          line: 6,
          column: 5,
          endLine: 6,
          endColumn: 45,
          suggestions: [{ desc: PRUNE, output: `export class Page {
  title = '';
  private static pages: Map<string, WeakRef<Page>> = new Map();
  private static readonly pagesRegistry = new FinalizationRegistry<{ key: string; ref: WeakRef<Page> }>(({ key, ref }) => {
    if (Page.pages.get(key) === ref) Page.pages.delete(key);
  });
  static open(title: string): Page {
    const page = new Page();
    let ref = Page.pages.get(title);
    if (ref?.deref() !== page) {
      if (ref) Page.pagesRegistry.unregister(ref);
      ref = new WeakRef(page);
      Page.pagesRegistry.register(page, { key: title, ref }, ref);
    }
    Page.pages.set(title, ref);
    return page;
  }
  static titles(): string[] {
    const titles: string[] = [];
    for (const title of Page.pages.keys()) {
      if (Page.pages.get(title)?.deref() === undefined) continue;
      titles.push(title);
    }
    return titles;
  }
}` }],
        },
      ],
    },
    {
      name: 'a closure, with names that are taken and a reference of its own',
      options: strict,
      code: `export function createCache(load) {
  const entries = new Map();
  const entriesRegistry = [];
  return (key) => {
    const target = load(key);
    if (target) {
      const ref = new WeakRef(target);
      entries.set(key, ref);
    }
    entriesRegistry.push(key);
    const previous = entries.get(key);
    return previous?.deref();
  };
}`,
      errors: [
        {
          message: '`entries` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: weak references are added here, and nothing removes the dead ones; entries are weak references; it lives in the closure of `createCache`; not more certain, because a key may come again]',
          line: 8,
          column: 7,
          endLine: 8,
          endColumn: 28,
          suggestions: [{ desc: PRUNE, output: `export function createCache(load) {
  const entries = new Map();
  const entriesRegistry2 = new FinalizationRegistry(({ key, ref }) => {
    if (entries.get(key) === ref) entries.delete(key);
  });
  const entriesRegistry = [];
  return (key) => {
    const target = load(key);
    if (target) {
      const ref = new WeakRef(target);
      const previous = entries.get(key);
      if (previous) entriesRegistry2.unregister(previous);
      entries.set(key, ref);
      entriesRegistry2.register(target, { key, ref }, ref);
    }
    entriesRegistry.push(key);
    const previous = entries.get(key);
    return previous?.deref();
  };
}` }],
        },
      ],
    },
    {
      name: 'two writes in one block',
      options: strict,
      code: `const parts = new Map();
export function split(whole) {
  parts.set(whole.left, new WeakRef(whole));
  parts.set(whole.right, new WeakRef(whole.parent));
}`,
      errors: [
        {
          message: '`parts` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: `split` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again]',
          line: 3,
          column: 3,
          endLine: 3,
          endColumn: 44,
          suggestions: [{ desc: PRUNE, output: `const parts = new Map();
const partsRegistry = new FinalizationRegistry(({ key, ref }) => {
  if (parts.get(key) === ref) parts.delete(key);
});
export function split(whole) {
  {
    const key = whole.left;
    let ref = parts.get(key);
    if (ref?.deref() !== whole) {
      if (ref) partsRegistry.unregister(ref);
      ref = new WeakRef(whole);
      partsRegistry.register(whole, { key, ref }, ref);
    }
    parts.set(key, ref);
  }
  {
    const key = whole.right;
    const target = whole.parent;
    let ref = parts.get(key);
    if (ref?.deref() !== target) {
      if (ref) partsRegistry.unregister(ref);
      ref = new WeakRef(target);
      partsRegistry.register(target, { key, ref }, ref);
    }
    parts.set(key, ref);
  }
}` }],
        },
      ],
    },
    {
      name: 'a tuple under an id of its own object',
      options: strict,
      code: `const boxes = new Map<number, [WeakRef<Box>, number]>();
export class Box { static last = 0; readonly id = ++Box.last; }
export function measure(box: Box, width: number): void {
  boxes.set(box.id, [new WeakRef(box), width]);
}
export const widthOf = (id: number): number | undefined => boxes.get(id)?.[1];`,
      errors: [
        {
          message: '`boxes` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [proven: `measure` adds weak references, and nothing removes the dead ones; entries hold weak references; it lives in module scope]',
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 47,
          suggestions: [{ desc: PRUNE, output: `const boxes = new Map<number, [WeakRef<Box>, number]>();
const boxesRegistry = new FinalizationRegistry<{ key: number; ref: WeakRef<Box> }>(({ key, ref }) => {
  if (boxes.get(key)?.[0] === ref) boxes.delete(key);
});
export class Box { static last = 0; readonly id = ++Box.last; }
export function measure(box: Box, width: number): void {
  const key = box.id;
  let ref = boxes.get(key)?.[0];
  if (ref?.deref() !== box) {
    if (ref) boxesRegistry.unregister(ref);
    ref = new WeakRef(box);
    boxesRegistry.register(box, { key, ref }, ref);
  }
  boxes.set(key, [ref, width]);
}
export const widthOf = (id: number): number | undefined => boxes.get(id)?.[1];` }],
        },
      ],
    },
    {
      name: 'Windows line ends',
      options: strict,
      code: 'const pages = new Map();\r\nexport function keep(title, page) {\r\n  pages.set(title, new WeakRef(page));\r\n}\r\n',
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again]',
          line: 3,
          column: 3,
          endLine: 3,
          endColumn: 38,
          suggestions: [{ desc: PRUNE, output: 'const pages = new Map();\r\nconst pagesRegistry = new FinalizationRegistry(({ key, ref }) => {\r\n  if (pages.get(key) === ref) pages.delete(key);\r\n});\r\nexport function keep(title, page) {\r\n  let ref = pages.get(title);\r\n  if (ref?.deref() !== page) {\r\n    if (ref) pagesRegistry.unregister(ref);\r\n    ref = new WeakRef(page);\r\n    pagesRegistry.register(page, { key: title, ref }, ref);\r\n  }\r\n  pages.set(title, ref);\r\n}\r\n' }],
        },
      ],
    },
    {
      name: 'a field of an ordinary object',
      options: strict,
      code: `export class Doc {
  #refs = new Map<string, WeakRef<object>>();
  ref(path: string): object {
    const known = this.#refs.get(path)?.deref();
    if (known) return known;
    const ref = { path };
    this.#refs.set(path, new WeakRef(ref));
    return ref;
  }
}`,
      errors: [
        {
          message: '`this.#refs` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [likely: `ref` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in a field of `Doc`; not more certain, because a key may come again]',
          line: 7,
          column: 5,
          endLine: 7,
          endColumn: 43,
          suggestions: [{ desc: PRUNE, output: `export class Doc {
  #refs = new Map<string, WeakRef<object>>();
  readonly #refsRegistry = new FinalizationRegistry<{ key: string; ref: WeakRef<object> }>(({ key, ref }) => {
    if (this.#refs.get(key) === ref) this.#refs.delete(key);
  });
  ref(path: string): object {
    const known = this.#refs.get(path)?.deref();
    if (known) return known;
    const ref = { path };
    let refHeld = this.#refs.get(path);
    if (refHeld?.deref() !== ref) {
      if (refHeld) this.#refsRegistry.unregister(refHeld);
      refHeld = new WeakRef(ref);
      this.#refsRegistry.register(ref, { key: path, ref: refHeld }, refHeld);
    }
    this.#refs.set(path, refHeld);
    return ref;
  }
}` }],
        },
      ],
    },
    {
      name: 'dead entries that go only when they are looked up',
      options: strict,
      code: `const images = new Map();
export function imageOf(url) {
  const image = images.get(url)?.deref();
  if (!image) images.delete(url);
  return image;
}
export function keep(url, image) { images.set(url, new WeakRef(image)); }`,
      errors: [
        {
          message: '`images` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [possible: `keep` adds weak references, and line 4 removes dead ones only when the same key is looked up again; entries are weak references; it lives in module scope; not more certain, because a key may come again; not more certain, because some paths remove the dead]',
          line: 7,
          column: 36,
          endLine: 7,
          endColumn: 71,
          suggestions: [{ desc: PRUNE, output: `const images = new Map();
const imagesRegistry = new FinalizationRegistry(({ key, ref }) => {
  if (images.get(key) === ref) images.delete(key);
});
export function imageOf(url) {
  const image = images.get(url)?.deref();
  if (!image) images.delete(url);
  return image;
}
export function keep(url, image) { {
  let ref = images.get(url);
  if (ref?.deref() !== image) {
    if (ref) imagesRegistry.unregister(ref);
    ref = new WeakRef(image);
    imagesRegistry.register(image, { key: url, ref }, ref);
  }
  images.set(url, ref);
} }` }],
        },
      ],
    },
    {
      name: 'a method of a literal that is handed to a server',
      options: strict,
      code: `import { Server } from './server.js';
export function serve(): void {
  const documents = new Map<string, WeakRef<object>>();
  const server = new Server({
    open(uri: string): object {
      const document = documents.get(uri)?.deref() ?? { uri };
      documents.set(uri, new WeakRef(document));
      return document;
    },
  });
  server.start();
}`,
      errors: [
        {
          message: '`documents` keeps an entry for every object that has died. Prune it by a `FinalizationRegistry`, if nothing needs an entry whose object has died. [possible: `open` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in the closure of `serve`; not more certain, because a key may come again; not more certain, because it lives as long as a callback is registered]',
          line: 7,
          column: 7,
          endLine: 7,
          endColumn: 48,
          suggestions: [{ desc: PRUNE, output: `import { Server } from './server.js';
export function serve(): void {
  const documents = new Map<string, WeakRef<object>>();
  const documentsRegistry = new FinalizationRegistry<{ key: string; ref: WeakRef<object> }>(({ key, ref }) => {
    if (documents.get(key) === ref) documents.delete(key);
  });
  const server = new Server({
    open(uri: string): object {
      const document = documents.get(uri)?.deref() ?? { uri };
      let ref = documents.get(uri);
      if (ref?.deref() !== document) {
        if (ref) documentsRegistry.unregister(ref);
        ref = new WeakRef(document);
        documentsRegistry.register(document, { key: uri, ref }, ref);
      }
      documents.set(uri, ref);
      return document;
    },
  });
  server.start();
}` }],
        },
      ],
    },
    {
      name: 'an array',
      options: strict,
      code: `const all = [];
export class Page { constructor() { all.push(new WeakRef(this)); } }
export const live = () => all.map((ref) => ref.deref()).filter(Boolean);`,
      errors: [
        {
          message: '`all` keeps an entry for every object that has died. Filter the array when it is written. [proven: `constructor` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not rewritten, because an array can only be pruned by searching it: keep the references in a `Set`]',
          line: 2,
          column: 37,
          endLine: 2,
          endColumn: 64,
        },
      ],
    },
    {
      name: 'a plain object',
      options: strict,
      code: `const pages = {};
export function keep(title, page) { pages[title] = new WeakRef(page); }
export const pageOf = (title) => pages[title]?.deref();`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again; not rewritten, because a plain object is not pruned: make it a `Map` first]',
          line: 2,
          column: 37,
          endLine: 2,
          endColumn: 69,
        },
      ],
    },
    {
      name: 'an export',
      options: strict,
      code: `export const pages = new Map();
export function keep(title, page) { pages.set(title, new WeakRef(page)); }`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [possible: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again; not more certain, because other files can reach it; not rewritten, because code outside this file can reach it]',
          line: 2,
          column: 37,
          endLine: 2,
          endColumn: 72,
        },
      ],
    },
    {
      name: 'a public field',
      options: strict,
      code: `export class Cache {
  pages = new Map();
  keep(title, page) { this.pages.set(title, new WeakRef(page)); }
}`,
      errors: [
        {
          message: '`this.pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in a field of `Cache`; not more certain, because a key may come again; not more certain, because the owner of the field may die first; not more certain, because the field is not private; not rewritten, because code outside the class can reach it, since the field is not private]',
          line: 3,
          column: 23,
          endLine: 3,
          endColumn: 63,
        },
      ],
    },
    {
      name: 'a listing that goes on to other code',
      options: strict,
      code: `const pages = new Set();
export function keep(page) { pages.add(new WeakRef(page)); }
export const all = () => [...pages].map((ref) => ref.deref());`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [proven: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not rewritten, because what is listed here goes on to other code]',
          line: 2,
          column: 30,
          endLine: 2,
          endColumn: 58,
        },
      ],
    },
    {
      name: 'types that are not written',
      options: strict,
      code: `const pages = new Map();
export function keep(title: string, page: object): void { pages.set(title, new WeakRef(page)); }`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again; not rewritten, because the types of its keys and entries are not written here]',
          line: 2,
          column: 59,
          endLine: 2,
          endColumn: 94,
        },
      ],
    },
    {
      name: 'a write that is no statement',
      options: strict,
      code: `const pages = new Map();
export const keep = (title, page) => void pages.set(title, new WeakRef(page));`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again; not rewritten, because the write is no statement of its own]',
          line: 2,
          column: 43,
          endLine: 2,
          endColumn: 78,
        },
      ],
    },
    {
      name: 'the owner of the registry as its target',
      options: strict,
      code: `export class Node {
  #peers = new Map();
  join(name) { this.#peers.set(name, new WeakRef(this)); }
}`,
      errors: [
        {
          message: '`this.#peers` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `join` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in a field of `Node`; not more certain, because a key may come again; not more certain, because the owner of the field may die first; not rewritten, because the object would own the registry that waits for its death]',
          line: 3,
          column: 16,
          endLine: 3,
          endColumn: 56,
        },
      ],
    },
    {
      name: 'created later than it is declared',
      options: strict,
      code: `let pages;
export function keep(title, page) {
  pages ??= new Map();
  pages.set(title, new WeakRef(page));
}
export const pageOf = (title) => pages?.get(title)?.deref();`,
      errors: [
        {
          message: '`pages` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [likely: `keep` adds weak references, and nothing removes the dead ones; entries are weak references; it lives in module scope; not more certain, because a key may come again; not rewritten, because its declaration does not create it]',
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 38,
        },
      ],
    },
    {
      name: 'an object of a class of the file that holds the reference',
      options: strict,
      code: `class Observer { constructor(target) { this.ref = new WeakRef(target); } }
const observers = new Set();
export function observe(target) { observers.add(new Observer(target)); }`,
      errors: [
        {
          message: '`observers` keeps an entry for every object that has died. Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written. [possible: `observe` adds weak references, and nothing removes the dead ones; entries hold weak references; it lives in module scope; not more certain, because an entry may be of use without its object; not rewritten, because what is added is not written out here]',
          line: 3,
          column: 35,
          endLine: 3,
          endColumn: 70,
        },
      ],
    },
  ],
});

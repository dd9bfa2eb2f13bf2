import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { parseSource } from '../parse.js';
import { modelFor } from '../project-model.js';
import { projectAround } from './files.js';

const PRIVATE = { 'package.json': '{ "name": "app", "private": true }' };

/** How certain the finding of the first container of `main.ts` is, as its project shows it. */
function certaintyIn(files: Readonly<Record<string, string>>, of = 'main.ts'): string {
  const root = temporaryFolder({ ...PRIVATE, ...files });
  const path = `${root}/${of}`;
  const project = projectAround(path);
  const [container] = modelFor(parseSource(path, files[of] ?? ''), {}, path, () => project.elsewhereOf(path)).containers;
  if (!container) throw new Error('no container');
  return container.finding?.certainty ?? 'silent';
}

const counting = (type: string): string => `const counts = new Map<${type}, number>();\nexport function count(key: ${type}): void { counts.set(key, (counts.get(key) ?? 0) + 1); }`;

describe('an imported type is what the project declares', () => {
  it.each([
    ['an enum', "export enum Level { Low, High }", "import { Level } from './types';", 'Level', 'silent'],
    ['a union of literals', "export type Level = 'low' | 'high';", "import type { Level } from './types';", 'Level', 'silent'],
    ['a union with `keyof`', "export interface Extra { dark: boolean }\nexport type Level = 'low' | keyof Extra;", "import type { Level } from './types';", 'Level', 'silent'],
    ['the values of a table', "export const LEVELS = ['low', 'high'] as const;\nexport type Level = (typeof LEVELS)[number];", "import type { Level } from './types';", 'Level', 'silent'],
    ['the values of an object', "export const LEVELS = { low: 'l', high: 'h' } as const;\nexport type Level = (typeof LEVELS)[keyof typeof LEVELS];", "import type { Level } from './types';", 'Level', 'silent'],
    ['a template', "export type Level = `l${number}`;", "import type { Level } from './types';", 'Level', 'silent'],
    ['renamed', "type Inner = string;\nexport type { Inner as Level };", "import type { Level as Kind } from './types';", 'Kind', 'silent'],
    ['of a namespace', "export type Level = 'low' | 'high';", "import type * as types from './types';", 'types.Level', 'silent'],
    ['the default', "type Level = 'low' | 'high';\nexport default Level;", "import type Level from './types';", 'Level', 'silent'],
    ['a class', 'export class Level { raise(): void {} }', "import { Level } from './types';", 'Level', 'proven'],
    ['an interface', 'export interface Level { raise(): void }', "import type { Level } from './types';", 'Level', 'proven'],
    ['an interface that extends another', 'interface Base { raise(): void }\nexport interface Level extends Base {}', "import type { Level } from './types';", 'Level', 'proven'],
    ['what a primitive satisfies as well', 'export interface Level { length: number }', "import type { Level } from './types';", 'Level', 'possible'],
  ])('%s', (_, types, imports, name, certainty) => {
    expect(certaintyIn({ 'types.ts': types, 'main.ts': `${imports}\n${counting(name)}` })).toBe(certainty);
  });

  it.each([
    ['by its name', "export type { Level } from './types';"],
    ['with all others', "export * from './types';"],
    ['after an import', "import type { Level } from './types';\nexport type { Level };"],
    ['under another name', "export type { Level as default } from './types';", "import type Level from './index';"],
  ])('through a file that exports it on %s', (_, index, imports = "import type { Level } from './index';") => {
    expect(certaintyIn({ 'types.ts': "export type Level = 'low' | 'high';", 'index.ts': index, 'main.ts': `${imports}\n${counting('Level')}` })).toBe('silent');
  });

  it('that imports another type', () => {
    expect(certaintyIn({ 'ids.ts': 'export type Id = string;', 'types.ts': "import type { Id } from './ids';\nexport type Level = Id | number;", 'main.ts': `import type { Level } from './types';\n${counting('Level')}` })).toBe('silent');
  });

  it('and possibly an object where the project does not show it', () => {
    expect(certaintyIn({ 'main.ts': `import type { Visit } from 'visits';\n${counting('Visit')}` })).toBe('possible');
  });

  it('and not lost where two files export each other', () => {
    expect(certaintyIn({ 'types.ts': "export * from './more';", 'more.ts': "export * from './types';", 'main.ts': `import type { Visit } from './types';\n${counting('Visit')}` })).toBe('possible');
  });
});

describe('what an imported helper takes out', () => {
  const world = (imports: string, remove: string): string => `${imports}
    class Body { wake(): void {} }
    class World { private bodies: Body[] = [];
      add(body: Body): void { if (!this.bodies.includes(body)) this.bodies.push(body); }
      drop(body: Body): void { ${remove} } }
    export const world = new World();`;
  const REMOVE = 'export function remove<T>(list: T[], item: T): boolean { const at = list.indexOf(item); if (at < 0) return false; list.splice(at, 1); return true; }';

  it.each([
    ['by its name', "import { remove } from './arrays';", 'remove(this.bodies, body);'],
    ['of a namespace', "import * as arrays from './arrays';", 'arrays.remove(this.bodies, body);'],
    ['under another name', "import { remove as drop } from './arrays';", 'drop(this.bodies, body);'],
    ['required', "const { remove } = require('./arrays');", 'remove(this.bodies, body);'],
  ])('is a release: %s', (_, imports, remove) => {
    expect(certaintyIn({ 'arrays.ts': REMOVE, 'main.ts': world(imports, remove) })).toBe('silent');
  });

  it.each([
    ['on every path', 'try { page.load(); } finally { forget(loading, page); }', 'silent'],
    ['in a `catch` alone', 'try { page.load(); } catch { forget(loading, page); }', 'likely'],
    ['for another key', 'forget(loading, other);', 'proven'],
  ])('is taken out where it is called: %s', (_, call, certainty) => {
    const main = `import { forget } from './maps';
      export class Page { url = ''; load(): void {} }
      const loading = new Map<Page, number>();
      export function load(page: Page, other: Page): number | undefined { loading.set(page, 1); ${call} return loading.get(page); }`;
    const helper = 'export function forget<K, V>(map: Map<K, V>, key: K): void { map.delete(key); }';
    expect(certaintyIn({ 'maps.ts': helper, 'main.ts': main })).toBe(certainty);
  });

  it.each([
    ['in a callback, under what that is called with', 'drop', 'export function drop<K, V>(map: Map<K, V>, keys: K[]): void { keys.forEach((key) => map.delete(key)); }', 'drop(loading, [other]);'],
    ['on some paths only', 'settle', 'export function settle<K, V>(map: Map<K, V>, key: K, isDone: boolean): void { if (isDone) map.delete(key); }', 'settle(loading, page, other !== page);'],
  ])('is none that the call tells: %s', (_, name, helper, call) => {
    const main = `import { ${name} } from './maps';
      export class Page { url = ''; load(): void {} }
      const loading = new Map<Page, number>();
      export function load(page: Page, other: Page): number | undefined { loading.set(page, 1); ${call} return loading.get(page); }`;
    expect(certaintyIn({ 'maps.ts': helper, 'main.ts': main })).not.toBe('silent');
  });

  it.each([
    ['one of several arguments', 'dropAll', 'export function dropAll<K, V>(map: Map<K, V>, ...keys: K[]): void { for (const key of keys) map.delete(key); }', 'loading.set(page, 1); dropAll(loading, other, page);', /silent|possible/],
    ['in and out again', 'within', 'export function within<K, V>(map: Map<K, V>, key: K, value: V, run: () => void): void { map.set(key, value); try { run(); } finally { map.delete(key); } }', 'within(loading, page, 1, () => page.load());', /silent/],
    ['by what it gives back', 'enter', 'export function enter<K, V>(map: Map<K, V>, key: K, value: V): () => void { map.set(key, value); return () => { map.delete(key); }; }', 'const leave = enter(loading, page, 1); page.load(); leave();', /silent/],
  ])('makes no leak surer where it is taken out: %s', (_, name, helper, call, certainty) => {
    const main = `import { ${name} } from './maps';
      export class Page { url = ''; load(): void {} }
      const loading = new Map<Page, number>();
      export function load(page: Page, other: Page): number | undefined { ${call} return loading.get(page); }`;
    expect(certaintyIn({ 'maps.ts': helper, 'main.ts': main })).toMatch(certainty);
  });

  it.each([
    ['after an early return', 'forget', 'export function forget<K, V>(map: Map<K, V>, key: K, really = true): void { if (!really) return; map.delete(key); }', 'forget(loading, page, false);'],
    ['only of some keys', 'sweep', 'export function sweep<V>(map: Map<{ url: string }, V>, key: { url: string }): void { if (key.url === "") map.delete(key); }', 'sweep(loading, page);'],
  ])('is not taken out for sure: %s', (_, name, helper, call) => {
    const main = `import { ${name} } from './maps';
      export class Page { url = ''; load(): void {} }
      const loading = new Map<Page, number>();
      export function load(page: Page): number | undefined { loading.set(page, 1); ${call} return loading.get(page); }`;
    expect(certaintyIn({ 'maps.ts': helper, 'main.ts': main })).not.toBe('silent');
  });

  it('is put in where it puts something in', () => {
    const main = `import { increment } from './maps';
      export class Page { url = ''; go(): void {} }
      const visits = new Map<Page, number>();
      export function visit(page: Page): number { increment(visits, page); return visits.get(page) ?? 0; }`;
    const helper = 'export function increment<K>(map: Map<K, number>, key: K): void { map.set(key, (map.get(key) ?? 0) + 1); }';
    expect(certaintyIn({ 'maps.ts': helper, 'main.ts': main })).toBe('proven');
  });

  it.each([
    ['only looks', 'export function remove<T>(list: T[], item: T): boolean { return list.includes(item); }'],
    ['takes out of a copy', 'export function remove<T>(list: T[], item: T): T[] { return list.filter((one) => one !== item); }'],
  ])('is none where it %s', (_, helper) => {
    expect(certaintyIn({ 'arrays.ts': helper, 'main.ts': world("import { remove } from './arrays';", 'remove(this.bodies, body);') })).not.toBe('silent');
  });
});

describe('what tests do', () => {
  const exporter = 'export class Exporter {\n  constructor() { this.spans = {}; }\n  started(span) { this.spans[span.id] = { span }; }\n  finished(span) { span.log(this.spans[span.id]); }\n}\nexport const exporter = new Exporter();';

  it.each([
    ['look at it', 'expect(new Exporter().spans).toEqual({});'],
    ['fill it', "new Exporter().spans.a = 1;"],
    ['empty it', "const exporter = new Exporter();\nfor (const id in exporter.spans) delete exporter.spans[id];"],
    ['replace it', 'const exporter = new Exporter();\nexporter.spans = {};'],
    ['make many owners', 'for (const name of names) it(name, () => { const exporter = new Exporter(); exporter.started(name); });'],
  ])('changes no answer: %s', (_, body) => {
    expect(certaintyIn({ 'main.js': exporter, 'main.test.js': `import { Exporter } from './main.js';\n${body}` }, 'main.js')).toBe(certaintyIn({ 'main.js': exporter }, 'main.js'));
  });
});

import { describe, expect, it } from 'vitest';
import { modelFor } from '../../codemods/project-model.js';
import { parseSource } from '../../codemods/parse.js';
import { projectAround } from '../../codemods/project/files.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

type Files = Readonly<Record<string, string>>;

const PRIVATE = { 'package.json': '{ "private": true, "type": "module" }' };
/** A package that others install, and that starts in `index.ts`. */
const OFFERED = { 'package.json': '{ "name": "counts", "exports": "./index.ts" }' };

/** A class with a field that its methods' first parameters do not make descriptor-like. */
const CACHE = `export class Cache {
  #sizes = new Map<object, number>();
  add(size: number, page: object) {
    this.#sizes.set(page, (this.#sizes.get(page) ?? 0) + size);
  }
}
`;
const IMPORT = "import { Cache } from './cache.js';\n";
/** Makes a cache for one call. */
const RUN = `${IMPORT}export function run(page) {
  const cache = new Cache();
  cache.add(1, page);
}
`;

const JUDGED_ALONE = ['likely', 'field', 'a field of `Cache`'];

describe('a class of which another file keeps an instance', () => {
  const made = (how: string): string => `${IMPORT}${how}`;
  const APP = `${IMPORT}export class App {\n  #cache = new Cache();\n  constructor(readonly name: string) {}\n}`;

  it.each<[string, string, Files]>([
    ['at module scope', 'which module scope keeps at app.ts:2', { 'app.ts': made('export const cache = new Cache();') }],
    ['at module scope, in an object', 'which module scope keeps at app.ts:2', { 'app.ts': made('export const services = { cache: new Cache() };') }],
    ['at module scope, under another name', 'which module scope keeps at app.ts:2', { 'app.ts': "import { Cache as Kept } from './cache.js';\nconst cache = new Kept();" }],
    ['at module scope, through a namespace', 'which module scope keeps at app.ts:2', { 'app.ts': "import * as all from './cache.js';\nexport default new all.Cache();" }],
    ['at module scope, after a re-export', 'which module scope keeps at app.ts:2', { 'all.ts': "export * from './cache.js';", 'app.ts': "import { Cache } from './all.js';\nconst cache = new Cache();" }],
    ['at module scope, where it is required', 'which module scope keeps at app.js:2', { 'app.js': "const { Cache } = require('./cache.js');\nmodule.exports = new Cache();" }],
    ['at module scope, of the default export', 'which module scope keeps at app.ts:2', { 'cache.ts': CACHE.replace('class Cache', 'default class Cache'), 'app.ts': "import Kept from './cache.js';\nexport const cache = new Kept();" }],
    ['in a static field', 'which a static field keeps at app.ts:3', { 'app.ts': made('export class App {\n  static readonly cache = new Cache();\n}') }],
    ['as a singleton', 'a singleton at app.ts:4', { 'app.ts': made('let cache;\nexport function getCache() {\n  return (cache ??= new Cache());\n}') }],
    ['as a singleton of its own', 'a singleton at app.ts:4', { 'app.ts': made('export class App {\n  static #cache;\n  static cache() { return (App.#cache ??= new Cache()); }\n}') }],
    ['in a decorator', 'which a decorator keeps at app.ts:3', { 'app.ts': made("export class Page {\n  @cachedIn(new Cache()) title = '';\n}") }],
    ['in a field of what module scope keeps', 'which module scope keeps at app.ts:6', { 'app.ts': `${APP}\nexport const app = new App('app');` }],
    ['in a field of what a third file keeps', 'which module scope keeps at main.ts:2', { 'app.ts': APP, 'main.ts': "import { App } from './app.js';\nexport const app = new App('app');" }],
    ['in a field of its own file, whose owner another file keeps', 'which module scope keeps at main.ts:2', { 'cache.ts': `${CACHE.replace('export ', '')}export class App {\n  cache = new Cache();\n}\n`, 'main.ts': "import { App } from './cache.js';\nexport const app = new App();" }],
    ['of a subclass', 'which module scope keeps at app.ts:3', { 'app.ts': made('class Sub extends Cache {}\nexport const sub = new Sub();') }],
    ['of a subclass that dependency injection makes once', 'a `@singleton()` at app.ts:3', { 'app.ts': made("import { singleton } from 'tsyringe';\n@singleton()\nexport class Sub extends Cache {}") }],
    ['while another makes one for a call', 'which module scope keeps at app.ts:2', { 'run.ts': RUN, 'app.ts': made('export const cache = new Cache();') }],
  ])('%s', (_, label, files) => {
    expect(judged({ ...PRIVATE, 'cache.ts': CACHE, ...files })).toEqual(['proven', 'descriptor', `a field of \`Cache\`, ${label}`]);
  });

  it('has it for evidence, and is rewritten as it would be without', () => {
    const files = { ...PRIVATE, 'cache.ts': CACHE, 'app.ts': made('export const cache = new Cache();') };
    expect(evidenceIn(files)).toEqual(['keys are `object`: `object` (annotation)', 'it lives in a field of `Cache`, which module scope keeps at app.ts:2']);
    expect(mapIn(files).rewrite).toEqual(mapIn({ ...PRIVATE, 'cache.ts': CACHE }).rewrite);
  });

  it('leaves a public field that others can reach as uncertain as it was', () => {
    const files = { ...OFFERED, 'index.ts': "export * from './cache.js';", 'cache.ts': CACHE.replaceAll('#', ''), 'app.ts': made('export const cache = new Cache();') };
    expect(judged(files)).toEqual(['likely', 'descriptor', 'a field of `Cache`, which module scope keeps at app.ts:2']);
  });

  it.each<[string, Files]>([
    ['a test', { 'cache.test.ts': made('const cache = new Cache();') }],
    ['one that only has its name', { 'other.ts': CACHE, 'app.ts': made('export const cache = new Cache();').replace('cache.js', 'other.js') }],
    ['a variable that holds one for a while', { 'app.ts': made('let cache;\nexport function run(page) {\n  cache = new Cache();\n  cache.add(1, page);\n  cache = undefined;\n}') }],
    ['a component, which makes one for each of its instances', { 'app.vue': "<script setup>\nimport { Cache } from './cache.js';\nconst cache = new Cache();\n</script>" }],
  ])('is not kept by %s', (_, files) => {
    expect(judged({ ...PRIVATE, 'cache.ts': CACHE, ...files })).toEqual(JUDGED_ALONE);
  });

  it('is found a leak by its own objects, too, which no parameter names', () => {
    const files = { ...PRIVATE, 'cache.ts': CACHE.replace('size: number, page: object) {', 'size: number) {\n    const page: object = nextPage();') };
    expect(judged(files)).toEqual(['unreported', 'field', 'a field of `Cache`']);
    expect(judged({ ...files, 'app.ts': made('export const cache = new Cache();') })).toEqual(['proven', 'descriptor', 'a field of `Cache`, which module scope keeps at app.ts:2']);
  });
});

describe('a class whose instances die with calls in other files', () => {
  it.each<[string, Files]>([
    ['used through its members', { 'run.ts': RUN }],
    ['used on the spot', { 'run.ts': `${IMPORT}export const run = (page) => new Cache().add(1, page);` }],
    ['made through a namespace', { 'run.ts': "import * as all from './cache.js';\nexport const run = (page) => new all.Cache().add(1, page);" }],
    ['required', { 'run.js': "const { Cache } = require('./cache.js');\nexports.run = (page) => new Cache().add(1, page);" }],
    ['made after a re-export', { 'all.ts': "export * from './cache.js';", 'run.ts': RUN.replace('cache.js', 'all.js') }],
    ['named in types and tests', { 'run.ts': RUN, 'is.ts': `${IMPORT}export const is = (x: unknown): x is Cache => x instanceof Cache;\nexport type Made = typeof Cache;` }],
    ['a part of one that does', { 'run.ts': `${IMPORT}export class Run {\n  cache = new Cache();\n  run(page) { this.cache.add(1, page); }\n}`, 'main.ts': "import { Run } from './run.js';\nexport const main = (page) => new Run().run(page);" }],
    ['of a subclass', { 'run.ts': `${IMPORT}export class Sub extends Cache {}`, 'main.ts': "import { Sub } from './run.js';\nexport const main = (page) => new Sub().add(1, page);" }],
    ['kept by tests alone', { 'run.ts': RUN, 'cache.test.ts': `${IMPORT}export const cache = new Cache();` }],
    ['imported by a test while it runs', { 'run.ts': RUN, 'cache.test.ts': "export const later = () => import('./cache.js');" }],
    ['made in its own file, too', { 'cache.ts': `${CACHE}export const once = (page) => new Cache().add(1, page);`, 'run.ts': RUN }],
    ['made by a static method', { 'cache.ts': CACHE.replace('{\n', '{\n  static once(page) { new this().add(1, page); }\n'), 'run.ts': `${IMPORT}export const run = (page) => Cache.once(page);` }],
    ['exported by default', { 'cache.ts': CACHE.replace('class Cache', 'default class Cache'), 'run.ts': RUN.replace('{ Cache }', 'Cache') }],
    ['exported by default, without a name', { 'cache.ts': CACHE.replace('class Cache', 'default class'), 'run.ts': RUN.replace('{ Cache }', 'Cache') }],
    ['whose method walks over what it has', { 'cache.ts': CACHE.replace('{\n', '{\n  addAll(pages) { pages.forEach((page) => this.add(1, page)); }\n'), 'run.ts': RUN }],
  ])('%s', (_, files) => {
    expect(judged({ ...PRIVATE, 'cache.ts': CACHE, ...files })).toEqual(['unreported', 'local', expect.stringMatching(/^a field of (?:`Cache`|a class), whose instances die with a call$/)]);
  });

  it('in a package that others install, where they cannot reach the class', () => {
    expect(judged({ ...OFFERED, 'index.ts': "export { run } from './run.js';", 'cache.ts': CACHE, 'run.ts': RUN })).toEqual(['unreported', 'local', 'a field of `Cache`, whose instances die with a call']);
  });

  it('is only possible where others can make it, too', () => {
    const files = { ...OFFERED, 'index.ts': "export * from './cache.js';", 'cache.ts': CACHE, 'run.ts': RUN };
    expect(judged(files)).toEqual(['possible', 'field', 'a field of `Cache`']);
    expect(evidenceIn(files)).toEqual(['keys are `object`: `object` (annotation)', 'it lives in a field of `Cache`', 'not more certain, because its owner is made for one call, as in run.ts:3']);
  });
});

describe('a class whose instances may live on', () => {
  it.each<[string, Files]>([
    ['which nothing makes', { 'is.ts': `${IMPORT}export const is = (x: unknown): x is Cache => x instanceof Cache;` }],
    ['which only a test makes', { 'cache.test.ts': RUN }],
    ['returned', { 'run.ts': RUN, 'make.ts': `${IMPORT}export const make = () => new Cache();` }],
    ['passed on', { 'run.ts': RUN, 'make.ts': `${IMPORT}export function serve(app) {\n  app.use(new Cache());\n}` }],
    ['given on as a class', { 'run.ts': RUN, 'make.ts': `${IMPORT}export const providers = [Cache];` }],
    ['used in a callback that is kept', { 'run.ts': `${IMPORT}export function serve(app) {\n  const cache = new Cache();\n  app.on('event', (page) => cache.add(1, page));\n}` }],
    ['in a field of one of which nothing is known', { 'run.ts': `${IMPORT}export class App {\n  cache = new Cache();\n}` }],
    ['in a field that is handed out', { 'run.ts': `${IMPORT}export class Run {\n  cache = new Cache();\n  get() { return this.cache; }\n}`, 'main.ts': "import { Run } from './run.js';\nexport const main = () => new Run().get();" }],
    ['in a field that another file hands on', { 'run.ts': `${IMPORT}export class Run {\n  cache = new Cache();\n}`, 'main.ts': "import { Run } from './run.js';\nexport function main(app) {\n  const run = new Run();\n  app.use(run.cache);\n}" }],
    ['in a field of one that it makes itself', { 'cache.ts': `import { Run } from './run.js';\n${CACHE.replace('{\n', '{\n  #run = new Run();\n')}`, 'run.ts': `${IMPORT}export class Run {\n  cache = new Cache();\n}` }],
    ['of a subclass that may live on', { 'run.ts': RUN, 'sub.ts': `${IMPORT}export class Sub extends Cache {}\nexport const make = () => new Sub();` }],
    ['in the field of one that has it as a part', { 'run.ts': `${IMPORT}export class Run {\n  cache = new Cache();\n}\nexport class Other {\n  run = new Run();\n}` }],
    ['made by dependency injection, too', { 'cache.ts': `import { injectable } from 'tsyringe';\n@injectable()\n${CACHE}`, 'run.ts': RUN }],
    ['which hands itself on', { 'cache.ts': CACHE.replace('{\n', '{\n  constructor(app) { app.add(this); }\n'), 'run.ts': RUN }],
    ['which listens', { 'cache.ts': CACHE.replace('{\n', "{\n  constructor(app) { app.on('event', (page) => this.add(1, page)); }\n"), 'run.ts': RUN }],
    ['which serves', { 'cache.ts': CACHE.replace('{\n', '{\n  serve(http) { http.createServer((page) => this.add(1, page)).listen(80); }\n'), 'run.ts': RUN }],
    ['which hands a method on that has it', { 'cache.ts': CACHE.replace('{\n', '{\n  again = (page) => this.add(1, page);\n  listen(app) { app.listen(this.again); }\n'), 'run.ts': RUN }],
    ['which makes more of its kind', { 'cache.ts': CACHE.replace('{\n', '{\n  clone() { return new this.constructor(); }\n'), 'run.ts': RUN }],
    ['made by a static method that returns it', { 'cache.ts': CACHE.replace('{\n', '{\n  static make() { return new this(); }\n'), 'run.ts': RUN }],
    ['whose base hands it on', { 'cache.ts': `class Base {\n  constructor(app) { app.add(this); }\n}\n${CACHE.replace('Cache {', 'Cache extends Base {')}`, 'run.ts': RUN }],
  ])('%s', (_, files) => {
    expect(judged({ ...PRIVATE, 'cache.ts': CACHE, ...files })).toEqual(JUDGED_ALONE);
  });
});

/** The one map of `cache.ts`: the certainty of its finding, its home and what that is called. */
function judged(files: Files): readonly unknown[] {
  const { finding, home } = mapIn(files);
  return [finding?.certainty ?? 'unreported', home.kind, home.label];
}

function evidenceIn(files: Files) {
  return mapIn(files).finding?.evidence;
}

function mapIn(files: Files) {
  const root = temporaryFolder(files);
  const path = `${root}/cache.ts`;
  const project = projectAround(path);
  const [map] = modelFor(parseSource(path, files['cache.ts'] ?? ''), {}, path, () => project.elsewhereOf(path)).containers;
  if (!map) throw new Error('there is no map');
  return map;
}

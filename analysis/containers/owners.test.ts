import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../index.js';

/** A class with a field that its methods' parameters do not make descriptor-like. */
const CACHE = `class Cache {
  #sizes = new Map<object, number>();
  add(event: { page: object }) {
    const { page } = event;
    this.#sizes.set(page, (this.#sizes.get(page) ?? 0) + 1);
  }
}`;
const EXPRESSION = CACHE.replace('class Cache', 'class');

const decorated = (decorator: string, module: string, imported = /\w+/.exec(decorator)?.[0]): string => `import { ${imported} } from '${module}';\n${decorator}\nexport ${CACHE}`;
const withStatic = (members: string): string => `export ${CACHE.replace('{\n', `{\n${members}\n`)}`;

const KEPT: readonly (readonly [keeper: string, programs: readonly (readonly [where: string, program: string])[], label: unknown])[] = [
  ['module scope', [
    ['in a constant', `${CACHE}\nconst cache = new Cache();`],
    ['exported', `${CACHE}\nexport const cache = new Cache();`],
    ['exported by default', `${CACHE}\nexport default new Cache();`],
    ['exported in the way of CommonJS', `${CACHE}\nmodule.exports = new Cache();`],
    ['in an object', `${CACHE}\nexport const services = { cache: new Cache() };`],
    ['in an array', `${CACHE}\nexport const services = [new Cache()];`],
    ['frozen', `${CACHE}\nexport const cache = Object.freeze(new Cache());`],
    ['behind a proxy', `${CACHE}\nexport const cache = new Proxy(new Cache(), {});`],
    ['on a prototype', `${CACHE}\nObject.defineProperty(Page.prototype, 'cache', new Cache());`],
    ['of a class expression', `export const cache = new (${EXPRESSION})();`],
    ['in a field of what module scope keeps', `${CACHE}\nclass App { cache = new Cache(); }\nexport const app = new App();`],
    ['made in the constructor of what module scope keeps', `${CACHE}\nclass App { constructor() { this.cache = new Cache(); } }\nexport const app = new App();`],
    ['of a subclass', `${CACHE}\nclass Sub extends Cache {}\nexport const sub = new Sub();`],
  ], 'a field of `Cache`, which module scope keeps'],
  ['a static field', [
    ['of the class', withStatic('static #instance = new Cache();')],
    ['of another', `${CACHE}\nexport class App { static readonly cache = new Cache(); }`],
  ], 'a field of `Cache`, which a static field keeps'],
  ['a singleton', [
    ['filled lazily', withStatic('static #instance; static get() { return (this.#instance ??= new Cache()); }')],
    ['filled under a test', withStatic('static instance; static getInstance() { if (!Cache.instance) Cache.instance = new Cache(); return Cache.instance; }')],
    ['made of `this`', withStatic('static instance; static getInstance() { this.instance ||= new this(); return this.instance; }')],
    ['in a variable', `let cache;\nexport ${CACHE}\nexport function getCache() { cache ??= new Cache(); return cache; }`],
  ], 'a field of `Cache`, a singleton'],
  ['a decorator that is given one', [
    ['of a field', `${CACHE}\nexport class Page { @cachedIn(new Cache()) title = ''; }`],
  ], 'a field of `Cache`, which a decorator keeps'],
  ['dependency injection, with `@Injectable()`', [
    ['of Nest', decorated('@Injectable()', '@nestjs/common')],
    ['of Nest, by name', decorated('@Injectable({ scope: Scope.DEFAULT })', '@nestjs/common')],
    ['of Angular', decorated("@Injectable({ providedIn: 'root' })", '@angular/core')],
    ['of Ts.ED', decorated('@Injectable()', '@tsed/di')],
  ], 'a field of `Cache`, a `@Injectable()`'],
  ['dependency injection, with `@singleton()`', [
    ['of tsyringe', decorated('@singleton()', 'tsyringe')],
    ['of whatever module', decorated('@singleton()', './container.js')],
  ], 'a field of `Cache`, a `@singleton()`'],
  ['dependency injection, with others', [
    ['a controller of Nest', decorated("@Controller('pages')", '@nestjs/common')],
    ['a service of TypeDI', decorated('@Service()', 'typedi')],
    ['a scope', decorated('@Scope(ScopeEnum.Singleton)', '@midwayjs/core')],
    ['a bare decorator', decorated('@Singleton', 'typescript-ioc')],
  ], expect.stringMatching(/^a field of `Cache`, a `@(?:Controller|Service|Scope|Singleton)\(\)`$/)],
];

describe.each(KEPT)('an instance that is kept by %s', (_, programs, label) => {
  it.each(programs)('%s', (_name, program) => {
    expect(homeIn(program)).toMatchObject({ kind: 'descriptor', label });
  });
});

describe('an instance that dies with a call', () => {
  it.each([
    ['used through its members', `${CACHE}\nexport function run(event) { const cache = new Cache(); cache.add(event); }`],
    ['used on the spot', `${CACHE}\nexport function run(event) { new Cache().add(event); }`],
    ['named in types and tests', `${CACHE}\nexport function run(event) { const cache: Cache = new Cache(); cache.add(event); }\nexport const is = (x: unknown) => x instanceof Cache;`],
    ['a part of one that does', `${CACHE}\nclass Run { cache = new Cache(); run(event) { this.cache.add(event); } }\nexport function run(event) { new Run().run(event); }`],
  ])('%s', (_name, program) => {
    expect(homeIn(program)).toMatchObject({ kind: 'local', label: 'a field of `Cache`, whose instances die with a call' });
  });
});

describe('an instance of which nothing is known', () => {
  it.each([
    ['of a class that others may make', `export ${CACHE}`],
    ['that is returned', `${CACHE}\nexport const make = () => new Cache();`],
    ['that is called at load, and not kept', `${CACHE}\nnew Cache().add({ page: {} });`],
    ['that is given away at load', `${CACHE}\nregister(new Cache());`],
    ['in a field of a class that others may make', `${CACHE}\nexport class App { cache = new Cache(); }`],
    ['that a method hands out, though its owner dies', `${CACHE}\nclass Run { cache = new Cache(); get() { return this.cache; } }\nexport function run() { return new Run().get(); }`],
    ['that a static member holds for a while', withStatic('static current; static run() { this.current = new Cache(); this.current = undefined; }')],
    ['that a variable holds for a while', `let current;\nexport ${CACHE}\nexport function run() { current = new Cache(); current = null; }`],
    ['that a parameter gets where none is passed', `export ${CACHE}\nexport function run(event, cache) { cache ??= new Cache(); cache.add(event); }`],
    ['for each request', decorated('@Injectable({ scope: Scope.REQUEST })', '@nestjs/common')],
    ['provided wherever it is asked for', decorated('@Injectable()', '@angular/core')],
    ['of a component', decorated("@Component({ selector: 'app' })", '@angular/core')],
    ['that is made anew each time', decorated('@Service({ transient: true })', 'typedi')],
    ['injectable, by a decorator that makes no singleton', decorated('@injectable()', 'tsyringe')],
    ['with a decorator that only has the name', decorated('@Service()', './decorators.js')],
  ])('%s', (_name, program) => {
    expect(homeIn(program)).toMatchObject({ kind: 'field', label: 'a field of `Cache`' });
  });
});

/** The home of the one container in a program. */
function homeIn(program: string) {
  const { containers } = analyze(parseSource('a.ts', program));
  const home = containers.find(({ kind }) => kind === 'map')?.home;
  return home && { ...home, label: home.label.replace('a field of a class', 'a field of `Cache`') };
}

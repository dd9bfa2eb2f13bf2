import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-stringified-key.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({ languageOptions: { parser } });

const object = (key: string, because: string, text = '[object Object]', advice = 'Use a `WeakMap`, or a `Map` where the entries must be listed'): string =>
  `\`${key}\` (${because}) is no property key. ${advice}. [proven: every such object becomes the same string "${text}", so all of them share one entry]`;
const source = (key: string, because: string, form = 'function'): string =>
  `\`${key}\` (${because}) is no property key. Use a \`WeakMap\`, or a \`Map\` where the entries must be listed. [proven: a ${form} becomes its source text, so any two with the same text share one entry]`;

const cases = {
  valid: [
    { name: 'strings, numbers and symbols', code: "const cache = {}; const key = Symbol('key'); let i = 0; cache.a = cache['b'] = cache[i++] = cache[key] = cache[Symbol.iterator] = cache[`${i}`];" },
    { name: 'an element of an array', code: 'export function at(list: string[], index: number) { return list[index]; }' },
    { name: 'a key of which nothing is known', code: 'export function get(cache, node) { return cache[node]; }' },
    { name: 'a key that is an object by its name only', code: 'export function get(cache, element) { return cache[element] ?? element.tagName; }' },
    { name: 'an array, which has a string of its own', code: 'const cache = {}; const point = [1, 2]; cache[point] = cache[[3, 4]];' },
    { name: 'a class with its own toString', code: 'class Point { x = 1; toString() { return `${this.x}`; } } const cache = {}; const point = new Point(); cache[point] = 1; cache[new Point()] = 2;' },
    { name: 'a class with its own Symbol.toPrimitive', code: "class Unit { [Symbol.toPrimitive]() { return 'cm'; } } const sizes = {}; sizes[new Unit()] = 1;" },
    { name: 'a class that inherits a toString', code: "class Base { toString() { return 'base'; } } class Derived extends Base {} const cache = {}; cache[new Derived()] = 1;" },
    { name: '`this` where a subclass has a toString', code: "const cache = {}; class Base { find() { return cache[this]; } } export class Named extends Base { toString() { return 'named'; } }" },
    { name: 'a class that extends something out of sight', code: "import { Base } from './base.js'; class Derived extends Base {} const cache = {}; cache[new Derived()] = 1;" },
    { name: 'an imported class', code: "import { Page } from './page.js'; const cache = {}; cache[new Page()] = 1;" },
    { name: 'values with a meaningful string', code: "const cache = {}; cache[new Date()] = cache[new URL('https://a.example')] = cache[/a/] = cache[new String('a')] = cache[new Error('a')] = 1;" },
    { name: 'annotated values with a meaningful string', code: 'export function get(cache: any, date: Date, url: URL, anchor: HTMLAnchorElement) { return cache[date as any] + cache[url as any] + cache[anchor as any]; }' },
    { name: 'an interface, which a class with a toString may implement', code: 'interface Page { title: string } export function get(cache: any, page: Page) { return cache[page as any]; }' },
    { name: 'a literal with a toString', code: "const cache = {}; const key = { toString: () => 'key' }; cache[key] = 1;" },
    { name: 'a literal with a prototype or parts out of sight', code: 'export function get(cache, base) { const a = { ...base }; const b = { __proto__: base }; return cache[a] + cache[b] + cache[Object.create(base)]; }' },
    { name: 'a function that gets a toString', code: "const handlers = {}; function increment() {} increment.toString = () => 'increment'; handlers[increment] = 1;" },
    { name: 'a class with a static toString', code: "class Model { static toString() { return 'model'; } } const tables = { [Model]: 1 };" },
    { name: 'a guard that lets strings through', code: "export function get(cache, type) { if (typeof type === 'string') return cache[type]; return typeof type === 'function' ? type() : undefined; }" },
    { name: 'a guard of another run', code: "export function get(cache, type) { if (typeof type === 'function') return () => cache[type]; }" },
    { name: 'a proxy handler', code: 'export const view = new Proxy({}, { get(target, property) { return target[property]; }, has: (target, property) => property in target });' },
    { name: 'an enum', code: 'enum Kind { A, B } export const name = Kind[Kind.A]; export const table = { [Kind.B]: 1 };' },
    { name: 'a private name', code: 'export class Box { #value = 1; static is(box: object) { return #value in box; } }' },
    { name: 'a key of a map', code: 'class Page {} const cache = new Map(); cache.set(new Page(), 1);' },
  ],
  invalid: [
    {
      name: 'an instance of a class of the file',
      code: 'class Page {}\nconst cache = {};\nconst page = new Page();\ncache[page] = 1;',
      errors: [{ message: object('page', '`new Page`'), line: 4, column: 1, endLine: 4, endColumn: 12 }],
    },
    {
      name: 'an annotated parameter, behind a cast',
      code: 'class Page { title = ""; }\nexport function get(cache: Record<string, number>, page: Page) {\n  return cache[page as never];\n}',
      errors: [{ message: object('page as never', '`page: Page`'), line: 3, column: 10, endLine: 3, endColumn: 30 }],
    },
    {
      name: '`this`, and the class itself',
      code: 'const counts = {};\nexport class Widget {\n  constructor() { counts[this] = 1; }\n  static count() { return counts[this]; }\n}',
      errors: [
        { message: object('this', 'an instance of `Widget`'), line: 3, column: 19, endLine: 3, endColumn: 31 },
        { message: source('this', 'the class `Widget` itself', 'class'), line: 4, column: 27, endLine: 4, endColumn: 39 },
      ],
    },
    {
      name: 'a WeakMap that gets a property',
      code: 'class Page {}\nconst cache = new WeakMap();\nexport function put() {\n  const page = new Page();\n  cache[page] = 1;\n}',
      errors: [{ message: object('page', '`new Page`', '[object Object]', 'Use the methods of the `WeakMap`: what is in brackets is an ordinary property of it, held strongly'), line: 5, column: 3, endLine: 5, endColumn: 14 }],
    },
    {
      name: 'a field that is a Map',
      code: 'export class Cache {\n  #entries = new Map();\n  get(event: Event) { return this.#entries[event]; }\n}',
      errors: [{ message: object('event', '`event: Event`', '[object Event]', 'Use the methods of the `Map`: what is in brackets is an ordinary property of it, held strongly'), line: 3, column: 30, endLine: 3, endColumn: 50 }],
    },
    {
      name: 'object literals and instances of the language',
      code: 'const cache = {};\nconst options = { deep: true };\ncache[options] = 1;\ncache[new Map()] = 2;',
      errors: [
        { message: object('options', 'an object literal'), line: 3, column: 1, endLine: 3, endColumn: 15 },
        { message: object('new Map()', '`new Map`', '[object Map]'), line: 4, column: 1, endLine: 4, endColumn: 17 },
      ],
    },
    {
      name: 'functions and classes as names in a literal',
      code: 'function render() {}\nclass Page {}\nexport const table = { [render]: 1, [Page]: 2, [() => {}]: 3 };',
      errors: [
        { message: source('render', 'a function of this file'), line: 3, column: 24, endLine: 3, endColumn: 35 },
        { message: source('Page', 'a class of this file', 'class'), line: 3, column: 37, endLine: 3, endColumn: 46 },
        { message: source('() => {}', 'a function'), line: 3, column: 48, endLine: 3, endColumn: 61 },
      ],
    },
    {
      name: 'a member that is tested to be a function',
      code: "const warned = { hooks: {} };\nexport function warn(vnode) {\n  if (typeof vnode.type === 'function' && !warned.hooks[vnode.type]) {\n    warned.hooks[vnode.type] = true;\n  }\n}",
      errors: [
        { message: source('vnode.type', "`typeof vnode.type === 'function'`"), line: 3, column: 44, endLine: 3, endColumn: 68 },
        { message: source('vnode.type', "`typeof vnode.type === 'function'`"), line: 4, column: 5, endLine: 4, endColumn: 29 },
      ],
    },
    {
      name: 'a parameter that is called before',
      code: 'const results = {};\nexport function once(run) {\n  const result = run();\n  results[run] = result;\n}',
      errors: [{ message: source('run', '`run()` is called'), line: 4, column: 3, endLine: 4, endColumn: 15 }],
    },
    {
      name: 'a function by its type, in a delete and in a test',
      code: 'export function drop(cache: object, listener: () => void) {\n  if (listener in cache) delete cache[listener];\n}',
      errors: [
        { message: source('listener', '`listener: () => void`'), line: 2, column: 7, endLine: 2, endColumn: 15 },
        { message: source('listener', '`listener: () => void`'), line: 2, column: 33, endLine: 2, endColumn: 48 },
      ],
    },
    {
      name: 'either of two functions',
      code: 'const cache = {};\nexport function get(fast: boolean, run: () => void, walk: () => void) {\n  return cache[fast ? run : walk];\n}',
      errors: [{ message: source('fast ? run : walk', '`walk: () => void`'), line: 3, column: 10, endLine: 3, endColumn: 34 }],
    },
    {
      name: 'the class of an instance',
      code: 'const counts = {};\nexport class Model {\n  constructor() { counts[this.constructor] ??= 0; }\n}',
      errors: [{ message: source('this.constructor', 'the class of an instance', 'class'), line: 3, column: 19, endLine: 3, endColumn: 43 }],
    },
  ],
};

// The two types of a rule differ in the context that `create` takes, not in what happens.
const module = rule as unknown as Rule.RuleModule;
tester.run('no-stringified-key', module, cases);

tester.run('no-stringified-key where trees are made on demand', { ...module, create: (context) => module.create(onDemand(context as Rule.RuleContext)) }, cases);

/** What a rule sees in oxlint, where to read `ast` makes it. */
function onDemand(context: Rule.RuleContext): Rule.RuleContext {
  const { sourceCode } = context;
  const seen = Object.create(sourceCode, { ast: { get: () => sourceCode.ast } }) as typeof sourceCode;
  return Object.create(context, { sourceCode: { value: seen } }) as Rule.RuleContext;
}

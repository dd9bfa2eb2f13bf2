import { describe, expect, it } from 'vitest';
import { mayHaveObjectKey } from './object-keys.js';

describe('a text that may have an object for a key is one to read', () => {
  it.each([
    ['an instance', 'const page = new Page(); cache[page] = 1;'],
    ['an instance in the brackets', 'cache[new Page()] = 1;'],
    ['a function', 'function load() {} cache[load] = 1;'],
    ['a generator', 'function* ids() {} cache[ids] = 1;'],
    ['a class in an object', 'class Page {}\nexport const pages = { [Page]: 1 };'],
    ['a class in an object, as a method', 'class Page {}\nexport const pages = { [Page]() {} };'],
    ['an arrow function', 'const load = async () => 1;\ncache[load] = 1;'],
    ['a literal', 'const key = { a: 1 };\ncache[key] = 1;'],
    ['a literal on its own line', 'const key =\n  { a: 1 };\ncache[key] = 1;'],
    ['another name', 'const key = page\ncache[key] = 1'],
    ['one of two', 'const key = isNew\n  ? {}\n  : load;\ncache[key] = 1;'],
    ['one of two in the brackets', 'cache[a ? b : c] = 1;'],
    ['a default', 'cache[a || b] = 1;'],
    ['a default of a parameter', 'function f(key = {}) { return cache[key]; }'],
    ['a value given later', 'let key;\nkey = class {};\ncache[key] = 1;'],
    ['what is called', 'export const f = (make) => cache[make] ?? make();'],
    ['what is called if it is there', 'export const f = (make) => cache[make] ?? make?.();'],
    ['what is called with types', 'export const f = (make: any) => cache[make] ?? make<Page, Book[]>();'],
    ['what is tested to be a function', "if (typeof make === 'function') cache[make] = 1;"],
    ['a member that is tested so', "if (typeof it.make === 'function') cache[it.make] = 1;"],
    ['a member with a name in quotes that is tested so', 'if (typeof it["make"] === "function") cache[it["make"]] = 1;'],
    ['an annotation', 'export function f(page: Page) { return cache[page]; }'],
    ['an annotation that may be absent', 'export function f(page?: Page) { return cache[page]; }'],
    ['a function type', 'export function f(make: () => void) { return cache[make]; }'],
    ['a doc comment', '/** @param {Function} make */\nexport function f(make) { return cache[make]; }'],
    ['a doc comment of what may be absent', '/** @param {Page} [page] */\nexport function f(page) { return cache[page]; }'],
    ['`this`', 'class A { f() { return cache[this]; } }'],
    ['the class of an instance', 'class A { f() { return cache[this.constructor]; } }'],
    ['`new.target`', 'function A() { cache[new.target] = 1; }'],
    ['a cast', 'cache[page as any] = 1;'],
    ['a cast in the old style', 'cache[<any>page] = 1;'],
    ['an assertion', 'cache[page!] = 1;'],
    ['parentheses', 'cache[(page)] = 1;'],
    ['a literal in the brackets', 'cache[{ a: 1 }] = 1;'],
    ['a key over several lines', 'const page = new Page();\ncache[\n  page\n] = 1;'],
    ['a key that has no end in sight', `cache[${'a.b + '.repeat(100)}c] = 1;`],
    ['a generator of an object', 'class Page {}\nexport const pages = {\n  *[Page]() {},\n};'],
    ['a factor on its own line', '/* Sizes. */\nconst page = new Page();\nconst size = 2\n  * cache[page];'],
    ['before `in`', 'const page = new Page(); if (page in cache) f();'],
    ['`this` before `in`', 'class A { f() { return this in cache; } }'],
    ['parentheses before `in`', '(page) in cache;'],
    ['a member before `in` that is tested to be a function', "if (typeof it.make === 'function') it.make in cache;"],
    ['a class before `in`', 'class Page {} Page in cache;'],
  ])('%s', (_, text) => {
    expect(mayHaveObjectKey(text, true)).toBe(true);
  });
});

describe('others are not', () => {
  it.each([
    ['nothing', ''],
    ['numbers and strings', "a[0] = a['b'] = a[`c`] = a[-1];"],
    ['steps through a list', 'for (let i = 0; i < list.length; i++) list[i] = list[i + 1];'],
    ['names of a loop', 'for (const key in from) to[key] = from[key];'],
    ['names of another loop', 'for (const key of Object.keys(from)) to[key] = from[key];'],
    ['what a call gives', 'const id = idOf(node);\ncache[id] = 1;'],
    ['what a member holds', 'const { id } = node; const name = node.name; cache[id] = cache[name] = cache[node.id];'],
    ['annotations of texts and numbers', 'export function f(name: string, at?: number) { return cache[name][at]; }'],
    ['doc comments of texts', '/** @param {string} name */\nexport function f(name) { return cache[name]; }'],
    ['a list of instances', 'export const pages = [new Page(), { a: 1 }, this, () => 1];'],
    ['what is taken apart', 'const [first, second = {}] = pair;'],
    ['a private name', 'class A { #page; static is(a) { return #page in a; } }'],
    ['prose', '/* A function in the list. */\n// The class in [Page]\n/**\n * Called in [page], a class in `page()`.\n */\nexport const f = (page) => cache[page];'],
    ['lists after words of the language', 'const f = (a) => { for (const x of [a || 1]) return [a ? 1 : 2]; }'],
    ['a member of the name', 'export function f(page) { new Box().page = {}; return cache[page]; }'],
  ])('%s', (_, text) => {
    expect(mayHaveObjectKey(text, true)).toBe(false);
  });
});

it('a property is no annotation where there are no types', () => {
  const text = 'export const f = (page) => ({ page: Page, cached: cache[page] });';
  expect([mayHaveObjectKey(text, true), mayHaveObjectKey(text, false)]).toEqual([true, false]);
});

import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { weakFindingsIn } from './index.js';

/** What is said of the values that cannot be held weakly. */
function saidOf(program: string): readonly string[] {
  return weakFindingsIn(parseSource('a.ts', `export const seen = new WeakSet<any>();\n${program}`), ['primitive']).map(({ what }) => what.replace(' cannot be in a `WeakSet`', ''));
}

const USER = 'interface Named { name: string } interface User extends Named { id: number; nick?: string; tags: readonly string[]; kind: Kind; owner: User; key: symbol; any: any } type Kind = "a" | "b"; class Page { readonly #path = "x"; readonly title: string = ""; any: any; see() { PLACE } }\n';

describe('a value is primitive by what the file declares of it', () => {
  it.each([
    ['a member', 'function f(user: User) { seen.add(user.id); }', 'A number (`user.id: number`)'],
    ['an inherited member', 'function f(user: User) { seen.add(user.name); }', 'A string (`user.name: string`)'],
    ['a member of a member', 'function f(user: User) { seen.add(user.owner.name); }', 'A string (`user.owner.name: string`)'],
    ['a member that may be absent', 'function f(user: User) { seen.add(user.nick); }', 'A string (`user.nick: string`)'],
    ['a member behind a cast', 'function f(user: User) { seen.add(user.id as any); }', 'A number (`user.id: number`)'],
    ['a member of a named type', 'function f(user: User) { seen.add(user.kind); }', 'A primitive (`user.kind: Kind`)'],
    ['a member that is looked up first', 'function f(user: User) { if (!seen.has(user.name)) seen.add(user.name); }', 'A string (`user.name: string`)'],
    ['a member that is compared first', 'function f(user: User) { if (user.name && user.name !== "x") seen.add(user.name); }', 'A string (`user.name: string`)'],
    ['a destructured parameter', 'function f({ name }: User) { seen.add(name); }', 'A string (`name: string`)'],
    ['a destructured variable', 'function f(user: User) { const { owner: { id } } = user; seen.add(id); }', 'A number (`id: number`)'],
    ['a constant', 'function f(user: User) { const name = user.name; seen.add(name); }', 'A string (`name: string`)'],
    ['an element by its index', 'function f(names: string[]) { seen.add(names[0]); }', 'A string (`names[0]: string`)'],
    ['an element by a variable', 'function f(user: User, at: number) { seen.add(user.tags[at]); }', 'A string (`user.tags[at]: string`)'],
    ['an element that is asked for', 'function f(names: Array<number>) { seen.add(names.at(-1)); seen.add(names.pop()); }', 'A number (`names.at(-1): number`)', 'A number (`names.pop(): number`)'],
    ['an element of a loop', 'function f(user: User) { for (const tag of user.tags) seen.add(tag); }', 'A string (`tag: string`)'],
    ['an element of a callback', 'function f(names: Set<string>) { names.forEach((name) => seen.add(name)); }', 'A string (`name: string`)'],
    ['an element behind a filter', 'function f(names: string[]) { names.filter(Boolean).forEach((name) => { seen.add(name); }); }', 'A string (`name: string`)'],
    ['a destructured element', 'function f(names: string[]) { const [first] = names; seen.add(first); }', 'A string (`first: string`)'],
    ['a member of an element', 'function f(users: User[]) { for (const { name } of users) seen.add(name); users.forEach((user) => seen.add(user.id)); }', 'A string (`name: string`)', 'A number (`user.id: number`)'],
    ['a key of a map', 'function f(sizes: Map<string, object>) { for (const [name, size] of sizes) { seen.add(name); seen.add(size); } }', 'A string (`name: string`)'],
    ['a value of a record', 'function f(names: Record<string, string>, key: string) { seen.add(names[key]); }', 'A string (`names[key]: string`)'],
    ['what a function gives back', 'function nameOf(user: User): string { return user.name; } function f(user: User) { seen.add(nameOf(user)); }', 'A string (`nameOf(user): string`)'],
    ['what a promise gives', 'async function load(): Promise<string> { return ""; } async function f() { seen.add(await load()); }', 'A string (`await load(): string`)'],
    ['an enum', 'enum Level { Low } function f(level: Level) { seen.add(level); }', 'A string or number (`level: Level`)'],
    ['a branded text', 'type Id = string & { readonly __brand: "Id" }; function f(id: Id) { seen.add(id); }', 'A string (`id: Id`)'],
    ['the type of a member', "function f(name: User['name']) { seen.add(name); }", "A string (`name: User['name']`)"],
  ])('%s', (_, program, ...said) => {
    expect(saidOf(USER.replace('PLACE', '') + program)).toEqual(said);
  });

  it('a field of the class', () => {
    expect(saidOf(USER.replace('PLACE', 'seen.add(this.title); seen.add(this.any);'))).toEqual(['A string (`this.title: string`)']);
  });
});

describe('a value is primitive by where it comes from', () => {
  it.each([
    ['the names of a loop', 'export function f(table) { for (const name in table) seen.add(name); }'],
    ['the names of an object', 'export function f(table) { for (const name of Object.keys(table)) seen.add(name); }'],
    ['the names of an object, kept', 'export function f(table) { const names = Object.keys(table).sort(); for (const name of names) if (!seen.has(name)) seen.add(name); }'],
    ['the names of an object, by a callback', 'export function f(table) { Object.getOwnPropertyNames(table).filter((name) => name).forEach(function (name) { seen.add(name); }); }'],
    ['a name of an object, by index', 'export function f(table) { seen.add(Object.keys(table)[0]); }'],
    ['a name of an object, destructured', 'export function f(table) { const [first] = Object.keys(table); seen.add(first); }'],
    ['the names in the entries of an object', 'export function f(table) { for (const [name, value] of Object.entries(table)) { seen.add(name); seen.add(value); } }'],
    ['the same by a callback', 'export function f(table) { Object.entries(table).forEach(([name, value]) => { seen.add(name); seen.add(value); }); }'],
    ['the elements of a list', "export function f() { for (const name of ['a', 'b']) seen.add(name); }"],
    ['the elements of a list that is kept', "const NAMES = ['a', 'b']; export function f() { NAMES.forEach((name) => seen.add(name)); }"],
    ['a member of a literal', "const config = { name: 'a' }; export function f() { seen.add(config.name); }"],
    ['what a function of the file gives back', 'function keyOf(a, b) { return `${a}:${b}`; } export function f(a, b) { seen.add(keyOf(a, b)); }'],
    ['what a method gives back', 'export class A { #keyOf(a) { return `${a}`; } f(a) { const key = this.#keyOf(a); seen.add(key); } }'],
    ['either of two', "export function f(a) { const key = a ? 'a' : 'b'; seen.add(key); }"],
    ['several values', "export function f(a) { let key = 'a'; if (a) key = 'b'; seen.add(key); }"],
  ])('%s', (_, program) => {
    expect(saidOf(program)).toEqual(['A string']);
  });
});

describe('nothing is said of', () => {
  it.each([
    ['members of which nothing, or no primitive, is declared', 'function f(user: User) { seen.add(user.owner); seen.add(user.any); seen.add(user.key); seen.add(user.other); }'],
    ['elements of lists of objects', 'function f(users: User[], both: (User | string)[]) { users.forEach((user) => seen.add(user)); for (const each of both) seen.add(each); seen.add(users[0]); const [first] = users; seen.add(first); }'],
    ['values of a map and of an object', 'function f(map: Map<string, object>, table: object) { for (const value of map.values()) seen.add(value); for (const value of Object.values(table)) seen.add(value); for (const name in table) seen.add(table[name]); }'],
    ['all own keys, which may be symbols', 'function f(table: object) { for (const key of Reflect.ownKeys(table)) seen.add(key); for (const key of Object.getOwnPropertySymbols(table)) seen.add(key); }'],
    ['what is looked up by a name', 'function f(names: string[]) { names.map((name) => document.getElementById(name)).forEach((element) => seen.add(element)); }'],
    ['a default that is an object', 'function f({ name = {} as any }: { name?: any }) { seen.add(name); }'],
    ['what is tested to be an object', 'function f(user: User) { if (typeof user.name === "object") seen.add(user.name); if (isObject(user.name)) seen.add(user.name); if ((user.name as any) instanceof Page) seen.add(user.name); }'],
    ['a variable that may hold an object', 'export function f(a: any) { let key: any = "a"; if (a) key = { a }; seen.add(key); }'],
    ['a list that is given objects', 'const list: any[] = ["a"]; export function add(a: object) { list.push(a); } export function f() { for (const each of list) seen.add(each); }'],
    ['a list that others have', 'export const list = ["a"]; export function f() { for (const each of list) seen.add(each); }'],
    ['a literal that is given objects', 'const config: any = { name: "a" }; export function set(name: object) { config.name = name; } export function f() { seen.add(config.name); }'],
    ['a function that may give an object back', 'function keyOf(a: any) { if (a) return a; return "a"; } export function f(a: any) { seen.add(keyOf(a)); }'],
    ['a promise and a generator', 'async function load() { return "a"; } function* names() { yield "a"; } export function f() { seen.add(load()); seen.add(names()); }'],
    ['an imported type', 'import type { Id } from "./id.js"; export function f(id: Id) { seen.add(id); }'],
    ['a shadowed `Object`', 'export function f(Object: any, table: any) { for (const name of Object.keys(table)) seen.add(name); }'],
  ])('%s', (_, program) => {
    expect(saidOf(USER.replace('PLACE', '') + program)).toEqual([]);
  });
});

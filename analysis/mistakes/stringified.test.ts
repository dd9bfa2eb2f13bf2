import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { stringifiedKeysIn } from './stringified.js';

/** What is said of the keys of a program in JavaScript, or with types. */
function saidOf(program: string, path = 'a.js'): readonly string[] {
  return stringifiedKeysIn(parseSource(path, `const sizes = {};\n${program}`), path.endsWith('.ts')).map(({ name, why }) => `${name}: ${/(?<=").*(?=")|(?<=^a )\w+/.exec(why)?.[0] ?? why}`);
}

const ELEMENT = '[object HTMLDivElement]';
const OBJECT = '[object Object]';

describe('a key that becomes a string', () => {
  it.each([
    ['an element', "const row = document.createElement('tr'); sizes[row] = 1;", `row: ${ELEMENT}`],
    ['an element on the spot', "sizes[document.createElement('tr')] = 1;", `document.createElement('tr'): ${ELEMENT}`],
    ['an element by a constant name', "const TAG = 'tr'; export const add = (node) => { const row = node.ownerDocument.createElement(TAG); sizes[row] = 1; };", `row: ${ELEMENT}`],
    ['an element of SVG', "const shape = window.document.createElementNS('http://www.w3.org/2000/svg', 'path'); if (shape in sizes) f();", `shape: ${ELEMENT}`],
    ['a text', "const text = document.createTextNode('a'); sizes[text] = 1;", 'text: [object Text]'],
    ['an element that is found', "const table = document.querySelector('main table.wide'); sizes[table] = 1;", `table: ${ELEMENT}`],
    ['elements of a list', "for (const row of document.querySelectorAll('tr')) sizes[row] = 1;", `row: ${ELEMENT}`],
    ['elements of a list, by a callback', "const rows = document.getElementsByTagName('tr'); Array.from(rows).forEach((row) => { sizes[row] = 1; });", `row: ${ELEMENT}`],
    ['a part of the page', 'sizes[document.body] = 1;', `document.body: ${ELEMENT}`],
    ['what a function gives back', 'const make = (x) => ({ x, y: 0 }); export function add(x) { const point = make(x); sizes[point] = 1; }', `point: ${OBJECT}`],
    ['what a function gives back, on the spot', 'function make(x) { return { x }; } sizes[make(1)] = 1;', `make(1): ${OBJECT}`],
    ['what one of two ways gives back', 'class A {} function make(x) { if (!x) return null; return x > 1 ? new A() : { x }; } const made = make(1); sizes[made] = 1;', `made: ${OBJECT}`],
    ['an element that a function makes', "function row() { const made = document.createElement('tr'); return made; } const made = row(); sizes[made] = 1;", `made: ${ELEMENT}`],
    ['what a method gives back', 'export class Graph { weights = {}; #make(x) { return { x }; } add(x) { const node = this.#make(x); this.weights[node] = 1; } }', `node: ${OBJECT}`],
    ['what a static method makes', 'class Point { static of(x) { return new Point(x); } } const point = Point.of(1); sizes[point] = 1;', `point: ${OBJECT}`],
    ['what an object of the file makes', 'class Factory { make(x) { return { x }; } } const factory = new Factory(); const made = factory.make(1); sizes[made] = 1;', `made: ${OBJECT}`],
    ['what a promise gives', 'async function load() { return { a: 1 }; } export async function f() { const data = await load(); sizes[data] = 1; }', `data: ${OBJECT}`],
    ['a promise', 'async function load() { return 1; } const loading = load(); sizes[loading] = 1;', 'loading: [object Promise]'],
    ['a frozen literal', 'const key = Object.freeze({ a: 1 }); sizes[key] = 1;', `key: ${OBJECT}`],
    ['a variable that is given one later', 'let key; key = { a: 1 }; sizes[key] = 1;', `key: ${OBJECT}`],
    ['a private field', 'export class A { #key = {}; f() { return sizes[this.#key]; } }', `this.#key: ${OBJECT}`],
    ['a function that a function gives back', 'const later = (x) => () => x; const run = later(1); sizes[run] = 1;', 'run: function'],
  ])('%s', (_, program, said) => {
    expect(saidOf(program)).toEqual([said]);
  });

  it.each([
    ['an element by its type', 'export function f(row: HTMLElement) { sizes[row as unknown as string] = 1; }', `row as unknown as string: ${ELEMENT}`],
    ['one kind of element', 'export function f(row: HTMLTableRowElement | null) { sizes[row as any] = 1; }', 'row as any: [object HTMLTableRowElement]'],
    ['a member that is an element', 'interface Entry { readonly box: Element } export function f(entry: Entry) { sizes[entry.box as never] = 1; }', `entry.box as never: ${ELEMENT}`],
    ['an element of a list of a class', 'class Page { #a = 1 } export function f(pages: Page[]) { for (const page of pages) sizes[page as any] = 1; }', `page as any: ${OBJECT}`],
    ['what a function declares to give back', 'class Page { #a = 1 } declare const all: any; function find(): Page { return all.page; } const page = find(); sizes[page as any] = 1;', `page as any: ${OBJECT}`],
    ['a literal behind an interface', 'interface Vertex { x: number } function vertex(x: number): Vertex { return { x }; } const weights = new Map<Vertex, number>(); export function f(x: number) { const made = vertex(x); (weights as any)[made as any] = 1; }', `made as any: ${OBJECT}`],
  ])('%s', (_, program, said) => {
    expect(saidOf(program, 'a.ts')).toEqual([said]);
  });
});

describe('a key with a string of its own, or of which nothing is known', () => {
  it.each([
    ['a link', "const link = document.createElement('a'); sizes[link] = sizes[document.querySelector('nav a.home')] = 1;"],
    ['an element of a name that is not known', "export function f(tag) { const made = document.createElement(tag); sizes[made] = 1; const own = document.createElement('my-row'); sizes[own] = 2; }"],
    ['what is no document', "export function f(document, library) { sizes[document.createElement('tr')] = sizes[library.createElement('tr')] = 1; }"],
    ['an element that is found by its class', "sizes[document.querySelector('.row')] = 1; sizes[document.getElementById('row')] = 1;"],
    ['an id that a function gives back', "function idOf(node) { return node.id; } const id = idOf(1); sizes[id] = 1; const key = (a) => `${a}`; sizes[key(1)] = 1;"],
    ['what may be a text', "function make(x) { if (x) return 'a'; return { x }; } const made = make(1); sizes[made] = 1;"],
    ['a list that a function gives back', 'const pair = (x, y) => [x, y]; const at = pair(1, 2); sizes[at] = 1;'],
    ['an object with a string that a function makes', "class Point { toString() { return 'p'; } } const point = () => new Point(); const made = point(); sizes[made] = 1; const label = () => ({ toString: () => 'a' }); sizes[label()] = 1;"],
    ['a class that gets its string by its prototype', "class Point {} Point.prototype.toString = () => 'p'; const point = new Point(); sizes[point] = 1;"],
    ['an object that gets its string in its constructor', "class Point { constructor() { this.toString = () => 'p'; } } const point = new Point(); sizes[point] = 1;"],
    ['a function that a function gives a string', "function action(type) { const make = () => ({ type }); make.toString = () => type; return make; } const add = action('add'); sizes[add] = 1;"],
    ['a symbol that a function makes', "const make = () => Symbol('a'); const key = make(); sizes[key] = 1;"],
    ['a variable that becomes a text', "const make = () => ({ id: 'a' }); let key = make(); key = key.id; sizes[key] = 1;"],
    ['a method that a subclass replaces', "export class A { key() { return {}; } f() { return sizes[this.key()]; } } export class B extends A { key() { return 'b'; } }"],
    ['a field that others set', 'export class A { key = {}; f() { return sizes[this.key]; } }'],
  ])('%s', (_, program) => {
    expect(saidOf(program)).toEqual([]);
  });

  it.each([
    ['a link, by its type', 'export function f(link: HTMLAnchorElement, range: Range, both: HTMLElement | string) { sizes[link as any] = sizes[range as any] = sizes[both as any] = 1; }'],
    ['a type of another file that is called so', "import type { Node } from 'estree'; export function f(node: Node) { sizes[node as any] = 1; }"],
    ['a member of which only an interface is known', 'interface Page { title: string } interface Entry { page: Page } export function f(entry: Entry) { sizes[entry.page as any] = 1; }'],
  ])('%s', (_, program) => {
    expect(saidOf(program, 'a.ts')).toEqual([]);
  });
});

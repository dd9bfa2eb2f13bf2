import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../findings/analyze.js';

/** What a function that writes an entry shows of its key. */
function keyIn(body: string, path = 'a.mjs'): { sort: string; certainty: string; nullable: boolean } {
  const program = `${path.endsWith('.cjs') ? '' : 'export {};\n'}const map = new Map();\nfunction write(node, other) { ${body} }\nglobalThis.write = write; globalThis.read = (key) => map.get(key);\n`;
  const [container] = analyze(parseSource(path, program)).containers;
  if (!container) throw new Error('no container');
  const { sort, certainty, nullable } = container.keys();
  return { sort, certainty, nullable };
}

const PROVEN = { sort: 'object', certainty: 'proven', nullable: false };

describe('proof that a key is an object', () => {
  it.each([
    ['a guard with a test for null', "if (typeof node === 'object' && node !== null) map.set(node, 1);"],
    ['an early exit', "if (typeof node !== 'object' || !node) return; map.set(node, 1);"],
    ['an early exit from a loop', "for (node of other) { if (!(node instanceof Foo)) continue; map.set(node, 1); }"],
    ['a call of a method that no primitive has', 'node.appendChild(other); map.set(node, 1);'],
    ['a read of a member of a member that no primitive has', 'const size = node.children.length; map.set(node, size);'],
    ['such a call', 'const names = node.children.map(String); map.set(node, names);'],
    ['a write of a property, in strict code', 'node.owner = other; map.set(node, 1);'],
    ['a write in a loop, proven anew in each round', 'while (other) { node.attach(); map.set(node, 1); node = node.parent; }'],
    ['a variable that is set before', 'let made; made = new Foo(); map.set(made, 1);'],
  ])('%s', (_, body) => {
    expect(keyIn(body)).toEqual(PROVEN);
  });
});

describe('no proof', () => {
  it.each([
    ['a guard on another value', "if (typeof node !== 'object' || !node) return; node = String(node); map.set(node, 1);"],
    ['a use of another value', 'node.appendChild(other); node = node.id; map.set(node, 1);'],
    ['a guard once before a loop that goes on to other values', "if (!(node instanceof Foo)) return; for (;;) { map.set(node, 1); node = node.next; }"],
    ['a guard that lets null through', "if (typeof node === 'object') map.set(node, 1);"],
    ['a guard that lets nothing but null through', "if (typeof node === 'object' && !node) map.set(node, 1);"],
    ['a member that may be absent', 'const size = node.children?.length; map.set(node, size);'],
    ['a member of a value that may be absent', 'const size = node?.children.length; map.set(node, size);'],
    ['a member of a member that primitives have', 'const size = node.length.toFixed(); map.set(node, size);'],
    ['a member of a member, whose error is caught', 'let size = 0; try { size = node.children.length; } catch {} map.set(node, size);'],
    ['a member of a member, read when the entry is there', 'map.set(node, 1); other(node.children.length);'],
    ['an optional call', 'node.appendChild?.(other); map.set(node, 1);'],
    ['a use in a default value', 'const { x = node.appendChild(1) } = other; map.set(node, 1);'],
    ['a use in an assignment that need not happen', 'other ??= node.appendChild(1); map.set(node, 1);'],
    ['a use behind an optional chain', 'other?.push(node.appendChild(1)); map.set(node, 1);'],
    ['a use that a break can skip', 'do { if (other) break; node.appendChild(1); } while (true); map.set(node, 1);'],
    ['a use that a labelled break can skip', 'here: { if (other) break here; node.appendChild(1); } map.set(node, 1);'],
    ['a use in a class field', 'class Later { x = node.appendChild(1); } map.set(node, Later);'],
    ['a frozen value', 'map.set(Object.freeze(node), 1);'],
    ['a prototype, which may be null', 'map.set(Object.getPrototypeOf(node), 1);'],
    ['what some `bind` gives', 'map.set(node.bind(other), 1);'],
    ['an element of a literal', 'const [first] = [node]; map.set(first, 1);'],
    ['an element of a literal, assigned', 'let first; [first] = [node]; map.set(first, 1);'],
    ['a property of a new object', 'let first; ({ first } = new Foo()); map.set(first, 1);'],
    ['the left side of `&&`', 'map.set(node && new Foo(), 1);'],
    ['a variable that some path leaves empty', 'let made; if (other) made = new Foo(); map.set(made, 1);'],
  ])('%s', (_, body) => {
    expect(keyIn(body)).not.toEqual(PROVEN);
  });

  it('a write of a property, in code that may be sloppy', () => {
    expect(keyIn('node.owner = other; map.set(node, 1);', 'a.cjs')).not.toEqual(PROVEN);
  });

  it('an argument behind a spread', () => {
    const [container] = analyze(parseSource('a.mjs', 'const map = new Map(); function put(a, node) { map.set(node, 1); map.get(node); } export const x = (list) => put(...list, new Foo());')).containers;
    expect(container?.keys()).not.toMatchObject(PROVEN);
  });
});

describe('what a type excludes', () => {
  const keysOf = (types: string, key: string): unknown => {
    const [container] = analyze(parseSource('a.ts', `${types}\nconst map = new Map<${key}, number>();\nexport function put(key: ${key}) { map.set(key, 1); return map.get(key); }`)).containers;
    return container?.keys();
  };

  it.each([
    ['a class that adds nothing to an empty one', 'class Base { toString() { return ""; } } class Key extends Base { valueOf() { return 1; } }', 'Key'],
    ['what a promise gives', '', 'Awaited<Promise<string>>'],
    ['a type parameter with a brand', 'type Branded<T> = T & { brand: 1 };', 'Branded<string>'],
    ['interfaces that extend each other', 'interface A extends B {} interface B extends A {}', 'A'],
    ['classes that extend each other', 'class A extends B {} class B extends A {}', 'A'],
  ])('%s proves nothing', (_, types, key) => {
    expect(keysOf(types, key)).not.toMatchObject({ sort: 'object', certainty: 'proven' });
  });

  it.each([
    ['a class that extends one with a member of its own', 'class Base { draw() {} } class Key extends Base {}', 'Key'],
    ['a class that extends one from elsewhere', 'class Key extends Imported {}', 'Key'],
  ])('%s proves an object', (_, types, key) => {
    expect(keysOf(types, key)).toMatchObject({ sort: 'object', certainty: 'proven', nullable: false });
  });
});

it('a helper method that a subclass replaces is followed, and an escape all the same', () => {
  const [container] = analyze(parseSource('a.ts', 'class A { #m = new Map<object, number>(); get(el: object) { this.#m.set(el, 1); return this.read(this.#m, el); } protected read(map: Map<object, number>, el: object) { return map.get(el); } } class B extends A { protected override read(map: Map<object, number>) { return map.size; } } export const b = new B();')).containers;
  expect(container?.uses.map(({ kind }) => kind)).toEqual(['set', 'escape', 'get', 'size']);
});

describe('classes that seem to extend themselves', () => {
  it.each([
    ['a name that is given a subclass of itself', 'let Base = class { cache = new Map(); note(page) { this.cache.set(page, 1); } }; Base = class extends Base { cache = new Map(); get(page) { return this.cache.get(page); } }; new Base(); export { Base };'],
    ['two that extend each other', 'class A extends B { x = new Map(); put(page) { this.x.set(page, 1); } } class B extends A { x = new Map(); put(page) { this.x.set(page, 2); } } new A(1); export { A };'],
  ])('%s', (_, program) => {
    expect(analyze(parseSource('a.mjs', program)).containers.length).toBeGreaterThan(0);
  });
});

describe('odd but valid files', () => {
  it.each([
    ['a map that holds itself', "const map = new Map(); map.set('a', map); export const f = (x) => map.get('a').set(x, 1);"],
    ['a table that goes down into itself', 'const map = new Map(); export function f(path) { let at = map; for (const key of path) { let next = at.get(key); if (!next) at.set(key, (next = new Map())); at = next; } return at; }'],
    ['aliases in a circle', 'let a = b, b = a; a = new Map(); b = a; a = b; a.set({}, 1); const c = { d: c.d }; c.d = new Map(); c.d = c.d;'],
    ['functions that call each other', 'const map = new Map(); function a(x) { return b(x); } function b(x) { map.set(x, map.get(x)); return a(x); } a(1);'],
  ])('%s', (_, program) => {
    expect(() => analyze(parseSource('a.js', program))).not.toThrow();
  });

  it('reads thousands of containers in one literal', () => {
    const members = Array.from({ length: 2000 }, (_, i) => `m${i}: new Map<object, number>()`).join(',\n');
    const uses = Array.from({ length: 2000 }, (_, i) => `export const f${i} = (el: object) => caches.m${i}.get(el) ?? caches.m${i}.set(el, 1).get(el);`).join('\n');
    expect(analyze(parseSource('a.ts', `const caches = {\n${members}\n};\n${uses}\n`)).containers).toHaveLength(2000);
  });
});

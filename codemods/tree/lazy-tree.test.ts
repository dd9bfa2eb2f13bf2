import { readFileSync } from 'node:fs';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { describe, expect, it } from 'vitest';
import { analyze, type AnalyzeOptions } from 'yuku-analyzer';
import { load } from 'yuku-core';
import { nameBorne, type Node } from '../../analysis/source/ast.js';
import { grouped } from '../../analysis/source/lists.js';
import { readFixtures } from '../../fixtures/fixture.js';
import { KINDS } from './layout.js';
import { LazyNode, LazyTree } from './lazy-tree.js';

type Language = NonNullable<AnalyzeOptions['lang']>;

const PROGRAMS: readonly (readonly [what: string, language: Language, text: string])[] = [
  ['statements', 'jsx', "'use strict'; if (a) b; else { c; } for (let i = 0, n; i < 3; i++) continue; for (const k in o) break; for (const x of xs); while (a) b; do { ; } while (c); out: for (;;) { continue out; } switch (a) { case 1: b; default: } throw a; try { a; } catch (e) { b; } finally { c; } try {} catch {} debugger;"],
  ['statements of scripts', 'jsx', 'with (a) b; var c = 0777 + 08; return;'],
  ['expressions', 'jsx', 'a, b; a ? b : c; !a; typeof a; void -b; delete a.b; a++; --b; a ??= b; a **= 2; a || b && c; a ?? (d); a in b; a instanceof b; a >>> 1; new A; new A(1, ...b); a?.b?.[c]?.(d); this; super_; import.meta; (a); [1, , b, ...c]; ({ a, b: 1, [c]: 2, d() {}, get e() { return 1; }, set e(x) {}, ...f, "g": 3, async *h() { yield; yield* a; await b; } });'],
  ['literals', 'jsx', String.raw`1; 1_000.5e3; 0x1F; 0o17; 0b11; 10n; 0xFFn; 'a\n\u{1F600}b'; "\uD83D"; '\uD83D\uDE00'; true; false; null; /a[/]b/giu; /(?<n>a)\k<n>/dgs; ${'`a${b}c\\n${d}`'}; tag${'`x\\u{`'};`],
  ['functions', 'jsx', 'function f(a, { b = 1, ...c } = {}, [d, , e = 2, ...g], ...h) {} const g = async (x, ...y) => x; const k = function* named() {}; async function l() { for await (const x of y) await x; } export default function () {}'],
  ['patterns', 'jsx', '({ a, b: [c = 1], ...d } = e); [a, , ...b] = c; for ({ a } of b); const { x: { y } = {}, [z]: w } = v;'],
  ['classes', 'ts', '@d class A<T> extends B<T> implements C, D<T> { @d() a = 1; static #b; c!: T; declare d; readonly e?: number; static { f(); } constructor(private readonly g: T, @p h?, public override i = 1) { super(); } @d get j(): T { return this.#k; } static set j(v) {} async *[l]<U>(this: A<T>, m: U): void {} accessor n = 1; private static async o() {} static accessor #p; protected q(): void; q() { #r in this; } } abstract class E { abstract f: T; abstract g(): void; abstract accessor h: T; private abstract get i(): T; } const F = class G {};'],
  ['modules', 'ts', 'import a, { b as c, type D, default as e } from "f"; import * as g from "h"; import type I from "i"; import j from "k" with { type: "json" }; import source l from "m"; import defer * as n from "o"; import "p"; export { a as default, type D }; export * from "q"; export * as r from "s"; export type { T } from "t"; export const u = 1; export default class {} const v = import("w", { with: {} }); import.meta.url;'],
  ['types', 'ts', 'type A<in out T extends B = C, const D = E> = { a: any; b?: unknown; readonly c: never; d(): void; new <T>(x: T): null; <T>(this: T, ...y: T[]): undefined; [k: string]: string; get e(): number; set e(v: bigint); "f": boolean; [g]: symbol; h?(): object; }; type F = A["b"][] | (typeof a.b<c> & unique symbol) | readonly [x: 1, y?: -2, ...z: `a${B}c`[]]; type G = T extends (infer U extends V)[] ? keyof U : (x: T) => asserts x is U; type H = abstract new () => this; type I = { +readonly [K in keyof T as `x${K}`]-?: T[K] }; type J = { [K in T]+?: U }; type K = { -readonly [K in T]?: U }; type L = import("m", { with: {} }).N<O>; type P = [Q?, ...R]; type S = (typeof import("x")); let t: A.B.C<D>; function u(x): x is string; function u(x): asserts x; function v(this: W) {}'],
  ['declarations', 'ts', 'interface A<T> extends B<T>, C { a: T } enum D { A = 1, "b", C = A } declare const enum E {} namespace F.G { export const h = 1; } declare module "i" { export = j; } declare global { var k; } declare function l(x): void; declare class M { n(); } import o = require("p"); import type q = r.s; export = t; export as namespace U; declare let v: W, w; using x = y(); async function z() { await using a = b; } type AA = intrinsic; abstract class AB {}'],
  ['expressions of types', 'ts', 'a as B; <C>d; e!; f satisfies G; h<I>; new J<K>(); l<M>(); n<O>`p`; (q as R) = 1; let s!: T; x?.y!.z; <U,>(v: U) => v;'],
  ['types of JSDoc', 'ts', 'let a: ?B; let c: D?; let e: !F; let g: H!; let i: ?;'],
  ['JSX', 'tsx', '<a.b c="d" e={f} {...g} h:i="j" k>l {m} {/* n */} {...o} <></> <p:q/> <R<S>/> &amp; </a.b>;'],
  ['characters of several bytes', 'ts', "/* é */ const ä = '→'; // 🗺\nclass Ünï { 'ключ' = `🗺${ä}é`; } type T = `é${ä}`; ä;"],
  ['ends of lines in templates', 'ts', 'const a = `b\r\nc\rd\\\r\n${e}`;'],
  ['names with escapes', 'jsx', String.raw`const \u0061b = \u{63}; o.\u0064;`],
  ['a first line for the shell', 'jsx', '#!/usr/bin/env node\nfoo();'],
  ['nothing', 'jsx', ''],
];

/** What has no node of its own where parentheses are not kept. */
const NEVER = ['ParenthesizedExpression', 'TSParenthesizedType'];

const read = (text: string, language: Language, sourceType: 'module' | 'commonjs' = 'module') => {
  const options = { lang: language, sourceType, preserveParens: false };
  return { lazy: new LazyTree(load().analyze(text, options), text, sourceType === 'module' ? 'module' : 'script'), whole: analyze(text, options) };
};

describe('each node is what the decoder of yuku-analyzer makes of it', () => {
  it.each(PROGRAMS)('%s', (what, language, text) => {
    const { lazy, whole } = read(text, language, what.endsWith('scripts') ? 'commonjs' : 'module');
    expect(likeIn(lazy.program, whole.ast)).toEqual(plain(whole.ast));
    expect(lazy.comments).toEqual(whole.comments.map(({ type, value, start, end }) => ({ type, value, range: [start, end] })));
  });

  for (const { name, input } of readFixtures()) {
    it(`the fixture ${name}`, () => {
      const text = readFileSync(input, 'utf8');
      const { lazy, whole } = read(text, languageOf(input));
      expect(likeIn(lazy.program, whole.ast)).toEqual(plain(whole.ast));
    });
  }

  it('the programs above have nodes of all types', () => {
    const seen = new Set(PROGRAMS.flatMap(([what, language, text]) => [...read(text, language, what.endsWith('scripts') ? 'commonjs' : 'module').lazy.types()]));
    const all = KINDS.flatMap((kind) => (kind === undefined ? [] : typeof kind.type === 'string' ? [kind.type] : kind.type.among));
    expect([...new Set(all)].filter((type) => !seen.has(type)).sort()).toEqual(NEVER.sort());
  });
});

describe('a node is one object, however it is come by', () => {
  it.each(PROGRAMS)('%s', (_, language, text) => {
    const down = read(text, language).lazy;
    const nodes = below(down.program as unknown as LazyNode);
    const up = new LazyTree(load().analyze(text, { lang: language, sourceType: 'module', preserveParens: false }), text, 'module');
    // Innermost nodes first, from which the others are reached by their parents.
    for (const { number, type, parent } of [...nodes].reverse()) {
      const node = up.node(number);
      expect([node.type, node.parent?.number]).toEqual([type, parent?.number]);
      expect(node.parent?.parent === undefined || below(node.parent).includes(node)).toBe(true);
    }
  });

  it('also a parameter, which the parser has something around', () => {
    const { lazy } = read('function f(a = 1) {}', 'jsx');
    const [pattern] = lazy.nodesOf('AssignmentPattern');
    const [fn] = lazy.program.body;
    expect(fn).toMatchObject({ type: 'FunctionDeclaration' });
    expect(fn?.type === 'FunctionDeclaration' && fn.params[0]).toBe(pattern);
  });
});

describe('nodes by their types', () => {
  it('come in source order, parents first, without what the parser tried and gave up', () => {
    const text = '(a, { b: c }) => a(b(), (d, e)); f(g(), h()(i));';
    const { lazy } = read(text, 'jsx');
    expect(lazy.nodesOf('CallExpression').map(({ range }) => text.slice(...range))).toEqual(['a(b(), (d, e))', 'b()', 'f(g(), h()(i))', 'g()', 'h()(i)', 'h()']);
    expect(lazy.nodesOf('SequenceExpression').map(({ range }) => text.slice(...range))).toEqual(['d, e']);
    expect(lazy.nodesOf('ObjectExpression')).toEqual([]);
    expect(lazy.nodesOf('NoSuchThing')).toEqual([]);
  });

  it('tells those that flags tell apart', () => {
    const { lazy } = read('declare function f(): void; function g() {} abstract class A { abstract b(): void; c() {} }', 'ts');
    expect(lazy.nodesOf('TSDeclareFunction')).toHaveLength(1);
    expect(lazy.nodesOf('FunctionDeclaration')).toHaveLength(1);
    expect(lazy.nodesOf('TSAbstractMethodDefinition')).toHaveLength(1);
    expect(lazy.nodesOf('MethodDefinition')).toHaveLength(1);
  });
});

describe('nodes by their names', () => {
  /** The numbers of all nodes that bear a name, by those names; a parameter `this` and numbers are left out. */
  const namesBorne = (tree: LazyTree): ReadonlyMap<string, readonly number[]> => {
    const nodes = [...new Set(below(tree.program as unknown as LazyNode))].sort((a, b) => a.range[0] - b.range[0] || a.number - b.number);
    const named = grouped(nodes, (node) => (typeof (node as unknown as Plain).value === 'number' ? undefined : nameBorne(node as unknown as Node)));
    return new Map([...named].filter(([name]) => name !== 'this').map(([name, those]) => [name, those.map(({ number }) => number)]));
  };
  const namesFound = (tree: LazyTree, names: Iterable<string>) => new Map(Array.from(names, (name) => [name, tree.named(name).map((node) => (node as unknown as LazyNode).number)]));

  it.each(PROGRAMS)('%s', (what, language, text) => {
    const { lazy } = read(text, language, what.endsWith('scripts') ? 'commonjs' : 'module');
    const borne = namesBorne(lazy);
    expect(namesFound(lazy, borne.keys())).toEqual(borne);
  });

  for (const { name, input } of readFixtures()) {
    it(`the fixture ${name}`, () => {
      const { lazy } = read(readFileSync(input, 'utf8'), languageOf(input));
      const borne = namesBorne(lazy);
      expect(namesFound(lazy, borne.keys())).toEqual(borne);
    });
  }

  it('tells private names, texts and names from each other, and finds nothing for what is no name', () => {
    const text = "class A { #a = a; b = '#a'; ['a'] = this.#a; } '\\u0061'; 1; '1';";
    const { lazy } = read(text, 'jsx');
    const found = (name: string) => lazy.named(name).map(({ range }) => text.slice(...range));
    expect(found('a')).toEqual(['a', "'a'", "'\\u0061'"]);
    expect(found('#a')).toEqual(['#a', "'#a'", '#a']);
    expect(found('1')).toEqual(["'1'"]);
    expect(found('c')).toEqual([]);
    expect(found('')).toEqual([]);
  });

  it('finds nothing in a file without names', () => {
    expect(read('1;', 'jsx').lazy.named('a')).toEqual([]);
  });
});

it('literals with nothing in them but comments are told by the bytes', () => {
  const text = 'f([], {}, [,], [...a], { b }, [/* c */], ({ /* d */ }), [[]]); [] = {};';
  const { lazy } = read(text, 'jsx');
  expect(lazy.empty('ArrayExpression').map(({ range }) => text.slice(...range))).toEqual(['[]', '[/* c */]', '[]']);
  expect(lazy.empty('ObjectExpression').map(({ range }) => text.slice(...range))).toEqual(['{}', '{ /* d */ }', '{}']);
});

it('says so where the bytes are of another version', () => {
  const buffer = load().analyze('a;', { lang: 'ts', sourceType: 'module' });
  new Uint8Array(buffer)[4 * 11] = 250;
  expect(() => new LazyTree(buffer, 'a;', 'module').node(0)).toThrow('no kind 250 of nodes is known; is yuku-core another version than this package asks for?');
});

type Plain = Record<string, unknown>;

/** A tree without places that are not ranges, and without what has no value. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  const { start, end } = value as Plain;
  return { ...(start !== undefined && { range: [start, end] }), ...withoutNothing(fieldsOf(value).map((name) => [name, plain((value as Plain)[name])])) };
}

/** The same of a lazy tree, with the fields that another one has: those of types are there in JavaScript, too. */
function likeIn(value: unknown, whole: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, i) => likeIn(item, (whole as unknown[])[i]));
  if (!(value instanceof LazyNode)) return plain(value);
  return { range: value.range, ...withoutNothing(fieldsOf(whole as Plain).map((name) => [name, likeIn((value as unknown as Plain)[name], (whole as Plain)[name])])) };
}

function fieldsOf(node: object): string[] {
  return Object.keys(node).filter((name) => !['start', 'end', 'hashbang'].includes(name));
}

/** `null` and `undefined` are the same here: TypeScript's parser says the one, others the other. */
function withoutNothing(fields: readonly (readonly [string, unknown])[]): Plain {
  return Object.fromEntries(fields.filter(([, field]) => field !== null && field !== undefined));
}

function languageOf(path: string): Language {
  return path.endsWith('x') ? 'tsx' : /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx';
}

function below(node: LazyNode): LazyNode[] {
  const children = (visitorKeys[node.type] ?? []).flatMap((key) => (node as unknown as Plain)[key] as LazyNode | null | undefined);
  return [node, ...children.filter((child) => child !== null && child !== undefined).flatMap(below)];
}

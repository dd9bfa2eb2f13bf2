import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { readFixtures } from '../fixtures/fixture.js';
import { parseSource, withoutByteOrderMark } from './parse.js';

const PROGRAMS: readonly (readonly [what: string, path: string, text: string])[] = [
  ['statements', 'a.jsx', "'use strict'; if (a) b; else { c; } for (let i = 0, n; i < 3; i++) continue; for (const k in o) break; for (const x of xs); while (a) b; do { ; } while (c); out: for (;;) { continue out; } switch (a) { case 1: b; default: } throw a; try { a; } catch (e) { b; } finally { c; } try {} catch {} debugger;"],
  ['statements of scripts', 'a.cjs', 'with (a) b; var c = 1;'],
  ['expressions', 'a.jsx', 'a, b; a ? b : c; !a; typeof a; void -b; delete a.b; a++; --b; a ??= b; a **= 2; a || b && c; a ?? (d); a in b; a instanceof b; a >>> 1; new A; new A(1, ...b); a?.b?.[c]?.(d); this; super_; import.meta; (a); [1, , b, ...c]; ({ a, b: 1, [c]: 2, d() {}, get e() { return 1; }, set e(x) {}, ...f, "g": 3, async *h() { yield; yield* a; await b; } });'],
  ['literals', 'a.jsx', String.raw`1; 1_000.5e3; 0x1F; 0o17; 0b11; 10n; 0xFFn; 'a\n\u{1F600}b'; "\uD83D"; '\uD83D\uDE00'; true; false; null; /a[/]b/giu; /(?<n>a)\k<n>/dgs; ${'`a${b}c\\n${d}`'}; tag${'`x\\u{`'};`],
  ['functions', 'a.jsx', 'function f(a, { b = 1, ...c } = {}, [d, , e = 2, ...g], ...h) {} const g = async (x, ...y) => x; const k = function* named() {}; async function l() { for await (const x of y) await x; } export default function () {}'],
  ['patterns', 'a.jsx', '({ a, b: [c = 1], ...d } = e); [a, , ...b] = c; for ({ a } of b); const { x: { y } = {}, [z]: w } = v;'],
  ['classes', 'a.ts', '@d class A<T> extends B<T> implements C, D<T> { @d() a = 1; static #b; c!: T; declare d; readonly e?: number; static { f(); } constructor(private readonly g: T, @p h?, public override i = 1) { super(); } @d get j(): T { return this.#k; } static set j(v) {} async *[l]<U>(this: A<T>, m: U): void {} accessor n = 1; private static async o() {} static accessor #p; protected q(): void; q() { #r in this; } } abstract class E { abstract f: T; abstract g(): void; abstract accessor h: T; private abstract get i(): T; } const F = class G {};'],
  ['modules', 'a.ts', 'import a, { b as c, type D, default as e } from "f"; import * as g from "h"; import type I from "i"; import j from "k" with { type: "json" }; import "p"; export { a as default, type D }; export * from "q"; export * as r from "s"; export type { T } from "t"; export const u = 1; export default class {} const v = import("w", { with: {} }); import.meta.url;'],
  ['types', 'a.ts', 'type A<in out T extends B = C, const D = E> = { a: any; b?: unknown; readonly c: never; d(): void; new <T>(x: T): null; <T>(this: T, ...y: T[]): undefined; [k: string]: string; get e(): number; set e(v: bigint); "f": boolean; [g]: symbol; h?(): object; }; type F = A["b"][] | (typeof a.b<c> & unique symbol) | readonly [x: 1, y?: -2, ...z: `a${B}c`[]]; type G = T extends (infer U extends V)[] ? keyof U : (x: T) => asserts x is U; type H = abstract new () => this; type I = { +readonly [K in keyof T as `x${K}`]-?: T[K] }; type J = { [K in T]+?: U }; type K = { -readonly [K in T]?: U }; type L = import("m", { with: {} }).N<O>; type P = [Q?, ...R]; type S = (typeof import("x")); let t: A.B.C<D>; function u(x): x is string; function u(x): asserts x; function v(this: W) {}'],
  ['declarations', 'a.ts', 'interface A<T> extends B<T>, C { a: T } enum D { A = 1, "b", C = A } declare const enum E {} namespace F.G { export const h = 1; } declare module "i" { export = j; } declare global { var k; } declare function l(x): void; declare class M { n(); } import o = require("p"); import q = r.s; export = t; export as namespace U; declare let v: W, w; using x = y(); async function z() { await using a = b; } type AA = intrinsic; abstract class AB {}'],
  ['expressions of types', 'a.ts', 'a as B; <C>d; e!; f satisfies G; h<I>; new J<K>(); l<M>(); n<O>`p`; (q as R) = 1; let s!: T; x?.y!.z; <U,>(v: U) => v;'],
  ['JSX', 'a.tsx', '<a.b c="d" e={f} {...g} h:i="j" k>l {m} {/* n */} {...o} <></> <p:q/> <R<S>/> &amp; </a.b>;'],
  ['characters of several bytes', 'a.ts', "/* é */ const ä = '→'; // 🗺\nclass Ünï { 'ключ' = `🗺${ä}é`; } type T = `é${ä}`; ä;"],
  ['names with escapes', 'a.jsx', String.raw`const \u0061b = \u{63}; o.\u0064;`],
  ['a first line for the shell', 'a.jsx', '#!/usr/bin/env node\nfoo();'],
  ['nothing', 'a.jsx', ''],
];

describe('the tree is that of `@typescript-eslint/parser`', () => {
  it.each(PROGRAMS)('%s', (_, path, text) => {
    expectAlike(path, text);
  });

  for (const { name, input } of readFixtures()) {
    it(`the fixture ${name}`, () => {
      expectAlike(input, withoutByteOrderMark(readFileSync(input, 'utf8')));
    });
  }
});

/** In plain JavaScript, there are none of the fields of types. */
function expectAlike(path: string, text: string): void {
  const [own, theirs] = [plain(parseSource(path, text).ast), plain(reference(path, text))];
  if (/\.[cm]?jsx?$/.test(path)) expect(theirs).toMatchObject(own as object);
  else expect(own).toEqual(theirs);
}

function reference(path: string, text: string): unknown {
  return parser.parseForESLint(text, { filePath: path, range: true, ecmaFeatures: { jsx: path.endsWith('x') }, sourceType: path.endsWith('.cjs') ? 'script' : 'module' }).ast;
}

/** A tree without the places that are no ranges, without its tokens, and without what has no value, or a deprecated one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  const fields = Object.entries(value).filter(([name, field]) => !['start', 'end', 'loc', 'parent', 'tokens', 'hashbang'].includes(name) && field !== null && field !== undefined && !('initializer' in value && name === 'computed'));
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
}

it('gives `undefined`, not `null`, for what a statement or member has not', () => {
  const { ast } = parseSource('a.ts', 'call(); class A { b = 1; c() {} }');
  const [statement, owner] = ast.body;
  if (statement?.type !== 'ExpressionStatement' || owner?.type !== 'ClassDeclaration') throw new TypeError('another program');
  expect(statement.directive).toBeUndefined();
  for (const member of owner.body.body) expect((member as { accessibility?: unknown }).accessibility).toBeUndefined();
});

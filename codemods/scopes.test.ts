import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { describe, expect, it } from 'vitest';
import { SourceIndex } from '../analysis/source/source-index.js';
import type { ParsedSource } from '../analysis/source/source.js';
import { readFixtures } from '../fixtures/fixture.js';
import { linkParents } from './link-parents.js';
import { parseSource, withoutByteOrderMark } from './parse.js';

describe('names mean what `@typescript-eslint/scope-manager` says', () => {
  it.each([
    ['a class, inside and outside of it', 'a.ts', 'export class Store { static one = new Store(); static of() { return Store; } }\nnew Store();'],
    ['a class with a name of its own', 'a.ts', 'const A = class B { m() { return [A, B]; } };'],
    ['a decorator, which is outside of the class', 'a.ts', '@install(Store) class Store {}'],
    ['a function with a name of its own', 'a.js', 'const f = function g(n) { return n ? g(n - 1) : f; };'],
    ['a parameter that the body declares again', 'a.js', 'function f(a, b = a) { var a; return [a, b]; }'],
    ['defaults of parameters', 'a.ts', 'function f(a = 1, { b = 2, c: { d } = {} } = {}, ...rest: number[]) { return [a, b, d, rest]; }'],
    ['what is taken apart', 'a.js', 'let { a, b: [c = 1], ...rest } = source; [a, c] = rest; ({ a, c: rest.a } = source);'],
    ['loops', 'a.js', 'for (const x of xs) for (let i = 0, n = x; i < n; i++) x[i]; let y; for (y in xs) y; for ([y] of xs) y;'],
    ['steps and compound assignments', 'a.js', 'let n = 0; n++; n += 2; n ??= 3; (n) = 4;'],
    ['what a block hides', 'a.js', 'let a = 1; { let a = 2; a; } switch (a) { case 1: let b = a; b; } a;'],
    ['what is hoisted', 'a.js', 'f(); v = 1; function f() { v = 2; { var v; } } var v;'],
    ['what a handler catches', 'a.js', 'try { f(); } catch ({ message, cause = message }) { message; cause; }'],
    ['imports and exports', 'a.ts', 'import d, { n as k, type T } from "x"; import * as ns from "y"; export { d, k as default }; const t: T = ns; export { t };'],
    ['`import =` and `export =`', 'a.cts', 'import fs = require("fs"); const a = fs.a; export = a;'],
    ['types and values of one name', 'a.ts', 'interface Page { next: Page } const Page = 1; let p: Page = Page; type Q = typeof Page;'],
    ['type parameters', 'a.ts', 'function id<T extends object>(x: T): T { const y: T = x; return y; } class Box<V> { v?: V }'],
    ['enumerations and namespaces', 'a.ts', 'enum E { A = 1, B = A } namespace N { export const e = E.A; export function f() { return e; } } N.f();'],
    ['a class and a namespace of one name', 'a.ts', 'class C { c = C; } namespace C { export const d = new C(); } C.d;'],
    ['a class declared in a class of its name', 'a.ts', 'class A { m(a: A) { class A { n() { return A; } } return [A, a]; } } namespace x.y { export class A { z = A; } } A;'],
    ['labels, keys and members, which are no variables', 'a.js', 'const a = { a: 1, b() { return this.a; } }; a: for (;;) { break a; } export { a as b };'],
    ['casts on the left', 'a.ts', 'let a: unknown; (a as number) = 1; a! += 2;'],
    ['JSX', 'a.tsx', 'const Row = () => <div/>; const el = <Row a={el2} {...rest}><ns.Item/></Row>; let el2, rest, ns;'],
    ['fields and static blocks', 'a.ts', 'const a = 1; class A { b = a; static c = () => A; static { var d = a; d; } }'],
    ['CommonJS', 'a.cjs', 'const a = require("a"); if (a) return; module.exports = { a };'],
    ['a function declared again', 'a.js', 'function f() {} function f() {} f = 1;'],
  ])('%s', (_, path, text) => {
    expect(meaningsIn(parseSource(path, text))).toEqual(meaningsIn(reference(path, text)));
  });

  for (const { name, input } of readFixtures()) {
    it(`the fixture ${name}`, () => {
      const text = withoutByteOrderMark(readFileSync(input, 'utf8'));
      expect(meaningsIn(parseSource(input, text))).toEqual(meaningsIn(reference(input, text)));
    });
  }
});

describe('names mean more than `@typescript-eslint/scope-manager` says', () => {
  it('where a namespace or an enumeration has several bodies: what one exports is seen in the others, as TypeScript has it', () => {
    const text = 'namespace N { export const a = 1; const b = a; } namespace N { export const c = [a, b]; } enum E { D } enum E { F = D }';
    const index = SourceIndex.of(parseSource('a.ts', text));
    const meant = (name: string) => index.nodesOf('Identifier').filter((node) => node.name === name).map((node) => index.variableOf(node)?.defs[0]?.name.range[0]);
    expect({ a: meant('a'), b: meant('b'), D: meant('D') }).toEqual({
      a: [text.indexOf('a = 1'), text.indexOf('a = 1'), text.indexOf('a = 1')],
      b: [text.indexOf('b = a'), undefined],
      D: [text.indexOf('D }'), text.indexOf('D }')],
    });
  });
});

function reference(path: string, text: string): ParsedSource {
  const { ast, scopeManager, visitorKeys } = parser.parseForESLint(text, {
    filePath: path,
    range: true,
    lib: [],
    sourceType: path.endsWith('.cjs') ? 'commonjs' : 'module',
    ecmaFeatures: { jsx: path.endsWith('x') },
  });
  linkParents(ast, visitorKeys);
  return { text, ast, scopeManager: scopeManager, visitorKeys: visitorKeys };
}

/** For each name in the file: what declares it, and where it is read and written. */
function meaningsIn(source: ParsedSource): readonly unknown[] {
  const index = SourceIndex.of(source);
  // A parameter `this` is no variable here.
  const names = [...index.nodesOf('Identifier'), ...index.nodesOf('JSXIdentifier')].filter(({ name }) => name !== 'this');
  const meanings = names.map((node) => ({
    name: `${node.name} at ${node.range[0]}`,
    variable: inShort(index.variableOf(node)),
    declared: index.declaredBy(node.parent).filter(({ name }) => name === node.name).map(inShort),
    isGlobal: index.globalReferences(node.name).includes(node as TSESTree.Identifier),
  }));
  // `export { a }` has two nodes in one place.
  return meanings.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

function inShort(variable: Scope.Variable | undefined): unknown {
  return variable && {
    defs: variable.defs.map(({ type, name, node }) => [type, name.range[0], node.type]),
    scope: isGlobalAugmentation(variable.scope.block) ? 'Program' : variable.scope.block.type,
    references: variable.references
      .map((reference) => [reference.identifier.range[0], reference.isRead(), reference.isWrite(), reference.init === true, reference.writeExpr?.range, reference.from.variableScope === variable.scope.variableScope])
      .sort(([a], [b]) => Number(a) - Number(b)),
  };
}

/** `declare global { … }`, whose declarations are those of the program here. */
function isGlobalAugmentation(block: TSESTree.Node): boolean {
  return block.type === 'TSModuleDeclaration' && block.kind === 'global';
}

import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { commentsOf, type ParsedSource } from '../analysis/index.js';
import { CHAIN } from '../fixtures/nested.js';
import { SourceIndex } from '../analysis/source/source-index.js';
import { parseSource, SourceSyntaxError } from './parse.js';

describe('parseSource', () => {
  it('takes the byte order mark off, and counts from what follows', () => {
    const source = parseSource('a.ts', '\uFEFFnew Map();');
    expect(source).toMatchObject({ bom: true, text: 'new Map();' });
    expect(source.ast.body[0]?.range).toEqual([0, 10]);
  });

  it('counts in UTF-16 units', () => {
    expect(parseSource('a.ts', '"\u{1F5FA}é"; new Map();').ast.body[1]?.range).toEqual([7, 17]);
  });

  it('gives every node its parent', () => {
    const { ast } = parseSource('a.ts', 'let a: Map<b, c>;');
    const [statement] = ast.body;
    expect(statement?.parent).toBe(ast);
    expect(statement?.type === 'VariableDeclaration' && statement.declarations[0].id.parent).toBe(
      statement?.type === 'VariableDeclaration' && statement.declarations[0],
    );
  });

  it('keeps comments, with their places', () => {
    expect(commentsOf(parseSource('a.js', '/* a */ x; // b'))).toMatchObject([
      { type: 'Block', value: ' a ', range: [0, 7] },
      { type: 'Line', value: ' b', range: [11, 15] },
    ]);
  });

  it.each([
    ['a.js', 'export const a = <b />; await c;'],
    ['a.js', 'with (a) { b; } return;'],
    ['a.jsx', 'const a = <b c={d}>e</b>;'],
    ['a.mjs', 'export default await a;'],
    ['a.cjs', 'if (a) return; module.exports = b;'],
    ['a.ts', 'const a = <T>(b: T) => <any>b; enum E { F }'],
    ['a.tsx', 'const a = <b<C> d="e" />;'],
    ['a.mts', 'export type { A } from "./a.mjs"; using b = c();'],
    ['a.cts', 'import a = require("a"); export = a;'],
    ['a.ts', 'class A { @b accessor c = 1; constructor(private readonly d = 2) {} }'],
    ['a.js', '#!/usr/bin/env node\nnew Map();'],
  ])('reads %s: %s', (path, text) => {
    expect(parseSource(path, text).ast.body.length).toBeGreaterThan(0);
  });

  it.each([
    ['a.ts', 'let a;\nlet b = ;', { line: 2, column: 9 }],
    ['a.js', '\uFEFFlet a: string;', { line: 1, column: 6 }],
    ['a.js', '// @flow\r\ntype A = {| b: C |};', { line: 1, column: 4 }],
  ])('tells where %s %j is no program', (path, text, at) => {
    expect(() => parseSource(path, text)).toThrow(SourceSyntaxError);
    expect(() => parseSource(path, text)).toThrow(expect.objectContaining({ at }));
  });

  it('names a chain that is longer than the stack of calls is deep', () => {
    expect(() => parseSource('a.ts', CHAIN)).toThrow(expect.objectContaining({ message: 'nested too deeply for the parser; not judged' }));
  });

  it.each([
    ['a.ts', 'class A { constructor(private readonly b = (2)) {} }'],
    ['a.js', '\n// what follows\nnew Map(); // and what does not\n'],
    ['a.js', ''],
  ])('tells the range of each node as typescript-estree does: %s %j', (path, text) => {
    const { ast } = parser.parseForESLint(text, { range: true, filePath: path });
    expect(rangesIn(parseSource(path, text))).toEqual(rangesIn({ ...parseSource(path, text), ast }));
  });
});

function rangesIn(source: ParsedSource): readonly unknown[] {
  const ranges: unknown[] = [];
  SourceIndex.of(source).walk(({ type, range }) => void ranges.push([type, ...range]), source.ast);
  return ranges;
}

import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { nodeAt } from './node-at.js';
import type { ParsedSource } from './source.js';
import { SourceIndex } from './source-index.js';

const PARSERS: Record<string, (text: string) => Pick<ParsedSource, 'ast' | 'visitorKeys'>> = {
  'the parser of the codemods': (text) => parseSource('a.ts', text),
  'the parser of the rules': (text) => parser.parseForESLint(text, { range: true }),
};

describe.each(Object.entries(PARSERS))('the innermost node, by %s', (_, parse) => {
  it.each([
    ['a name', 'const a = b.¦name + 1;', 'Identifier'],
    ['a place between the parts of a node', 'const a = b ¦+ 1;', 'BinaryExpression'],
    ['a comment', 'const a = { /* ¦name */ };', 'ObjectExpression'],
    ['a place behind holes', 'const [, , , , , , , , , ¦last] = list;', 'Identifier'],
    ['a place after the last statement', 'const a = 1; // ¦name', 'Program'],
    ['a decorator of an exported class', '@Keep(¦list) export class A {}', 'Identifier'],
    ['a decorator of a default export', '@Keep(¦list) export default class A {}', 'Identifier'],
    ['a decorator of a parameter', 'class A { constructor(first: string, @Keep(¦list) second = 1) {} }', 'Identifier'],
    ['a decorator of a property that is a parameter', 'class A { constructor(@Keep(¦list) private second: string) {} }', 'Identifier'],
    ['the type of a parameter', 'function f(a, b: ¦List) {}', 'Identifier'],
    ['a private name', 'class A { #¦name = 1; }', 'PrivateIdentifier'],
  ])('%s', (_name, marked, type) => {
    const offset = marked.indexOf('¦');
    expect(nodeAt(offset, parse(marked.replace('¦', ''))).type).toBe(type);
  });
});

const members = (text: string, name: string): readonly string[] => {
  const source = parseSource('a.ts', text);
  const index = SourceIndex.of(source);
  return index.membersNamed(name).map((member) => index.text(member));
};

describe('the members of a name', () => {
  it.each([
    ['in all ways that they are written', "a.size; a['size']; a?.size(); const { size } = a; const { size: b, 'size': c } = a; this.#size; a[size]; ({ size: 1 });", 'size', ['a.size', "a['size']", 'a?.size', 'size', 'size: b', "'size': c"]],
    ['private ones', 'class A { #size = 1; a() { return this.#size + this.size; } }', '#size', ['this.#size']],
    ['the outer before the inner', 'a.next.next.next;', 'next', ['a.next.next.next', 'a.next.next', 'a.next']],
    ['behind escapes', "a.\\u0073ize; a['\\x73ize']; a.size;", 'size', ['a.\\u0073ize', "a['\\x73ize']", 'a.size']],
    ['that are numbers', 'a[1]; a[0x1]; b[2];', '1', ['a[1]', 'a[0x1]']],
    ['in other words and comments not', "a.sizes; a.$size; a.résize; /* a.size */ 'a.size';", 'size', []],
  ])('%s', (_, text, name, found) => {
    expect(members(text, name)).toEqual(found);
  });

  it('are the same after so many searches that the file is walked', () => {
    const source = parseSource('a.ts', Array.from({ length: 100 }, (_, at) => `a.m${at}; a.m${at}.n; const { m${at} } = a;`).join('\n'));
    const index = SourceIndex.of(source);
    const found = Array.from({ length: 100 }, (_, at) => index.membersNamed(`m${at}`).map((member) => index.text(member)));
    expect(found).toEqual(Array.from({ length: 100 }, (_, at) => [`a.m${at}`, `a.m${at}`, `m${at}`]));
  });
});

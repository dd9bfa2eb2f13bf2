import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import type { TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { programOptions } from '../../fixtures/type-check.js';
import { OPTIONAL, readCheckerType } from './checker.js';
import type { TypeFact } from './type-syntax.js';

/** What the types in the table are made of, in a file of its own: nothing is known of it but by the checker. */
const TYPES = `\
export interface Layout { readonly width: number }
export interface Options { readonly margin?: number }
export interface Measured { readonly length: number }
export interface Described { readonly description: string | undefined }
export interface Branded { readonly __brand: 'Branded' }
export interface Bag { [name: string]: number }
export class Page { readonly #title = ''; get title() { return this.#title } }
export class Empty {}
export abstract class View { abstract draw(): void; sibling!: this }
export interface PageType { new (): Page }
export interface Renderer { (page: Page): void; readonly cache: object }
export type PageId = string & { readonly __brand: 'PageId' };
export type Opaque = number & { readonly __opaque: unique symbol };
export type Label = string;
export enum Level { low, high }
export enum Name { first = 'a', last = 'b' }
export const once: unique symbol = Symbol();
export type Element0<T extends readonly unknown[]> = T[0];
`;

type Row = readonly [type: string, sort: TypeFact['sort'] | 'nothing', more?: Partial<TypeFact>];

const ROWS: readonly Row[] = [
  ['any', 'nothing'],
  ['unknown', 'nothing'],
  ['never', 'nothing'],
  ['NoSuchType', 'nothing'],
  ['Layout | any', 'nothing'],
  ['object', 'object', { noun: 'object' }],
  ['Layout', 'object', { noun: 'Layout' }],
  ['Page', 'object', { noun: 'Page' }],
  ['View', 'object', { noun: 'View' }],
  ["View['sibling']", 'object', { noun: 'View' }],
  ['typeof Page', 'class'],
  ['typeof View', 'class'],
  ['PageType', 'class', { noun: 'PageType' }],
  ['abstract new () => object', 'class'],
  ['Page | typeof Page', 'object'],
  ['Function', 'object', { callable: true }],
  ['() => void', 'object', { callable: true }],
  ['Renderer', 'object', { callable: true, noun: 'Renderer' }],
  ['(() => void) | Page', 'object', { callable: false }],
  ['Page[]', 'object'],
  ['readonly [Page, string]', 'object'],
  ['Map<string, Page>', 'object', { noun: 'Map' }],
  ['Promise<string>', 'object', { noun: 'Promise' }],
  ['Date', 'object', { noun: 'Date' }],
  ['Element', 'object', { noun: 'Element' }],
  ['HTMLElement | SVGElement', 'object'],
  ['EventTarget', 'object', { noun: 'EventTarget' }],
  ['Window & typeof globalThis', 'object'],
  ['NodeJS.Timeout', 'object', { noun: 'Timeout' }],
  ['Buffer', 'object', { noun: 'Buffer' }],
  ['ReturnType<typeof setInterval>', 'object'],
  ['Record<string, Page>', 'object', { noun: 'Record' }],
  ['Bag', 'object', { noun: 'Bag' }],
  ['Readonly<Page>', 'object', { noun: 'Readonly' }],
  ['Pick<Layout, "width">', 'object', { noun: 'Pick' }],
  ['Page & { extra: string }', 'object'],
  ['Element0<[Page]>', 'object', { noun: 'Page' }],
  ['Layout | null', 'object', { nullable: true }],
  ['Layout | undefined', 'object', { nullable: true }],
  ['null', 'any', { nullable: true }],
  ['undefined', 'any', { nullable: true }],
  ['void', 'any', { nullable: true }],
  ['null | undefined', 'any', { nullable: true }],
  ['Layout | string', 'mixed'],
  ['Layout | string | null', 'mixed', { nullable: true }],
  ['Layout | Label', 'mixed'],
  ['Empty', 'loose', { noun: 'Empty' }],
  ['{}', 'loose'],
  ['Object', 'loose', { noun: 'Object' }],
  ['Options', 'loose', { noun: 'Options' }],
  ['Partial<Page>', 'loose', { noun: 'Partial' }],
  ['Measured', 'loose', { noun: 'Measured' }],
  ['Described', 'loose', { noun: 'Described' }],
  ['Branded', 'loose', { noun: 'Branded' }],
  ['Iterable<string>', 'loose', { noun: 'Iterable' }],
  ['Page | Options', 'loose'],
  ['string', 'primitive', { noun: 'string' }],
  ['number', 'primitive'],
  ['boolean', 'primitive'],
  ['bigint', 'primitive'],
  ['symbol', 'primitive', { symbol: true }],
  ['typeof once', 'primitive', { symbol: true }],
  ['PropertyKey', 'primitive', { symbol: true }],
  ["'a'", 'primitive'],
  ['1 | 2', 'primitive'],
  ['1n', 'primitive'],
  ['1n | 2n', 'primitive'],
  ['true', 'primitive'],
  ['`page-${number}`', 'primitive'],
  ['Uppercase<Label>', 'primitive'],
  ['keyof Layout', 'primitive'],
  ['Label', 'primitive'],
  ['PageId', 'primitive', { noun: 'PageId' }],
  ['Opaque', 'primitive', { noun: 'Opaque' }],
  ['Level', 'primitive', { noun: 'Level' }],
  ['Level.low', 'primitive'],
  ['Name', 'primitive', { noun: 'Name' }],
  ['Level | Name', 'primitive'],
  ['string | undefined', 'primitive', { nullable: true }],
  ['T', 'generic', { noun: 'T' }],
  ['T | null', 'generic', { nullable: true }],
  ['T | Page', 'generic'],
  ['T & { extra: string }', 'generic'],
  ['T & object', 'object'],
  ['Any', 'generic'],
  ['Loose', 'generic'],
  ['Defaulted', 'generic'],
  ['Anything', 'generic'],
  ['Missing', 'nothing'],
  ['Missing | Page', 'nothing'],
  ['Bound', 'object'],
  ['Bound | null', 'object', { nullable: true }],
  ['Maybe', 'object', { nullable: true }],
  ['Text', 'primitive'],
  ['Either', 'mixed'],
  ['Ctor', 'class'],
  ['Nested', 'object'],
  ['Record<string, Page>[Key]', 'object', { noun: 'Page' }],
  ['Bound["title"]', 'primitive'],
  ['keyof T', 'primitive', { symbol: true }],
  ['T extends string ? Page : Layout', 'object'],
  ['T extends string ? Page : string', 'mixed'],
];

const PARAMETERS = [
  'T', 'Any extends unknown', 'Loose extends {}', 'Defaulted = Page', 'Bound extends Page', 'Maybe extends Page | undefined', 'Anything extends any', 'Missing extends NoSuchType', 'Text extends string',
  'Either extends string | Page', 'Ctor extends new () => object', 'Nested extends Bound', 'Key extends string',
].join(', ');

describe.each([
  ['strict', {}, {}],
  // Here `null` and `undefined` are no types of their own, and nothing is sure.
  ['without `strictNullChecks`', { strictNullChecks: false }, { unsure: true }],
] as const)('the checker, %s, of a parameter and of its written type', (_, options, more) => {
  const facts = factsOf(options);
  const rows: readonly Row[] = 'strictNullChecks' in options ? ROWS.filter(([type]) => !/null|undefined|void|T extends|Maybe/.test(type)) : ROWS;

  it.each(rows.map(([type, sort, expected = {}]) => [type, sort, expected] as const))('%s: %s %j', (type, sort, expected) => {
    const [ofValue, ofType] = facts(type);
    if (sort === 'nothing') {
      expect([ofValue, ofType]).toEqual([undefined, undefined]);
      return;
    }
    expect(ofValue).toMatchObject({ sort, nullable: false, callable: false, ...expected, ...more });
    expect(ofType).toMatchObject({ sort, nullable: false, callable: false, ...expected, ...more });
    expect(ofValue?.symbol ?? false).toBe(expected.symbol ?? false);
  });
});

describe('JavaScript', () => {
  const text = '/** @param {Date} date */\nexport function use(date) {\n  return date;\n}\n';

  it.each([
    ['that is not checked is not sure of its comments', text, {}, { sort: 'object', unsure: true }],
    ['that is checked is', text, { checkJs: true }, { sort: 'object', unsure: undefined }],
    ['that asks to be checked is', `// @ts-check\n${text}`, {}, { sort: 'object', unsure: undefined }],
    ['that asks not to be checked is not', `// @ts-nocheck\n${text}`, { checkJs: true }, { sort: 'object', unsure: true }],
  ])('%s', (_, program, options, expected) => {
    const file = join(temporaryFolder({ 'a.js': program }), 'a.js');
    const { ast, services } = parse(file, program, options);
    const use = ast.body[0] as TSESTree.ExportNamedDeclaration;
    const [parameter] = (use.declaration as TSESTree.FunctionDeclaration).params;
    const { sort, unsure } = readCheckerType(parameter as TSESTree.Node, services) ?? {};
    expect({ sort, unsure }).toEqual(expected);
  });
});

it('knows nothing without type services', () => {
  const { ast } = parser.parseForESLint('x');
  expect(readCheckerType(ast.body[0] as TSESTree.Node, undefined)).toBeUndefined();
  expect(readCheckerType(ast.body[0] as TSESTree.Node, {})).toBeUndefined();
});

it('knows the flag of optional members as the installed TypeScript has it', () => {
  expect(OPTIONAL).toBe(ts.SymbolFlags.Optional);
});

/** The facts of a parameter of a type, and of the type where it is written. */
function factsOf(options: ts.CompilerOptions): (type: string) => readonly [TypeFact | undefined, TypeFact | undefined] {
  const names = Array.from(TYPES.matchAll(/^export (?:abstract )?\w+ (\w+)/gm), ([, name]) => name);
  const lines = ROWS.map(([type]) => `export function use<${PARAMETERS}>(value: ${type}) {}`);
  const text = [`import { ${names.join(', ')} } from './types.js';`, ...lines].join('\n');
  let parsed: ReturnType<typeof parse> | undefined;
  return (type) => {
    if (!parsed) {
      const folder = temporaryFolder({ 'types.ts': TYPES });
      writeFileSync(join(folder, 'uses.ts'), text);
      parsed = parse(join(folder, 'uses.ts'), text, options);
    }
    const use = parsed.ast.body[1 + ROWS.findIndex(([row]) => row === type)] as TSESTree.ExportNamedDeclaration;
    const [value] = (use.declaration as TSESTree.FunctionDeclaration).params as [TSESTree.Identifier];
    const written = value.typeAnnotation?.typeAnnotation as TSESTree.TypeNode;
    return [readCheckerType(value, parsed.services), readCheckerType(written, parsed.services)];
  };
}

function parse(file: string, text: string, options: ts.CompilerOptions) {
  const program = ts.createProgram([file], { ...programOptions(), ...options });
  return parser.parseForESLint(text, { filePath: file, programs: [program] });
}

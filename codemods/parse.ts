import { dirname, resolve } from 'node:path';
import type { ParserOptions } from '@typescript-eslint/parser';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { parse, type ParseResult } from 'yuku-parser';
import { scopesOf } from '../analysis/source/components.js';
import { scopeManagerLibrary } from '../analysis/source/scope-manager.js';
import type { ParsedSource } from '../analysis/source/source.js';
import { componentParser, isComponent } from './component-parsers.js';
import { toTypeScriptTree } from './estree.js';
import { flowErrorOr, refuseFlow, refuseFlowComments } from './flow.js';
import { linkParents } from './link-parents.js';
import { loadCore, MissingBindingError } from './native.js';
import { orTooDeep, refuseTooDeep } from './nesting.js';
import { placesIn } from './places.js';
import { inOwnFolder } from './project-modules.js';
import { SourceSyntaxError } from './syntax-error.js';
import { MissingPackageError, type TypeScriptParser, typescriptParser } from './typescript-parser.js';

export { SourceSyntaxError };

export const BYTE_ORDER_MARK = '\uFEFF';

/** A parsed file, and whether its text began with a byte order mark, which `text` never has. */
export type CodemodSource = ParsedSource & { readonly bom: boolean; /** Absent where another parser stands in. */ readonly nodeCount?: number };

/**
 * Parses a file.
 *
 * @param path the file's path, absolute or from the working folder
 * @param text its text, with the byte order mark where it has one
 * @throws SourceSyntaxError where the text is no program
 */
export type Parse = (path: string, text: string) => CodemodSource;

type SourceType = 'module' | 'commonjs';
/** Refuses a text that is nested too deeply for the stack of this thread. @throws SourceSyntaxError */
export type RefuseDeep = (text: string, options: object) => void;

/**
 * Parses a file into the tree and the scopes that `@typescript-eslint/parser` would give, without loading TypeScript.
 *
 * Every node has `range` and `parent`; there are no `loc` and no tokens. The scopes are without library types: `Map` and its like have no
 * variable. Components of Vue and Svelte are read by a parser that is installed.
 *
 * @param path the file's path, whose ending tells the language
 * @param text its text, with the byte order mark where it has one
 * @param trust may a parser that the tree of the file has installed be run?
 * @param refuseDeep refuses what is nested too deeply
 * @throws SourceSyntaxError where the text is not JavaScript, JSX or TypeScript (Flow is not), or no parser for the component is there
 */
export function parseSource(path: string, text: string, trust = false, refuseDeep: RefuseDeep = refuseTooDeep): CodemodSource {
  const bom = text.startsWith(BYTE_ORDER_MARK);
  const bare = bom ? text.slice(BYTE_ORDER_MARK.length) : text;
  if (isComponent(path)) return { ...parseComponent(resolve(path), bare, trust), bom };
  const parser = substituteParser(dirname(resolve(path)), trust);
  if (parser) return parseSlowly(parser, path, text, bare);
  refuseFlowComments(path, bare);
  const result = parseOrExplain(path, bare, refuseDeep);
  const { ast, nodeCount } = toTypeScriptTree(result, languageOf(path) !== 'jsx');
  const { sourceType } = ast;
  const scopeManager = orTooDeep(() => scopeManagerLibrary().analyze(ast, { sourceType, globalReturn: sourceType !== 'module', lib: [] }));
  return { text: bare, bom, nodeCount, ast, scopeManager, visitorKeys, memory: new Map() };
}

/** How files are parsed, with the parsers that the tree has installed if it is trusted. */
export function parseFor(trust: boolean, refuseDeep?: RefuseDeep): Parse {
  return (path, text) => parseSource(path, text, trust, refuseDeep);
}

/**
 * The parser that stands in for the one that is fast, where that has come without its compiled part.
 *
 * @param folder a folder of the project
 * @param trust may the parser that the project has installed be run?
 * @throws MissingBindingError where none can
 */
export function substituteParser(folder: string, trust: boolean): TypeScriptParser | undefined {
  try {
    loadCore();
    return undefined;
  } catch (error) {
    if (!(error instanceof MissingBindingError)) throw error;
    try {
      return typescriptParser(folder, '', trust);
    } catch (missing) {
      throw missing instanceof MissingPackageError ? error : missing;
    }
  }
}

/** TypeScript's parser takes many annotations of Flow for its own, and so what says that it is Flow is not read. */
function parseSlowly(parser: TypeScriptParser, path: string, text: string, bare: string): CodemodSource {
  refuseFlow(path, bare);
  try {
    return parseWith(parser, path, text, {});
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    throw new SourceSyntaxError(error.message, placesIn(bare)(error.index));
  }
}

/**
 * Parses a file with `@typescript-eslint/parser`, as ESLint would.
 *
 * @param types where the types come from, in the parser's own words
 * @throws Error where the file does not parse, or is not among those with types
 */
export function parseWith(parser: TypeScriptParser, filePath: string, text: string, types: ParserOptions): CodemodSource {
  const bom = text.startsWith(BYTE_ORDER_MARK);
  const bare = bom ? text.slice(BYTE_ORDER_MARK.length) : text;
  const isCommonJs = /\.c[jt]s$/.test(filePath);
  const { ast, scopeManager, services, visitorKeys } = parser.parseForESLint(bare, {
    ...types,
    ecmaFeatures: { jsx: true, globalReturn: isCommonJs },
    filePath,
    sourceType: isCommonJs ? 'commonjs' : 'module',
  });
  linkParents(ast, visitorKeys);
  return { text: bare, bom, ast, scopeManager, visitorKeys, parserServices: services, memory: new Map() };
}

/** Reads a component as ESLint would. */
function parseComponent(path: string, text: string, trust: boolean): ParsedSource {
  const read = () => {
    const { parser, parserOptions } = componentParser(path, text, trust);
    return parser.parseForESLint(text, parserOptions);
  };
  try {
    const { ast, services, ...given } = trust ? read() : inOwnFolder(read);
    // For plain JavaScript these are left to ESLint.
    const keys = given.visitorKeys ?? visitorKeys;
    const scopeManager = given.scopeManager ?? scopesOf(ast, keys).scopeManager;
    linkParents(ast, keys);
    return { text, ast, scopeManager, visitorKeys: keys, parserServices: services, memory: new Map() };
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    throw new SourceSyntaxError(error.message, placesIn(text)(error.index));
  }
}

/** A syntax error of the parsers for ESLint, which know its place. */
function isSyntaxError(error: unknown): error is Error & { readonly index: number } {
  return error instanceof Error && 'index' in error && typeof error.index === 'number';
}

/** Puts the byte order mark back where the file had one. */
export function withByteOrderMark(text: string, bom: boolean): string {
  return bom ? BYTE_ORDER_MARK + text : text;
}

/** A text without its byte order mark. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

/** What the ending says; where it says nothing, what ESLint would try first. */
function sourceTypesOf(path: string): readonly SourceType[] {
  if (/\.m[jt]s$/.test(path)) return ['module'];
  if (/\.c[jt]s$/.test(path)) return ['commonjs', 'module'];
  return ['module', 'commonjs'];
}

function languageOf(path: string): 'dts' | 'ts' | 'tsx' | 'jsx' {
  if (/\.d\.[cm]?ts$/.test(path)) return 'dts';
  if (path.endsWith('.tsx')) return 'tsx';
  return /\.[cm]?ts$/.test(path) ? 'ts' : 'jsx';
}

function parseOrExplain(path: string, text: string, refuseDeep: RefuseDeep): ReturnType<typeof parseAs> {
  try {
    return parseAs(path, text, sourceTypesOf(path), refuseDeep);
  } catch (error) {
    if (!(error instanceof SourceSyntaxError)) throw error;
    throw flowErrorOr(error, path, text);
  }
}

/** Parses as the first source type that gives no error; of those that all do, the first one's error is the one to show. */
function parseAs(path: string, text: string, sourceTypes: readonly SourceType[], refuseDeep: RefuseDeep): ParseResult {
  const core = loadCore();
  let failure: SourceSyntaxError | undefined;
  for (const sourceType of sourceTypes) {
    const options = { lang: languageOf(path), preserveParens: false, sourceType };
    refuseDeep(text, options);
    const result = parse(text, { ...options, core });
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    if (!error) return result;
    failure ??= new SourceSyntaxError(error.message, placesIn(text)(error.start));
  }
  throw failure ?? new TypeError('no source type to parse as');
}

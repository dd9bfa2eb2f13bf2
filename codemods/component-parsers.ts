import { dirname, join } from 'node:path';
import type { Linter } from 'eslint';
import type { ParsedSource } from '../analysis/source/source.js';
import { placesIn, type Place } from './places.js';
import { foldersToLoadFrom, loadFrom, ONLY_WITH_TRUST, resolveFrom } from './project-modules.js';
import { SourceSyntaxError } from './syntax-error.js';
import { MissingPackageError, typescriptParser } from './typescript-parser.js';

/** A parser as ESLint takes it. */
export interface ComponentParser {
  parseForESLint(text: string, options: object): Pick<ParsedSource, 'ast'> & Partial<Pick<ParsedSource, 'scopeManager' | 'visitorKeys'>> & { readonly services?: object };
}

/** What reads components, by the ending of their names. The plugins for ESLint bring their parsers along. */
const KINDS = {
  vue: { name: 'Vue', parser: 'vue-eslint-parser', plugin: 'eslint-plugin-vue' },
  svelte: { name: 'Svelte', parser: 'svelte-eslint-parser', plugin: 'eslint-plugin-svelte' },
} as const;

/** Is a file a single-file component, by its name? */
export function isComponent(path: string): boolean {
  return /\.(?:vue|svelte)$/.test(path);
}

const known = new Map<string, ComponentParser | undefined>();

/**
 * The parser for a component, with the options to call it with.
 *
 * @param path the component's absolute path
 * @param text its text
 * @param trust may the parser that its tree has installed be run?
 * @throws SourceSyntaxError at the first script, where no parser is installed that may be run
 */
export function componentParser(path: string, text: string, trust: boolean): { readonly parser: ComponentParser; readonly parserOptions: Linter.ParserOptions } {
  const { name, parser: wanted, plugin } = KINDS[path.endsWith('.vue') ? 'vue' : 'svelte'];
  const folder = dirname(path);
  const place = trust ? join(folder, wanted) : wanted;
  if (!known.has(place)) known.set(place, loadFrom(foldersToLoadFrom(folder, trust), wanted, [plugin]) as ComponentParser | undefined);
  const parser = known.get(place);
  if (!parser) {
    const missing = resolveFrom([folder], wanted, [plugin]) === undefined ? `, which is not installed: npm install --save-dev ${wanted}` : `; ${ONLY_WITH_TRUST}`;
    throw new SourceSyntaxError(`${name} files need ${wanted}${missing}`, firstScript(text));
  }
  return { parser, parserOptions: optionsFor(path, text, trust) };
}

/** `<T>x` is a cast in all but JSX. */
function optionsFor(filePath: string, text: string, trust: boolean): Linter.ParserOptions {
  return {
    parser: scriptParser(filePath, text, trust),
    ecmaVersion: 'latest',
    sourceType: 'module',
    ecmaFeatures: { jsx: /\blang=["']?[jt]sx\b/.test(text) },
    ...{ range: true, loc: true, comment: true, tokens: true, eslintScopeManager: true, eslintVisitorKeys: true, filePath },
  };
}

/** TypeScript's parser reads scripts of both languages; without it, those in JavaScript are left to the parser of the component. */
function scriptParser(path: string, text: string, trust: boolean): unknown {
  try {
    return typescriptParser(dirname(path), 'TypeScript in a component', trust);
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    if (/<script[^>]*\blang=["']?tsx?\b/.test(text)) throw new SourceSyntaxError(error.message, firstScript(text));
    return undefined;
  }
}

function firstScript(text: string): Place {
  return placesIn(text)(Math.max(text.indexOf('<script'), 0));
}

import { dirname, join, resolve } from 'node:path';
import type { Linter } from 'eslint';
import type { ParsedSource } from '../analysis/source.js';
import { placesIn, type Place } from './places.js';
import { loadFromProject } from './project-modules.js';
import { SourceSyntaxError } from './syntax-error.js';
import { MissingPackageError, typescriptParser } from './typescript-parser.js';

/** A parser as ESLint takes it, that of a project. */
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
 * The parser for a component, as the project has installed it, with the options to call it with.
 *
 * @param path the component's path, absolute or from the working folder
 * @param text its text
 * @throws SourceSyntaxError at the first script, where the project has none
 */
export function componentParser(path: string, text: string): { readonly parser: ComponentParser; readonly parserOptions: Linter.ParserOptions } {
  const kind = KINDS[path.endsWith('.vue') ? 'vue' : 'svelte'];
  const folder = dirname(resolve(path));
  const place = join(folder, kind.parser);
  if (!known.has(place)) known.set(place, loadFromProject(folder, kind.parser, [kind.plugin]) as ComponentParser | undefined);
  const parser = known.get(place);
  if (!parser) {
    const message = `${kind.name} files need ${kind.parser}, which the project has not installed: npm install --save-dev ${kind.parser}`;
    throw new SourceSyntaxError(message, firstScript(text));
  }
  return { parser, parserOptions: optionsFor(path, text) };
}

/** `<T>x` is a cast in all but JSX. */
function optionsFor(filePath: string, text: string): Linter.ParserOptions {
  return {
    parser: scriptParser(filePath, text),
    ecmaVersion: 'latest',
    sourceType: 'module',
    ecmaFeatures: { jsx: /\blang=["']?[jt]sx\b/.test(text) },
    ...{ range: true, loc: true, comment: true, tokens: true, eslintScopeManager: true, eslintVisitorKeys: true, filePath },
  };
}

/** TypeScript's parser reads scripts of both languages; without it, those in JavaScript are left to the parser of the component. */
function scriptParser(path: string, text: string): unknown {
  try {
    return typescriptParser(dirname(resolve(path)), 'TypeScript in a component');
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    if (/<script[^>]*\blang=["']?tsx?\b/.test(text)) throw new SourceSyntaxError(error.message, firstScript(text));
    return undefined;
  }
}

function firstScript(text: string): Place {
  return placesIn(text)(Math.max(text.indexOf('<script'), 0));
}

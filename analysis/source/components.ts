import { createRequire } from 'node:module';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Reference, ScopeManager } from '@typescript-eslint/scope-manager';
import { scopeManagerLibrary } from './scope-manager.js';
import type { ParsedSource } from './source.js';

/** A single-file component of Vue or Svelte: scripts, and the markup around them. */
export interface Component {
  readonly scripts: readonly Script[];
  /** The parts of the file where its bindings may be named, outside the statements that are seen. */
  readonly markup: readonly Span[];
  /** The markup that lies in another file, and may name every binding. */
  readonly unseen?: Span | undefined;
}

/** One `<script>` of a component. */
export interface Script {
  readonly range: Span;
  /** Does it run for each instance of the component, and not once, when the module loads? */
  readonly isPerInstance: boolean;
}

type Span = readonly [start: number, end: number];

/** What the two parsers add to the services, as far as it is read. */
interface ComponentServices {
  /** `vue-eslint-parser`; `null` where the file is no component. */
  readonly getDocumentFragment?: () => { readonly children: readonly VueElement[] } | null;
  /** `svelte-eslint-parser`. */
  readonly isSvelte?: boolean;
}

interface VueElement {
  readonly type: string;
  readonly name?: string;
  readonly range: Span;
  readonly startTag?: { readonly attributes: readonly { readonly key: { readonly name: unknown } }[] };
}

/** A statement of a Svelte file's tree: the scripts, and what is between them. */
interface SvelteElement {
  readonly type: string;
  readonly range: Span;
  readonly body: readonly TSESTree.ProgramStatement[];
  readonly startTag: { readonly attributes: readonly { readonly key?: { readonly name?: unknown } }[] };
}

/**
 * Reads which parts of a file are scripts, where `vue-eslint-parser` or `svelte-eslint-parser` has parsed a component.
 *
 * @returns `undefined` for files that are no components
 */
export function componentIn(source: ParsedSource): Component | undefined {
  const services = source.parserServices as ComponentServices | undefined;
  if (services?.isSvelte) return svelteComponent(source);
  const fragment = services?.getDocumentFragment?.();
  return fragment ? vueComponent(fragment.children, source.text) : undefined;
}

/** In Vue, markup sees the bindings only of components with a `<script setup>`. */
function vueComponent(elements: readonly VueElement[], text: string): Component {
  const scripts = elements
    .filter(({ type, name }) => type === 'VElement' && name === 'script')
    .map((element) => ({ range: element.range, isPerInstance: hasAttribute(element, 'setup') }));
  if (!scripts.some(({ isPerInstance }) => isPerInstance)) return { scripts, markup: [] };
  const unseen = elements.find((element) => element.name === 'template' && hasAttribute(element, 'src'))?.range;
  return { scripts, markup: gapsBetween(scripts, text.length), unseen };
}

function hasAttribute({ startTag }: VueElement, name: string): boolean {
  return startTag?.attributes.some(({ key }) => key.name === name) ?? false;
}

function svelteComponent({ ast, text }: ParsedSource): Component {
  const elements = svelteScripts(ast);
  const scripts = elements.map(({ range, startTag }) => ({
    range,
    // `<script module>`, or `<script context="module">`, the only context there is.
    isPerInstance: !startTag.attributes.some(({ key }) => key?.name === 'module' || key?.name === 'context'),
  }));
  // `export let name = 1` in an instance is a property, which whoever uses the component sets.
  const properties = elements.flatMap(({ body }, at) => (scripts[at]?.isPerInstance ? body.filter(isProperty).map(({ range }) => range) : []));
  return { scripts, markup: [...gapsBetween(scripts, text.length), ...properties] };
}

function isProperty(statement: TSESTree.ProgramStatement): boolean {
  return statement.type === 'ExportNamedDeclaration' && (!statement.declaration || statement.declaration.type === 'VariableDeclaration');
}

function svelteScripts(ast: TSESTree.Program): readonly SvelteElement[] {
  return (ast.body as readonly unknown[] as readonly SvelteElement[]).filter(({ type }) => type === 'SvelteScriptElement');
}

function gapsBetween(scripts: readonly Script[], end: number): Span[] {
  const sorted = scripts.map(({ range }) => range).sort((a, b) => a[0] - b[0]);
  return [...sorted, [end, end] as const].map(([start], at) => [sorted[at - 1]?.[1] ?? 0, start]);
}

/** The statements at the top level of a file, those of all its scripts. */
export function topStatements(ast: TSESTree.Program): readonly TSESTree.ProgramStatement[] {
  const [first] = ast.body as readonly { readonly type: string }[];
  return first?.type.startsWith('Svelte') ? svelteScripts(ast).flatMap(({ body }) => body) : ast.body;
}

/**
 * The scripts of a component alone, seen as one module. What the markup does is not followed: a binding that it names
 * has one reference there, which reads it and, where that can be, gives it another value.
 */
export function scriptsOf(source: ParsedSource, { markup, unseen }: Component): ParsedSource {
  const visitorKeys = {
    ...Object.fromEntries(Object.entries(source.visitorKeys).map(([type, keys]) => [type, type.startsWith('Svelte') ? [] : keys])),
    SvelteScriptElement: ['body'],
  };
  const { scopeManager, Reference } = scopesOf(source.ast, visitorKeys);

  const mentions = mentionsIn(source.text, markup);
  for (const scope of scopeManager.globalScope?.childScopes ?? []) {
    for (const variable of scope.variables) {
      const at = mentions.get(plainName(variable.name)) ?? unseen?.[0];
      if (at === undefined) continue;
      const range = [at, at + variable.name.length];
      const identifier = { type: 'Identifier', name: variable.name, range, parent: { type: 'Markup', range, parent: source.ast } };
      const reference = new Reference(identifier as unknown as TSESTree.Identifier, scope, isConstant(variable) ? READ : READ_AND_WRITE);
      reference.resolved = variable;
      variable.references.push(reference);
      scope.references.push(reference);
    }
  }
  return { ...source, visitorKeys, scopeManager };
}

/**
 * The scopes of a module, by the library that is made for its tree, and that library's class of references.
 *
 * @param visitorKeys which members of a node hold nodes
 */
export function scopesOf(ast: TSESTree.Program, visitorKeys: ParsedSource['visitorKeys']): { readonly scopeManager: ScopeManager; readonly Reference: typeof Reference } {
  if (isTypeScriptTree(ast, visitorKeys)) {
    const { analyze, Reference } = scopeManagerLibrary();
    return { scopeManager: analyze(ast, { sourceType: 'module', childVisitorKeys: visitorKeys, lib: [] }), Reference };
  }
  // Not imported above: files that are no components do without it.
  const require = createRequire(import.meta.url);
  const plain = require('eslint-scope') as PlainScopes;
  return { scopeManager: plain.analyze(ast, { sourceType: 'module', ecmaVersion: 2022, jsx: true, childVisitorKeys: visitorKeys, fallback: () => [] }), Reference: plain.Reference };
}

/** ESLint's own scopes, which have the same shape as far as JavaScript goes. */
interface PlainScopes {
  analyze(ast: TSESTree.Program, options: object): ScopeManager;
  readonly Reference: typeof Reference;
}

/** Was a tree made by TypeScript's parser? That alone gives every identifier a list of decorators. */
function isTypeScriptTree(root: TSESTree.Node, visitorKeys: ParsedSource['visitorKeys']): boolean {
  const left = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.type === 'Identifier') return 'decorators' in node;
    const members = node as unknown as Readonly<Record<string, TSESTree.Node | (TSESTree.Node | null)[] | null | undefined>>;
    left.push(...(visitorKeys[node.type] ?? []).flatMap((key) => members[key] ?? []).filter((child) => child !== null));
  }
  return true;
}

/** Of the enumeration `ReferenceFlag`, which scope-manager does not export. */
const READ = 1 as unknown as Flag;
const READ_AND_WRITE = 3 as unknown as Flag;
type Flag = ConstructorParameters<typeof Reference>[2];

/** `v-model`, `bind:` and handlers can only assign to variables. */
function isConstant({ defs }: { readonly defs: readonly { readonly parent?: { readonly type: string; readonly kind?: string } | null }[] }): boolean {
  return !defs.some(({ parent }) => parent?.type === 'VariableDeclaration' && parent.kind !== 'const');
}

/**
 * The first mention of each word in the markup. Whatever looks like a name is taken for one, for what it is taken for
 * only makes the analysis more careful.
 */
function mentionsIn(text: string, markup: readonly Span[]): ReadonlyMap<string, number> {
  const mentions = new Map<string, number>();
  const add = (word: string, at: number): void => {
    const name = plainName(word);
    if (!mentions.has(name)) mentions.set(name, at);
  };
  for (const [start, end] of markup) {
    for (const { 0: word, index } of text.slice(start, end).matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$-]*/gu)) {
      add(word, start + index);
      if (word.includes('-')) for (const part of word.matchAll(/[^-]+/g)) add(part[0], start + index + part.index);
    }
  }
  return mentions;
}

/** `v-focus` stands for `vFocus`, `<page-list>` for `PageList`, and `$page` for what the store `page` holds. */
function plainName(name: string): string {
  return name.replaceAll(/^\$|-/g, '').toLowerCase();
}

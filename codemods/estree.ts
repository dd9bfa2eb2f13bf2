import type { TSESTree } from '@typescript-eslint/utils';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { ParseResult } from 'yuku-parser';

type Fields = Record<string, unknown>;

/**
 * Makes what `yuku-parser` gives the tree that `@typescript-eslint/parser` gives, in place: nodes get their ranges and parents, what is
 * absent of types is `undefined`, and in plain JavaScript, too, parameters have decorators and classes interfaces, none of each. There is
 * no `loc`, and there are no tokens.
 *
 * @param isTyped is it TypeScript?
 * @returns the tree, and how many nodes it has
 */
export function toTypeScriptTree({ program, comments }: ParseResult, isTyped: boolean): { readonly ast: TSESTree.Program; readonly nodeCount: number } {
  const ast = program as unknown as TSESTree.Program;
  ast.comments = comments.map(({ type, value, start, end }) => ({ type, value, range: [start, end] }) as unknown as TSESTree.Comment);
  let nodeCount = 0;
  const pending: TSESTree.Node[] = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodeCount++;
    const { start, end } = node as unknown as { readonly start: number; readonly end: number };
    // The marks around a part of a template are counted to it, by `yuku-parser` in TypeScript alone.
    node.range = node.type === 'TemplateElement' && !isTyped ? [start - 1, end + (node.tail ? 1 : 2)] : [start, end];
    addLists(node);
    const fields = node as unknown as Fields;
    for (const key of ABSENT) if (fields[key] === null) fields[key] = undefined;
    for (const key of visitorKeys[node.type] ?? []) {
      const value = fields[key] as TSESTree.Node | (TSESTree.Node | null)[] | null | undefined;
      if (value === null && OF_TYPES.has(key)) fields[key] = undefined;
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!child) continue;
        child.parent = node;
        pending.push(child);
      }
    }
  }
  return { ast, nodeCount };
}

/** What is `undefined` in the tree of TypeScript's parser where it is absent, and not `null`. */
const OF_TYPES: ReadonlySet<string> = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'constraint', 'default', 'initializer']);

/** The same of what is no node. */
const ABSENT = ['directive', 'accessibility'] as const;

/** Scopes are made of trees that have these lists. */
function addLists(node: TSESTree.Node): void {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      (node as { implements?: unknown }).implements ??= [];
      return;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      for (const parameter of node.params as { decorators?: unknown }[]) parameter.decorators ??= [];
  }
}

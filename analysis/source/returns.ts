import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, type FunctionNode, isClass, isFunction } from './ast.js';
import type { SourceIndex } from './source-index.js';

/** What a function gives back: the arguments of its `return`s, or an arrow's expression. */
export function resultsOf(fn: FunctionNode, index: SourceIndex): readonly Expression[] {
  return fn.body.type === 'BlockStatement' ? index.remember(returnsOf, fn.body).flatMap(({ argument }) => argument ?? []) : [fn.body];
}

/** The `return`s of a function's own body. */
export function returnsOf(body: TSESTree.BlockStatement, index: SourceIndex): readonly TSESTree.ReturnStatement[] {
  const returns: TSESTree.ReturnStatement[] = [];
  index.walk((at) => {
    if (at.type === 'ReturnStatement') returns.push(at);
  }, body, (at) => isFunction(at) || isClass(at));
  return returns;
}

import type { TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, isFunction, type Node, outermost } from '../source/ast.js';
import { resultsOf } from '../source/returns.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakRewrite } from './model.js';

const ASSUMPTION = 'nothing has to happen when the target is dead';

/** `ref.deref().close()` as a statement of its own becomes `ref.deref()?.close()`. */
export function optionalAccess(call: TSESTree.CallExpression, whole: Node, context: WeakContext): WeakRewrite {
  const member = whole.parent;
  if (member?.type !== 'MemberExpression' && !(member?.type === 'CallExpression' && member.callee === whole)) return NO_REWRITE;
  let at: Node = member;
  // Assignments, `delete` and `++` have no optional form.
  for (let outer: Node | undefined = member; outer; outer = chained(outer)) at = outer;
  at = outermost(at);
  if (at.parent?.type !== 'ExpressionStatement') return NO_REWRITE;
  const { text } = context.index.source;
  const afterCall = call.range[1];
  const between = text.slice(afterCall, whole.range[1]);
  if (!/^!?$/.test(between)) return NO_REWRITE;
  const isDot = member.type === 'MemberExpression' && !member.computed;
  const dot = isDot ? text.indexOf('.', whole.range[1]) : whole.range[1];
  if (isDot && /\S/.test(text.slice(whole.range[1], dot))) return NO_REWRITE;
  return suggestion('Skip the access if the target is dead', [{ range: [afterCall, isDot ? dot + 1 : dot], text: `${text.slice(whole.range[1], dot)}?.` }]);
}

/** The next part of a chain of members and calls. */
function chained(at: Node): Node | undefined {
  const { parent } = at;
  if (parent?.type === 'MemberExpression') return parent.object === at ? parent : undefined;
  if (parent?.type === 'CallExpression') return parent.callee === at ? parent : undefined;
  return parent?.type === 'TSNonNullExpression' ? parent : undefined;
}

/** Leaves the function after the declaration, where it returns nothing anyway. */
export function earlyReturn(declarator: TSESTree.VariableDeclarator, use: Node, context: WeakContext): WeakRewrite {
  const declaration = declarator.parent;
  const fn = enclosingFunction(declarator);
  if (!fn || fn !== enclosingFunction(use) || declaration.declarations.length !== 1 || declarator.id.type !== 'Identifier') return NO_REWRITE;
  const block: Node = declaration.parent;
  if (block.type !== 'BlockStatement' || !isFunction(block.parent) || !contains(block, use) || resultsOf(fn, context.index).length > 0 || fn.generator) return NO_REWRITE;
  const { text } = context.index.source;
  const lineStart = text.lastIndexOf('\n', declaration.range[0] - 1) + 1;
  const indent = /^\s*/.exec(text.slice(lineStart, declaration.range[0]))?.[0] ?? '';
  const { name } = declarator.id;
  return suggestion('Return if the target is dead', [{ range: [declaration.range[1], declaration.range[1]], text: `\n${indent}if (${name} === undefined) return;` }]);
}

function suggestion(title: string, edits: readonly { range: [number, number]; text: string }[]): WeakRewrite {
  return { outcome: 'edits', codemod: undefined, grade: 'suggestion', assumption: ASSUMPTION, title, edits };
}

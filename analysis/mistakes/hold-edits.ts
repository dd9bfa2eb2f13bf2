import type { TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, type Node, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import { runOf } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakRewrite } from './model.js';
import type { Registry } from '../containers/weak/registries.js';
import type { Search } from './scan.js';

/**
 * Holds the key instead of the reference, where the cleanup does nothing but look for the reference in a map of them:
 * `for (const [key, ref] of map) if (ref === held) map.delete(key)`. In a set, the reference is its own key.
 */
export function holdTheKey(search: Search, cleanup: FunctionNode, registry: Registry, context: WeakContext): WeakRewrite {
  const loop = search.node;
  const [param] = cleanup.params;
  if (loop.type !== 'ForOfStatement' || !param || parameterTarget(param).type !== 'Identifier') return NO_REWRITE;
  const held = (parameterTarget(param) as TSESTree.Identifier).name;
  const removed = onlyRemoval(loop, held, search.container, context);
  if (!removed) return NO_REWRITE;
  const container = context.index.text(search.container);
  if (removed.kind === 'set') {
    return rewrite('Delete the reference itself', 'the held value is the reference that the set holds', [{ range: loop.range, text: `${container}.delete(${held});` }]);
  }
  const [registration, other] = registry.registrations;
  if (!registration?.held || other || cleanup.body.type !== 'BlockStatement' || cleanup.body.body.length !== 1 || cleanup.body.body[0] !== loop) return NO_REWRITE;
  const fn = runOf(registration.call);
  const key = context.containerKey(search.container);
  const { held: old } = registration;
  const write = context.writesIn(fn).find((each) => context.containerKey(each.container) === key && context.isSame(each.value, old));
  if (!write || !context.refs.isRef(write.value) || unwrap(write.key).type !== 'Identifier' || context.index.isTyped) return NO_REWRITE;
  const name = context.index.text(write.key);
  return rewrite('Hold the key of the entry', 'nothing else needs the held value', [
    { range: parameterTarget(param).range, text: name },
    { range: loop.range, text: `if (${container}.get(${name})?.deref() === undefined) ${container}.delete(${name});` },
    { range: old.range, text: name },
  ]);
}

interface Removed { readonly kind: 'map' | 'set' }

function onlyRemoval(loop: TSESTree.ForOfStatement, held: string, container: Node, context: WeakContext): Removed | undefined {
  const [declarator] = loop.left.type === 'VariableDeclaration' ? loop.left.declarations : [];
  const test = only(loop.body);
  if (!declarator || test?.type !== 'IfStatement' || test.alternate || test.test.type !== 'BinaryExpression' || test.test.operator !== '===') return undefined;
  const statement = first(test.consequent);
  const call = statement?.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined;
  if (call?.type !== 'CallExpression') return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'delete' || !context.isSame(callee.object, container) || call.arguments.length !== 1) return undefined;
  const sides = [test.test.left, test.test.right].map((side) => context.index.text(side));
  const deleted = context.index.text(call.arguments[0] as Node);
  if (declarator.id.type === 'Identifier') return sides.includes(held) && sides.includes(declarator.id.name) && deleted === declarator.id.name ? { kind: 'set' } : undefined;
  if (declarator.id.type !== 'ArrayPattern') return undefined;
  const [key, value] = declarator.id.elements;
  if (key?.type !== 'Identifier' || value?.type !== 'Identifier') return undefined;
  return sides.includes(held) && sides.includes(value.name) && deleted === key.name ? { kind: 'map' } : undefined;
}

function only(statement: TSESTree.Statement): TSESTree.Statement | undefined {
  return statement.type === 'BlockStatement' ? (statement.body.length === 1 ? statement.body[0] : undefined) : statement;
}

/** The one statement of a branch, with nothing but a way out after it. */
function first(branch: TSESTree.Statement): TSESTree.Statement | undefined {
  if (branch.type !== 'BlockStatement') return branch;
  const [statement, ...rest] = branch.body;
  return rest.every((each) => each.type === 'BreakStatement' || (each.type === 'ReturnStatement' && !each.argument)) ? statement : undefined;
}

function rewrite(title: string, assumption: string, edits: readonly { range: readonly [number, number]; text: string }[]): WeakRewrite {
  return { outcome: 'edits', codemod: 'hold-the-key', grade: 'suggestion', assumption, title, edits: [...edits].sort((a, b) => a.range[0] - b.range[0]) };
}


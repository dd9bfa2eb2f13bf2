import type { TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { calledFunction, holdsBelow, walkRun } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { holdTheKey } from './hold-edits.js';
import type { WeakFinding } from './model.js';
import { isDeref } from '../containers/weak/derefs.js';
import type { Registry } from '../containers/weak/registries.js';
import { type Bindings, originOf } from './removals.js';

const SEARCHES = /^(?:indexOf|lastIndexOf|includes|find|findIndex|findLast|findLastIndex|filter|some|every|forEach)$/;
const LISTS = /^(?:entries|keys|values)$/;

/** A container that is searched while a cleanup runs. */
export interface Search {
  /** The call or loop that searches. */
  readonly node: TSESTree.CallExpression | TSESTree.ForOfStatement;
  readonly container: Node;
}

/** Finds cleanups that search a container for what died instead of holding its key. */
export function findScans(context: WeakContext): readonly WeakFinding[] {
  return context.registries.flatMap((registry) =>
    registry.cleanups
      .filter(({ registration }) => registration === undefined)
      .flatMap(({ fn }) => searchesIn(fn, fn, new Map(), 0, context).slice(0, 1).map((search) => report(search, fn, registry, context))),
  );
}

function report(search: Search, fn: FunctionNode, registry: Registry, context: WeakContext): WeakFinding {
  return {
    mistake: 'scan',
    certainty: 'likely',
    name: context.text(search.container),
    node: search.node.type === 'ForOfStatement' ? search.node.right : search.node,
    what: `This searches all of \`${context.text(search.container)}\` for each object that dies`,
    why: 'the held value does not say where the entry is',
    advice: 'Register the key of the entry as the held value, and look it up',
    rewrite: holdTheKey(search, fn, registry, context),
  };
}

function searchesIn(fn: FunctionNode, cleanup: FunctionNode, bindings: Bindings, depth: number, context: WeakContext): Search[] {
  const found: Search[] = [];
  walkRun(fn, (node) => {
    const search = searchAt(node, cleanup, bindings, context);
    if (search) found.push(search);
    if (node.type !== 'CallExpression' || depth >= 2) return;
    const called = calledFunction(node, context.index);
    if (called && called !== fn && !bindings.has(called) && !isFunction(unwrap(node.callee))) {
      found.push(...searchesIn(called, cleanup, new Map(bindings).set(called, node.arguments), depth + 1, context));
    }
  }, context.index);
  return found;
}

function searchAt(node: Node, cleanup: FunctionNode, bindings: Bindings, context: WeakContext): Search | undefined {
  const isHeld = (expression: Node): boolean => originOf(expression, cleanup, bindings, context).kind === 'held';
  if (node.type === 'ForOfStatement') {
    const container = listed(node.right);
    return isWide(container, isHeld, context) && picksOne(node.body, isHeld, context) ? { node, container } : undefined;
  }
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !SEARCHES.test(propertyName(callee) ?? '') || node.arguments.length === 0) return undefined;
  const container = listed(callee.object);
  const [sought] = node.arguments as Node[];
  if (!sought || !isWide(container, isHeld, context)) return undefined;
  return isHeld(sought) || (isFunction(sought) && picksOne(sought.body, isHeld, context)) ? { node, container } : undefined;
}

/** The container behind `map.entries()`, `Object.keys(table)`, `[...set]` or `Array.from(set)`. */
function listed(list: Node): Node {
  const node = unwrap(list);
  if (node.type === 'ArrayExpression' && node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement') return listed(node.elements[0].argument);
  if (node.type !== 'CallExpression') return node;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !(LISTS.test(propertyName(callee) ?? '') || propertyName(callee) === 'from')) return node;
  return node.arguments[0] ? unwrap(node.arguments[0]) : unwrap(callee.object);
}

/** Is a container more than what the held value carries or what its key leads to? */
function isWide(container: Node, isHeld: (node: Node) => boolean, context: WeakContext): boolean {
  const node = unwrap(container);
  switch (node.type) {
    case 'ThisExpression':
      return true;
    case 'Identifier': {
      const variable = context.index.variableOf(node);
      const value = variable && context.index.constantValue(variable);
      const isRead = value !== undefined && /^(?:Call|Member)Expression$/.test(unwrap(value).type);
      return !isHeld(node) && (!isRead || isWide(value, isHeld, context));
    }
    case 'MemberExpression':
      if (isHeld(node) || (node.computed && isHeld(node.property))) return false;
      return isWide(node.object, isHeld, context);
    default:
      // A bucket that is looked up by key is small; a literal is no container.
      return false;
  }
}

/** Does the code in a loop or callback look for one element: the held one, or a dead one? */
function picksOne(body: Node, isHeld: (node: Node) => boolean, context: WeakContext): boolean {
  const isComparison = (node: Node): boolean => node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator) && [node.left, node.right].some((side) => isHeld(side));
  return holdsBelow(body, (node) => isDeref(node) || isComparison(node), context.index);
}


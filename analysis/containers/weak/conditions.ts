import { isFunction, isNothing, type Node, unwrap } from '../../source/ast.js';
import { leaves } from '../key-guards.js';
import type { SourceIndex } from '../../source/source-index.js';

/** A test that decides whether a node runs, and what it must have given. */
export interface Condition {
  readonly test: Node;
  readonly holds: boolean;
  /** Is the condition one of several, of which any may hold? */
  readonly either?: boolean;
}

/**
 * What is known to hold where a node runs, from the tests around it and the early exits before it in the same function.
 * Conjunctions are split, negations taken off, and constants that name a comparison replaced by it.
 */
export function conditionsAt(node: Node, index: SourceIndex): readonly Condition[] {
  const found: Condition[] = [];
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at)) break;
    found.push(...conditionsFrom(at, child));
    child = at;
  }
  return found.flatMap((condition) => split(condition, index, 0));
}

function conditionsFrom(at: Node, child: Node): Condition[] {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return at.test === child ? [] : [{ test: at.test, holds: at.consequent === child }];
    case 'WhileStatement':
      return at.body === child ? [{ test: at.test, holds: true }] : [];
    case 'ForStatement':
      return at.body === child && at.test ? [{ test: at.test, holds: true }] : [];
    case 'LogicalExpression':
      if (at.right !== child || at.operator === '??') return [];
      return [{ test: at.left, holds: at.operator === '&&' }];
    case 'BlockStatement':
    case 'Program':
      return exitsBefore(at.body, child);
    case 'SwitchCase':
      return exitsBefore(at.consequent, child);
    default:
      return [];
  }
}

function exitsBefore(statements: readonly Node[], child: Node): Condition[] {
  const found: Condition[] = [];
  for (const statement of statements) {
    if (statement === child) break;
    if (statement.type !== 'IfStatement') continue;
    if (leaves(statement.consequent)) found.push({ test: statement.test, holds: false });
    else if (statement.alternate && leaves(statement.alternate)) found.push({ test: statement.test, holds: true });
  }
  return found;
}

function split(condition: Condition, index: SourceIndex, depth: number): Condition[] {
  const { holds, either } = condition;
  const test = unwrap(condition.test);
  if (depth > 6) return [{ ...condition, test }];
  if (test.type === 'UnaryExpression' && test.operator === '!') return split({ ...condition, test: test.argument, holds: !holds }, index, depth + 1);
  if (test.type === 'LogicalExpression' && test.operator !== '??') {
    const all = (test.operator === '&&') === holds;
    return [test.left, test.right].flatMap((side) => split({ test: side, holds, either: either === true || !all }, index, depth + 1));
  }
  if (test.type === 'CallExpression' && index.isGlobal(test.callee, 'Boolean') && test.arguments[0]) {
    return split({ ...condition, test: test.arguments[0] }, index, depth + 1);
  }
  if (test.type === 'Identifier') {
    const variable = index.variableOf(test);
    const value = variable && index.constantValue(variable);
    const inner = value && unwrap(value);
    if (inner && (inner.type === 'BinaryExpression' || inner.type === 'UnaryExpression' || (inner.type === 'LogicalExpression' && comparesIn(inner)))) {
      return split({ ...condition, test: inner }, index, depth + 1);
    }
  }
  return [{ ...condition, test }];
}

function comparesIn(node: Node): boolean {
  if (node.type === 'LogicalExpression') return comparesIn(node.right);
  return node.type === 'BinaryExpression' || (node.type === 'UnaryExpression' && node.operator === '!');
}

/** What a condition tells of a value: that it is there, or that it is not. */
export interface Presence {
  readonly subject: Node;
  readonly present: boolean;
}

/** Reads `x`, `x === undefined`, `x != null`, `typeof x === 'object'` and `x instanceof Y` as the presence of `x`. */
export function presenceIn({ test, holds }: Condition): Presence | undefined {
  const node = unwrap(test);
  if (node.type !== 'BinaryExpression') return { subject: node.type === 'AssignmentExpression' ? node.left : node, present: holds };
  const { operator, right } = node;
  const left: Node = node.left;
  if (operator === 'instanceof') return { subject: unwrap(left), present: holds };
  const equals = operator === '===' || operator === '==';
  if (!equals && operator !== '!==' && operator !== '!=') return undefined;
  for (const [side, other] of [[left, right], [right, left]] as const) {
    const against = unwrap(other);
    if (isNothing(against)) return { subject: unwrap(side), present: equals !== holds };
    const operand = unwrap(side);
    if (operand.type === 'UnaryExpression' && operand.operator === 'typeof' && against.type === 'Literal') {
      return { subject: unwrap(operand.argument), present: (against.value === 'undefined') !== (equals === holds) };
    }
  }
  return undefined;
}

/** The two sides of a condition that says two values are the same (`same`) or are not. */
export function identityIn({ test, holds }: Condition): { readonly sides: readonly [Node, Node]; readonly same: boolean } | undefined {
  const node = unwrap(test);
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) {
    if (node.type === 'CallExpression' && node.arguments.length === 2 && node.callee.type === 'MemberExpression' && node.callee.object.type === 'Identifier' && node.callee.object.name === 'Object') {
      return { sides: [node.arguments[0] as Node, node.arguments[1] as Node], same: holds };
    }
    return undefined;
  }
  if (isNothing(unwrap(node.left)) || isNothing(unwrap(node.right))) return undefined;
  return { sides: [unwrap(node.left), unwrap(node.right)], same: node.operator.startsWith('=') === holds };
}

import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { frameOf, isClass, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { PRIMITIVE_MEMBERS } from '../source/type-syntax.js';
import { changesBetween, evidence, type Evidence, isVariable } from './key-guards.js';

/**
 * What the uses of a variable show of it.
 *
 * A use that throws on a primitive and always runs before `use` is proof; such a use elsewhere, or a member read that no
 * primitive answers, makes it likely.
 */
export function useEvidence(variable: Scope.Variable, use: Node, index: SourceIndex): Evidence | undefined {
  let best: Evidence | undefined;
  for (const { node, found } of index.remember(tellingUses, variable)) {
    if (isUnderGuard(node, variable, use, index)) continue;
    if (node.range[0] < use.range[0] && changesBetween(variable, node, use, index)) continue;
    if (found.throws && alwaysBefore(node, use)) return evidence('proven', found.because, found.more);
    best ??= evidence('likely', found.because, found.more);
  }
  return best;
}

/** Is a use made only where a guard on the variable holds, and `use` outside of it? Then it tells nothing of `use`. */
export function isUnderGuard(node: Node, variable: Scope.Variable, use: Node, index: SourceIndex): boolean {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at)) return false;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test : at.type === 'LogicalExpression' ? at.left : undefined;
    if (test && test !== child && !(child.range[0] <= use.range[0] && use.range[1] <= child.range[1]) && testsSort(test, variable, index)) return true;
    child = at;
  }
  return false;
}

/** Does a test tell sorts of values apart: `typeof x`, `x instanceof Y`, `isFoo(x)`? */
function testsSort(test: Node, variable: Scope.Variable, index: SourceIndex): boolean {
  switch (test.type) {
    case 'LogicalExpression':
      return testsSort(test.left, variable, index) || testsSort(test.right, variable, index);
    case 'UnaryExpression':
      return test.operator === 'typeof' ? isVariable(test.argument, variable, index) : testsSort(test.argument, variable, index);
    case 'BinaryExpression':
      return testsSort(test.left, variable, index) || (test.operator === 'instanceof' && isVariable(test.left, variable, index));
    case 'CallExpression':
      return test.arguments.some((argument) => isVariable(argument, variable, index));
    default:
      return false;
  }
}

interface UsedAs {
  readonly throws: boolean;
  readonly because: string;
  readonly more?: Partial<Evidence>;
}

/** The reads of a variable that show something of what it is. */
function tellingUses(variable: Scope.Variable, index: SourceIndex): readonly { readonly node: Node; readonly found: UsedAs }[] {
  return variable.references.flatMap((reference) => {
    const node = reference.identifier as Node;
    const found = reference.isRead() ? usedAs(node, index) : undefined;
    return found ? [{ node, found }] : [];
  });
}

/** What the place of a value in the text shows of it: where it is asked for what no primitive has. */
export function usedAs(value: Node, index: SourceIndex): UsedAs | undefined {
  const at = outermost(value);
  const parent = at.parent;
  if (parent?.type === 'MemberExpression' && parent.object === at) {
    const name = propertyName(parent);
    if (name === undefined || PRIMITIVE_MEMBERS.has(name)) return undefined;
    const whole = outermost(parent);
    const because = `\`${index.text(parent)}\` (use)`;
    if (parent.optional) return { throws: false, because };
    if (whole.parent?.type === 'CallExpression' && whole.parent.callee === whole) return { throws: !whole.parent.optional, because: `\`${index.text(parent)}()\` (use)` };
    // Outside strict code a write to a primitive is lost in silence; `&&=` writes nothing where it reads nothing.
    if (whole.parent?.type === 'AssignmentExpression' && whole.parent.left === whole) return { throws: whole.parent.operator !== '&&=' && isStrict(whole, index), because };
    // What no primitive has is `undefined`, which has no members.
    if (whole.parent?.type === 'MemberExpression' && whole.parent.object === whole && !whole.parent.optional) return { throws: true, because: `\`${index.text(whole.parent)}\` (use)` };
    return { throws: false, because };
  }
  if (parent?.type === 'VariableDeclarator' && parent.init === at && parent.id.type === 'ObjectPattern') {
    const isOwn = parent.id.properties.some((property) => property.type === 'Property' && !PRIMITIVE_MEMBERS.has(propertyName(property) ?? 'length'));
    return isOwn ? { throws: false, because: `\`${index.text(parent)}\` (use)` } : undefined;
  }
  if (parent?.type === 'CallExpression' && parent.callee === at) return { throws: !parent.optional, because: `\`${index.text(at)}()\` (use)`, more: { callable: true } };
  if (parent?.type === 'NewExpression' && parent.callee === at) return { throws: false, because: `\`new ${index.text(at)}\` (use)`, more: { sort: 'class' } };
  if (parent?.type === 'BinaryExpression' && parent.operator === 'in' && parent.right === at) return { throws: true, because: `\`${index.text(parent)}\` (use)` };
  if ((parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.arguments[0] === at && throwsOnPrimitive(parent, index)) {
    return { throws: true, because: `\`${index.text(parent.callee)}(…)\` (use)` };
  }
  return undefined;
}

function isModule({ statements }: SourceIndex): boolean {
  return statements.some((statement) => /^(?:Import|Export)\w*Declaration$/.test(statement.type));
}

/** Is code strict for certain? A file that is only taken for a module need not be one. */
export function isStrict(node: Node, index: SourceIndex): boolean {
  // The scripts of components are modules.
  if (index.scriptOf(node) || index.table(isModule)) return true;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isClass(at)) return true;
    const body = at.type === 'Program' ? at.body : isFunction(at) && at.body.type === 'BlockStatement' ? at.body.body : [];
    if (body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive === 'use strict')) return true;
  }
  return false;
}

/** The functions of `Reflect`, all of which throw where their target is no object (https://tc39.es/ecma262/#sec-reflect-object). */
const THROWING_REFLECTIONS: ReadonlySet<string> = new Set(['apply', 'construct', 'defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'isExtensible', 'ownKeys', 'preventExtensions', 'set', 'setPrototypeOf']);

/** Calls whose first argument must be an object. */
function throwsOnPrimitive(call: TSESTree.CallExpression | TSESTree.NewExpression, index: SourceIndex): boolean {
  const callee = unwrap(call.callee);
  if (call.type === 'NewExpression') return index.isGlobal(callee, 'WeakRef') || index.isGlobal(callee, 'Proxy');
  if (callee.type !== 'MemberExpression') return false;
  const name = propertyName(callee);
  const object = unwrap(callee.object);
  if (index.isGlobal(object, 'Reflect')) return !call.optional && THROWING_REFLECTIONS.has(name ?? '');
  if (index.isGlobal(object, 'Object')) return name === 'defineProperty' || name === 'defineProperties';
  if (name !== 'set' && name !== 'add' && name !== 'register') return false;
  if (object.type !== 'Identifier') return false;
  const variable = index.variableOf(object);
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  if (made?.type !== 'NewExpression') return false;
  const expected = name === 'set' ? 'WeakMap' : name === 'add' ? 'WeakSet' : 'FinalizationRegistry';
  return index.isGlobal(made.callee, expected);
}

/** Does `first` run on every path before `second`, in the same run of the same function? */
export function alwaysBefore(first: Node, second: Node): boolean {
  if (first.range[0] >= second.range[0] || frameOf(first) !== frameOf(second)) return false;
  let child = first;
  for (let at: Node | undefined = first.parent; at; at = at.parent) {
    if (at.range[0] <= second.range[0] && second.range[1] <= at.range[1]) return at === second || at.parent === second ? runsFirst(at, child) : !isOneOperation(at) && runsFirst(at, child);
    // A `break` or `continue` can leave these before they are done.
    if (isConditional(at, child) || at.type === 'DoWhileStatement' || at.type === 'LabeledStatement') return false;
    child = at;
  }
  return false;
}

/** Does an expression come to its own end, where it may throw, only when all of its parts have run? */
function isOneOperation({ type }: Node): boolean {
  return /^(?:Assignment|Call|New|Binary|Member|TaggedTemplate|Array|Object)Expression$/.test(type);
}

/** In the nearest common ancestor, is the earlier part one that always runs? */
function runsFirst(common: Node, first: Node): boolean {
  if (common.type === 'SwitchStatement' || common.type === 'SwitchCase') return common.type === 'SwitchCase' ? common.test !== first : common.discriminant === first;
  if (common.type === 'IfStatement' || common.type === 'ConditionalExpression') return common.test === first;
  if (common.type === 'ForStatement') return common.update !== first;
  return common.type !== 'TryStatement' && common.type !== 'DoWhileStatement';
}

/** Is a part of a construct skipped on some path? */
export function isConditional(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test !== child;
    case 'LogicalExpression':
    case 'AssignmentPattern':
      return parent.right === child;
    case 'AssignmentExpression':
      return parent.right === child && /^(?:\?\?|\|\||&&)=$/.test(parent.operator);
    case 'MemberExpression':
      return parent.object !== child && mayStopShort(parent);
    case 'CallExpression':
      return parent.callee !== child && mayStopShort(parent);
    case 'SwitchCase':
      return true;
    case 'ForStatement':
      return parent.init !== child;
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.right !== child;
    case 'WhileStatement':
      return parent.body === child;
    case 'CatchClause':
      return true;
    case 'TryStatement':
      return parent.block === child && parent.handler !== null;
    default:
      return false;
  }
}

/** Is there a `?.` in the chain up to a node, behind which nothing need run? */
function mayStopShort(node: Node): boolean {
  if (node.type === 'MemberExpression') return node.optional || mayStopShort(node.object);
  if (node.type === 'TSNonNullExpression') return mayStopShort(node.expression);
  return node.type === 'CallExpression' && (node.optional || mayStopShort(node.callee));
}

/** Is a variable's value used as only classes are: constructed, extended, asked for its prototype or what it extends? */
export function isUsedAsClass(variable: Scope.Variable, index: SourceIndex): boolean {
  return variable.references.some(({ identifier }) => {
    const at = outermost(identifier);
    const { parent } = at;
    switch (parent?.type) {
      case 'NewExpression':
        return parent.callee === at;
      case 'ClassDeclaration':
      case 'ClassExpression':
        return parent.superClass === at;
      case 'MemberExpression':
        return parent.object === at && propertyName(parent) === 'prototype';
      case 'CallExpression': {
        const callee = unwrap(parent.callee);
        if (parent.arguments[0] !== at || callee.type !== 'MemberExpression') return false;
        const isOf = (name: string): boolean => index.isGlobal(unwrap(callee.object), name);
        switch (propertyName(callee)) {
          case 'getPrototypeOf':
            return isOf('Object') || isOf('Reflect');
          case 'construct':
            return isOf('Reflect');
          default:
            return false;
        }
      }
      default:
        return false;
    }
  });
}

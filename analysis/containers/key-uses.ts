import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, declaresThis, frameOf, isClass, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { grouped } from '../source/lists.js';
import type { KeyEvidence } from './facts.js';
import type { SourceIndex } from '../source/source-index.js';
import { PRIMITIVE_MEMBERS } from '../source/type-syntax.js';

type Evidence = Omit<KeyEvidence, 'node'>;

const evidence = (certainty: KeyEvidence['certainty'], because: string, more: Partial<Evidence> = {}): Evidence => ({ sort: 'object', certainty, nullable: false, because, ...more });

/**
 * A guard that holds wherever `use` runs: `typeof x === 'object'`, `x instanceof Y`, also as an early exit.
 *
 * @param variable the key's variable.
 * @param use the write that the guard must dominate.
 */
export function guardedAsObject(variable: Scope.Variable, use: Node, index: SourceIndex): Evidence | undefined {
  let child = use;
  for (let at: Node | undefined = use.parent; at; at = at.parent) {
    if (isFunction(at) || at.type === 'ClassBody') break;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? (at.consequent === child ? at.test : undefined) : at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child ? at.left : undefined;
    const found = test && !changesBetween(variable, test, use, index) && guardIn(test, variable, index);
    if (found) return found;
    if (at.type === 'BlockStatement' || at.type === 'Program') {
      for (const { exit, shows } of index.remember(tellingExits, at).get(variable) ?? []) {
        if (exit.range[0] >= child.range[0]) break;
        if (shows && !changesBetween(variable, exit, use, index)) return shows;
      }
    }
    child = at;
  }
  return undefined;
}

/** What a node tests before it runs a part of itself, and what must come of it. */
function testAround(part: Node, node: Node): { readonly test?: Node; readonly outcome?: boolean } {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return { test: node.test, outcome: node.consequent === part };
    case 'WhileStatement':
      return { test: node.test, outcome: node.body === part };
    case 'LogicalExpression':
      return node.operator === '??' ? {} : { test: node.left, outcome: node.operator === '&&' };
    default:
      return {};
  }
}

/** Is `use` under a test that the variable is there: `if (x)`, `x != null`, also as an early exit? */
export function testedAsPresent(variable: Scope.Variable, use: Node, index: SourceIndex): boolean {
  let child = use;
  for (let at: Node | undefined = use.parent; at; at = at.parent) {
    if (isFunction(at) || at.type === 'ClassBody') return false;
    const { test, outcome } = testAround(child, at);
    if (test && test !== child && showsPresent(test, outcome === true, variable, index) && !changesBetween(variable, test, use, index)) return true;
    if (at.type === 'BlockStatement' || at.type === 'Program') {
      for (const { exit, isPresent } of index.remember(tellingExits, at).get(variable) ?? []) {
        if (exit.range[0] >= child.range[0]) break;
        if (isPresent && !changesBetween(variable, exit, use, index)) return true;
      }
    }
    child = at;
  }
  return false;
}

/** What follows an early exit has passed its test: what that shows of a variable. */
interface TellingExit {
  /** The test. */
  readonly exit: Node;
  /** The guard that it is, if it is one. */
  readonly shows: Evidence | undefined;
  readonly isPresent: boolean;
}

/** `if (test) return;`, `assertPage(page);`: the tests of a block that show something of a variable, in the order of the text. */
function tellingExits(block: TSESTree.BlockStatement | TSESTree.Program, index: SourceIndex): ReadonlyMap<Scope.Variable, readonly TellingExit[]> {
  const told = block.body.flatMap((statement) => {
    if (statement.type === 'IfStatement' && !statement.alternate && leaves(statement.consequent)) {
      const { test: exit } = statement;
      return variablesIn(exit, index).map((variable) => ({ variable, exit, shows: exitGuard(exit, variable, index), isPresent: showsPresent(exit, false, variable, index) }));
    }
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
    return call?.type === 'CallExpression' ? assertionsOf(call, index).map(({ variable, parameter, test }) => ({ variable, exit: call, shows: exitGuard(test, parameter, index), isPresent: showsPresent(test, false, parameter, index) })) : [];
  });
  return grouped(told.filter(({ shows, isPresent }) => shows !== undefined || isPresent), ({ variable }) => variable);
}

/** A test of a helper that throws where it holds, with the variable that the helper is given. */
export interface Assertion {
  readonly variable: Scope.Variable;
  /** The parameter that is tested. */
  readonly parameter: Scope.Variable;
  readonly test: Node;
}

/** What a call has tested of its arguments when it comes back: a helper of the file throws where a test holds. */
export function assertionsOf(call: TSESTree.CallExpression, index: SourceIndex): readonly Assertion[] {
  const named = call.callee.type === 'Identifier' ? index.variableOf(call.callee) : undefined;
  const fn = named && index.functionOf(named);
  if (!fn || fn.async || fn.generator || declaresThis(fn) || fn.body.type !== 'BlockStatement') return [];
  const tests = index.remember(thrownTests, fn.body);
  if (tests.length === 0) return [];
  return call.arguments.flatMap((argument, at): readonly Assertion[] => {
    const variable = argument.type === 'Identifier' ? index.variableOf(argument) : undefined;
    const param = fn.params[at];
    const parameter = param?.type === 'Identifier' ? index.declaredBy(fn).find(({ name }) => name === param.name) : undefined;
    const isFixed = parameter && !parameter.references.some((reference) => reference.isWrite()) && !call.arguments.slice(0, at).some(({ type }) => type === 'SpreadElement');
    return variable && parameter && isFixed ? tests.map((test) => ({ variable, parameter, test })) : [];
  });
}

/** The tests that a function throws for before anything in it returns. */
function thrownTests(body: TSESTree.BlockStatement, index: SourceIndex): readonly Node[] {
  const tests: Node[] = [];
  for (const statement of body.body) {
    if (statement.type === 'IfStatement' && !statement.alternate && throws(statement.consequent)) tests.push(statement.test);
    else if (returnsIn(statement, index)) break;
  }
  return tests;
}

function throws(statement: Node): boolean {
  if (statement.type !== 'BlockStatement') return statement.type === 'ThrowStatement';
  const last = statement.body.at(-1);
  return last !== undefined && throws(last) && statement.body.every((one) => one === last || /^(?:Expression|Variable)/.test(one.type));
}

function returnsIn(statement: Node, index: SourceIndex): boolean {
  const found: Node[] = [];
  index.walk((node) => {
    if (node.type === 'ReturnStatement') found.push(node);
  }, statement, isFunction);
  return found.length > 0;
}

function variablesIn(test: Node, index: SourceIndex): readonly Scope.Variable[] {
  const found = new Set<Scope.Variable>();
  index.walk((node) => {
    const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
    if (variable) found.add(variable);
  }, test);
  return [...found];
}

/** Does a statement always leave the block: `return`, `throw`, `continue`, `break`? */
export function leaves(statement: Node): boolean {
  if (statement.type === 'BlockStatement') {
    const last = statement.body.at(-1);
    return last !== undefined && leaves(last);
  }
  return /^(?:Return|Throw|Continue|Break)Statement$/.test(statement.type);
}

function guardIn(test: Node, variable: Scope.Variable, index: SourceIndex): Evidence | undefined {
  if (test.type === 'LogicalExpression') {
    const left = guardIn(test.left, variable, index);
    const right = guardIn(test.right, variable, index);
    if (test.operator === '&&') {
      const found = left ?? right;
      return found && { ...found, nullable: found.nullable && !excludesNull(test, true, variable, index) };
    }
    return left && right && { ...left, nullable: left.nullable || right.nullable };
  }
  if (test.type !== 'BinaryExpression') return undefined;
  if (test.operator === 'instanceof' && isVariable(test.left, variable, index)) return evidence('proven', `\`${index.text(test)}\` (guard)`);
  if ((test.operator === '===' || test.operator === '==') && typeofOperand(test.left, variable, index) && test.right.type === 'Literal') {
    if (test.right.value === 'object') return evidence('proven', `\`${index.text(test)}\` (guard)`, { nullable: true });
    if (test.right.value === 'function') return evidence('proven', `\`${index.text(test)}\` (guard)`, { callable: true });
    return evidence('proven', `\`${index.text(test)}\` (guard)`, { sort: 'primitive' });
  }
  return undefined;
}

/** `if (typeof x !== 'object' || x === null) return`: what follows is guarded, as that of `typeof x !== 'string'` is. */
function exitGuard(test: Node, variable: Scope.Variable, index: SourceIndex): Evidence | undefined {
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    const found = exitGuard(test.left, variable, index) ?? exitGuard(test.right, variable, index);
    return found && { ...found, nullable: found.nullable && !excludesNull(test, false, variable, index) };
  }
  if (test.type === 'UnaryExpression' && test.operator === '!') return guardIn(test.argument, variable, index);
  if (test.type === 'BinaryExpression' && (test.operator === '!==' || test.operator === '!=') && typeofOperand(test.left, variable, index) && test.right.type === 'Literal') {
    if (test.right.value === 'object') return evidence('proven', `\`${index.text(test)}\` (guard)`, { nullable: true });
    if (test.right.value === 'function') return evidence('proven', `\`${index.text(test)}\` (guard)`, { callable: true });
    return evidence('proven', `\`${index.text(test)}\` (guard)`, { sort: 'primitive' });
  }
  return undefined;
}

function isVariable(node: Node, variable: Scope.Variable, index: SourceIndex): boolean {
  return node.type === 'Identifier' && index.variableOf(node) === variable;
}

function typeofOperand(node: Node, variable: Scope.Variable, index: SourceIndex): boolean {
  return node.type === 'UnaryExpression' && node.operator === 'typeof' && isVariable(node.argument, variable, index);
}

/** Is the variable not `null` where the test comes out as `outcome`? */
function excludesNull(test: Node, outcome: boolean, variable: Scope.Variable, index: SourceIndex): boolean {
  return tells(test, outcome, (comparison) => comparison.right.type === 'Literal' && comparison.right.raw === 'null', variable, index);
}

/** Is the variable neither `null` nor `undefined` where the test comes out as `outcome`? */
function showsPresent(test: Node, outcome: boolean, variable: Scope.Variable, index: SourceIndex): boolean {
  return tells(test, outcome, () => false, variable, index);
}

/** Does a test tell that the variable is there, by its truth, by a loose comparison or by a strict one that `strictly` accepts? */
function tells(test: Node, outcome: boolean, strictly: (comparison: TSESTree.BinaryExpression) => boolean, variable: Scope.Variable, index: SourceIndex): boolean {
  switch (test.type) {
    case 'Identifier':
      return outcome && isVariable(test, variable, index);
    case 'UnaryExpression':
      return test.operator === '!' && tells(test.argument, !outcome, strictly, variable, index);
    case 'LogicalExpression': {
      if (test.operator === '??') return false;
      const sides = [test.left, test.right].map((side) => tells(side, outcome, strictly, variable, index));
      return (test.operator === '&&') === outcome ? sides.includes(true) : !sides.includes(false);
    }
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(test.operator) || !isVariable(test.left, variable, index)) return false;
      return (isLooselyNothing(test) || strictly(test)) && test.operator.startsWith('!') === outcome;
    }
    default:
      return false;
  }
}

/** `x == null`, `x != undefined`: both `null` and `undefined` are meant. */
function isLooselyNothing({ operator, right }: TSESTree.BinaryExpression): boolean {
  return operator.length === 2 && ((right.type === 'Literal' && right.raw === 'null') || (right.type === 'Identifier' && right.name === 'undefined'));
}

/** Can the variable get another value after the evidence at `from` and before `use` runs? */
function changesBetween(variable: Scope.Variable, from: Node, use: Node, index: SourceIndex): boolean {
  return index.laterWritesOf(variable).some((reference) => {
    const write = reference.identifier as Node;
    if (frameOf(write) !== frameOf(use)) return true;
    // What is on the right of an assignment runs before it.
    if (((reference.writeExpr ?? write)).range[1] <= from.range[0]) return false;
    if (write.range[0] < use.range[0]) return true;
    // Later in the text, but earlier in the next round of a loop that the evidence is not in.
    for (let at: Node | undefined = use.parent; at; at = at.parent) {
      if (isFunction(at)) return false;
      if (isLoop(at) && contains(at, write) && !contains(at, from)) return true;
    }
    return false;
  });
}

function isLoop(node: Node): boolean {
  return /^(?:For|While|DoWhile)/.test(node.type);
}

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

function usedAs(identifier: Node, index: SourceIndex): UsedAs | undefined {
  const at = outermost(identifier);
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

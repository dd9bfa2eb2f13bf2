import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, contains, declaresThis, frameOf, type FunctionNode, isFunction, isLoop, type Node, sidesOf } from '../source/ast.js';
import { grouped } from '../source/lists.js';
import type { KeyEvidence } from './facts.js';
import { type Definition, functionNamed } from '../source/definitions.js';
import type { ImportedNames, TypeScope } from '../source/member-types.js';
import type { SourceIndex } from '../source/source-index.js';

/** What is known of a key by what the code does with it. */
export type Evidence = Omit<KeyEvidence, 'node'>;

export const evidence = (certainty: KeyEvidence['certainty'], because: string, more: Partial<Evidence> = {}): Evidence => ({ sort: 'object', certainty, nullable: false, because, ...more });

/**
 * A guard that holds wherever `use` runs: `typeof x === 'object'`, `x instanceof Y`, also as an early exit.
 *
 * @param variable the key's variable.
 * @param use the write that the guard must dominate.
 * @param scope the file, and what the project shows of the helpers that it imports.
 */
export function guardedAsObject(variable: Scope.Variable, use: Node, scope: TypeScope): Evidence | undefined {
  const { index } = scope;
  let child = use;
  for (let at: Node | undefined = use.parent; at; at = at.parent) {
    if (isFunction(at) || at.type === 'ClassBody') break;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? (at.consequent === child ? at.test : undefined) : at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child ? at.left : undefined;
    const found = test && !changesBetween(variable, test, use, index) && guardIn(test, variable, scope);
    if (found) return found;
    if (at.type === 'BlockStatement' || at.type === 'Program') {
      for (const { exit, shows } of exitsOf(at, scope).get(variable) ?? []) {
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

type ExitsByVariable = ReadonlyMap<Scope.Variable, readonly TellingExit[]>;

/** What the project shows of a file's imports tells more of its blocks: kept as long as that is. */
const exitsWithin = new WeakMap<ImportedNames, WeakMap<Node, ExitsByVariable>>();

function exitsOf(block: TSESTree.BlockStatement | TSESTree.Program, scope: TypeScope): ExitsByVariable {
  if (!scope.imported) return scope.index.remember(tellingExits, block);
  const blocks = exitsWithin.get(scope.imported) ?? new WeakMap<Node, ExitsByVariable>();
  exitsWithin.set(scope.imported, blocks);
  const exits = blocks.get(block) ?? tellingExits(block, scope.index, scope);
  blocks.set(block, exits);
  return exits;
}

/** `if (test) return;`, `assertPage(page);`: the tests of a block that show something of a variable, in the order of the text. */
function tellingExits(block: TSESTree.BlockStatement | TSESTree.Program, index: SourceIndex, scope: TypeScope = { index, imported: undefined }): ExitsByVariable {
  const told = block.body.flatMap((statement) => {
    if (statement.type === 'IfStatement' && !statement.alternate && leaves(statement.consequent)) {
      const { test: exit } = statement;
      return variablesIn(exit, index).map((variable) => ({ variable, exit, shows: exitGuard(exit, variable, scope), isPresent: showsPresent(exit, false, variable, index) }));
    }
    const [first, ...others] = testsOfChain(statement);
    if (first) return variablesIn(first, index).map((variable) => {
      const shown = [first, ...others].map((test) => guardIn(test, variable, scope));
      return { variable, exit: first, shows: shown.includes(undefined) ? undefined : shown[0], isPresent: false };
    });
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
    return call?.type === 'CallExpression' ? assertionsOf(call, scope).map(({ variable, parameter, test, scope: at }) => ({ variable, exit: call, shows: exitGuard(test, parameter, at), isPresent: showsPresent(test, false, parameter, at.index) })) : [];
  });
  return grouped(told.filter(({ shows, isPresent }) => shows !== undefined || isPresent), ({ variable }) => variable);
}

/** `if (a) … else if (b) … else throw`: the tests of which one holds behind it; none for any other statement. */
function testsOfChain(statement: Node): readonly Node[] {
  const tests: Node[] = [];
  let at: Node | null = statement;
  for (; at?.type === 'IfStatement'; at = at.alternate) tests.push(at.test);
  return at && tests.length > 0 && leaves(at) ? tests : [];
}

/** A test of a helper that throws where it holds, with the variable that the helper is given. */
export interface Assertion {
  readonly variable: Scope.Variable;
  /** The parameter that is tested. */
  readonly parameter: Scope.Variable;
  readonly test: Node;
  /** The file of the helper. */
  readonly scope: TypeScope;
}

/** `isObject(value)`: the test that a helper gives back, and nothing else. */
function predicateOf(call: TSESTree.CallExpression, variable: Scope.Variable, scope: TypeScope): Assertion | undefined {
  const helper = helperOf(call, scope);
  if (!helper) return undefined;
  const { node: fn } = helper;
  const test = fn.body.type !== 'BlockStatement' ? fn.body : fn.body.body.length === 1 && fn.body.body[0]?.type === 'ReturnStatement' ? fn.body.body[0].argument ?? undefined : undefined;
  const at = call.arguments.findIndex((argument) => isVariable(argument, variable, scope.index));
  const parameter = test ? fixedParameter(fn, call, at, helper.scope.index) : undefined;
  return test && parameter && { variable, parameter, test, scope: helper.scope };
}

/** The function that a call of a name runs to its end on the spot, of the file or of one that it is imported from. */
function helperOf({ callee }: TSESTree.CallExpression, scope: TypeScope): Definition<FunctionNode> | undefined {
  const named = functionNamed(callee, scope);
  return named && !named.node.async && !named.node.generator && !declaresThis(named.node) ? named : undefined;
}

/** The parameter that an argument of a call comes to, where it keeps that value. */
function fixedParameter(fn: FunctionNode, call: TSESTree.CallExpression, at: number, index: SourceIndex): Scope.Variable | undefined {
  const param = fn.params[at];
  const parameter = param?.type === 'Identifier' ? index.declaredBy(fn).find(({ name }) => name === param.name) : undefined;
  const isFixed = parameter && !parameter.references.some((reference) => reference.isWrite()) && !call.arguments.slice(0, at).some(({ type }) => type === 'SpreadElement');
  return isFixed ? parameter : undefined;
}

/** What a call has tested of its arguments when it comes back: a helper throws where a test holds. */
export function assertionsOf(call: TSESTree.CallExpression, scope: TypeScope): readonly Assertion[] {
  const helper = helperOf(call, scope);
  if (helper?.node.body.type !== 'BlockStatement') return [];
  const { node: fn, scope: { index } } = helper;
  const tests = index.remember(thrownTests, helper.node.body);
  if (tests.length === 0) return [];
  return call.arguments.flatMap((argument, at): readonly Assertion[] => {
    const variable = argument.type === 'Identifier' ? scope.index.variableOf(argument) : undefined;
    const parameter = fixedParameter(fn, call, at, index);
    return variable && parameter ? tests.map((test) => ({ variable, parameter, test, scope: helper.scope })) : [];
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

/** More helpers than this, each asking the next, are not followed. */
const MOST_HELPERS = 4;

function guardIn(test: Node, variable: Scope.Variable, scope: TypeScope, depth = 0): Evidence | undefined {
  const { index } = scope;
  if (test.type === 'CallExpression') {
    const asked = depth < MOST_HELPERS ? predicateOf(test, variable, scope) : undefined;
    return asked && guardIn(asked.test, asked.parameter, asked.scope, depth + 1);
  }
  if (test.type === 'LogicalExpression') {
    const left = guardIn(test.left, variable, scope, depth);
    const right = guardIn(test.right, variable, scope, depth);
    if (test.operator === '&&') {
      const found = left ?? right;
      return found && { ...found, nullable: found.nullable && !excludesNull(test, true, variable, index) };
    }
    return left && right && { ...left, nullable: left.nullable || right.nullable };
  }
  if (test.type !== 'BinaryExpression') return undefined;
  if (test.operator === 'instanceof' && isVariable(test.left, variable, index)) return evidence('proven', `\`${index.text(test)}\` (guard)`);
  return /^===?$/.test(test.operator) ? typeShown(test, variable, index) : undefined;
}

/** What a variable is where its `typeof` is what a comparison names. */
function typeShown(test: TSESTree.BinaryExpression, variable: Scope.Variable, index: SourceIndex): Evidence | undefined {
  const [asked, named] = sidesOf(test);
  if (asked.type !== 'UnaryExpression' || asked.operator !== 'typeof' || !isVariable(asked.argument, variable, index) || named.type !== 'Literal') return undefined;
  const because = `\`${index.text(test)}\` (guard)`;
  switch (named.value) {
    case 'object':
      return evidence('proven', because, { nullable: true });
    case 'function':
      return evidence('proven', because, { callable: true });
    default:
      return evidence('proven', because, { sort: 'primitive' });
  }
}

/** `if (typeof x !== 'object' || x === null) return`: what follows is guarded, as that of `typeof x !== 'string'` is. */
function exitGuard(test: Node, variable: Scope.Variable, scope: TypeScope): Evidence | undefined {
  const { index } = scope;
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    const found = exitGuard(test.left, variable, scope) ?? exitGuard(test.right, variable, scope);
    return found && { ...found, nullable: found.nullable && !excludesNull(test, false, variable, index) };
  }
  if (test.type === 'UnaryExpression' && test.operator === '!') return guardIn(test.argument, variable, scope);
  return test.type === 'BinaryExpression' && /^!==?$/.test(test.operator) ? typeShown(test, variable, index) : undefined;
}

export function isVariable(node: Node, variable: Scope.Variable, index: SourceIndex): boolean {
  return node.type === 'Identifier' && index.variableOf(node) === variable;
}

/** Is the variable not `null` where the test comes out as `outcome`? */
function excludesNull(test: Node, outcome: boolean, variable: Scope.Variable, index: SourceIndex): boolean {
  return tells(test, outcome, (compared) => compared.type === 'Literal' && compared.raw === 'null', variable, index);
}

/** Is the variable neither `null` nor `undefined` where the test comes out as `outcome`? */
function showsPresent(test: Node, outcome: boolean, variable: Scope.Variable, index: SourceIndex): boolean {
  return tells(test, outcome, () => false, variable, index);
}

/** Does a test tell that the variable is there, by its truth, by a loose comparison or by a strict one that `strictly` accepts? */
function tells(test: Node, outcome: boolean, strictly: (compared: Node) => boolean, variable: Scope.Variable, index: SourceIndex): boolean {
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
      const [asked, compared] = sidesOf(test);
      if (!/^[!=]==?$/.test(test.operator) || !isVariable(asked, variable, index)) return false;
      return (isLooselyNothing(test.operator, compared) || strictly(compared)) && test.operator.startsWith('!') === outcome;
    }
    default:
      return false;
  }
}

/** `x == null`, `x != undefined`: both `null` and `undefined` are meant. */
function isLooselyNothing(operator: string, compared: Node): boolean {
  return operator.length === 2 && ((compared.type === 'Literal' && compared.raw === 'null') || (compared.type === 'Identifier' && compared.name === 'undefined'));
}

/** Can the variable get another value after the evidence at `from` and before `use` runs? */
export function changesBetween(variable: Scope.Variable, from: Node, use: Node, index: SourceIndex): boolean {
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

/** The write of a variable that `use` always sees, where there is one: it runs before, and no other can come between. */
export function lastWriteBefore(variable: Scope.Variable, use: Node, isBefore: (first: Node, second: Node) => boolean): Scope.Reference | undefined {
  const writes = variable.references.filter((reference) => reference.isWrite());
  const last = writes.findLast(({ identifier }) => isBefore(identifier, use));
  const isLast = last && writes.every(({ identifier }) => {
    if (identifier === last.identifier) return true;
    if (frameOf(identifier) !== frameOf(use) || (last.identifier.range[0] < identifier.range[0] && identifier.range[0] < use.range[0])) return false;
    return !ancestors(use).some((at) => isLoop(at) && contains(at, identifier) && !contains(at, last.identifier));
  });
  return isLast ? last : undefined;
}

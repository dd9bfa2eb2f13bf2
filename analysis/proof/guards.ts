import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { declaresThis, isClass, isFunction, isLoop, isStatementList, type Node, propertyName, sidesOf, unwrap } from '../source/ast.js';
import { assertionsOf, leaves } from '../containers/key-guards.js';
import type { SourceIndex } from '../source/source-index.js';

/** What a value may still be, one bit each. */
const NULL = 1;
const UNDEFINED = 2;
const PRIMITIVE = 4;
const FUNCTION = 8;
const OBJECT = 16;
const ANYTHING = NULL | UNDEFINED | PRIMITIVE | FUNCTION | OBJECT;
const NOTHING = NULL | UNDEFINED;
const HELD = FUNCTION | OBJECT;

/** Constructors of the language and the host whose `instanceof` is that of the specification. */
const CONSTRUCTORS = /^(?:Object|Function|Array|Map|Set|WeakMap|WeakSet|Promise|Date|RegExp|Error|(?:Type|Range|Syntax|Reference|Aggregate)Error|ArrayBuffer|DataView|\w+Array|URL|URLSearchParams|EventTarget|Event|\w+Event|Node|Element|Document|DocumentFragment|ShadowRoot|Text|(?:HTML|SVG)\w*Element|Request|Response|Blob|File|AbortController|AbortSignal)$/;

/** What the guards around a use leave of a variable. */
export interface Guarded {
  /** The last test that rules something out. */
  readonly test: Node | undefined;
  /** Can it be nothing but an object or a function? */
  readonly isObject: boolean;
  /** Can it be neither `null` nor `undefined`? */
  readonly isPresent: boolean;
}

/**
 * What the guards leave of a variable wherever `use` runs: those whose branch it is on, and early exits before it.
 *
 * The variable must never be assigned after its declaration: then a guard around a function expression holds in it, too.
 */
export function guardsOf(variable: Scope.Variable, use: Node, index: SourceIndex): Guarded {
  let kinds = ANYTHING;
  let last: Node | undefined;
  const take = (test: Node, after: (from: number) => number): void => {
    const left = after(kinds);
    if (left !== kinds) last = test;
    kinds = left;
  };
  let child = use;
  for (let at: Node | undefined = use.parent; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration' || isClass(at)) break;
    const tested = testAround(at, child);
    if (tested) take(tested.test, (from) => narrow(tested.test, tested.outcome, from, variable, index, 0));
    if (isStatementList(at)) for (const { test, after } of exitsBefore(at, child, variable, index)) take(test, after);
    // Guards of what is declared inside a function say nothing outside of it.
    if (variable.scope.block === at) break;
    child = at;
  }
  return { test: last, isObject: (kinds & ~HELD) === 0, isPresent: (kinds & NOTHING) === 0 };
}

/** What a construct has tested before it runs one of its parts, and what came of it. */
function testAround(at: Node, part: Node): { readonly test: Node; readonly outcome: boolean } | undefined {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return at.test === part ? undefined : { test: at.test, outcome: at.consequent === part };
    case 'LogicalExpression':
      return at.right === part && at.operator !== '??' ? { test: at.left, outcome: at.operator === '&&' } : undefined;
    case 'WhileStatement':
      return at.body === part ? { test: at.test, outcome: true } : undefined;
    case 'ForStatement':
      return at.test && (at.body === part || at.update === part) ? { test: at.test, outcome: true } : undefined;
    default:
      return undefined;
  }
}

/** A test that runs before, and what it leaves of the kinds. */
interface Exit {
  readonly test: Node;
  readonly after: (kinds: number) => number;
}

/** What stands behind a test has passed it: `if (test) return;`, and a call of a helper that throws where the test holds. */
function exitsBefore(list: Node, part: Node, variable: Scope.Variable, index: SourceIndex): readonly Exit[] {
  const { body } = list as Extract<Node, { readonly body: readonly Node[] }>;
  const exits: Exit[] = [];
  for (const statement of body) {
    if (statement.range[0] >= part.range[0]) break;
    if (statement.type === 'IfStatement' && mayLeave(statement)) exits.push({ test: statement.test, after: (kinds) => leftBehind(statement, kinds, variable, index) });
    else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'CallExpression') {
      const tested = assertionsOf(statement.expression, { index, imported: undefined }).filter((assertion) => assertion.variable === variable);
      exits.push(...tested.map(({ test, parameter }) => ({ test, after: (kinds: number) => narrow(test, false, kinds, parameter, index, 0) })));
    }
  }
  return exits;
}

/** Does a branch of an `if` leave, also of one in its `else`? */
function mayLeave({ consequent, alternate }: Extract<Node, { type: 'IfStatement' }>): boolean {
  return leaves(consequent) || (alternate?.type === 'IfStatement' ? mayLeave(alternate) : alternate !== null && leaves(alternate));
}

/** What is left behind a statement: of `if (a) … else if (b) … else throw`, what `a` or `b` leave. */
function leftBehind(statement: Node | null, kinds: number, variable: Scope.Variable, index: SourceIndex): number {
  if (!statement) return kinds;
  if (statement.type !== 'IfStatement') return leaves(statement) ? 0 : kinds;
  const behind = (branch: Node | null, outcome: boolean): number => leftBehind(branch, narrow(statement.test, outcome, kinds, variable, index, 0), variable, index);
  return behind(statement.consequent, true) | behind(statement.alternate, false);
}

/** What is left of the kinds where a test comes out as `outcome`. A test that is not understood leaves all. */
function narrow(test: Node, outcome: boolean, kinds: number, variable: Scope.Variable, index: SourceIndex, depth: number): number {
  const node = test.type === 'ChainExpression' ? test : unwrap(test);
  const after = (part: Node, result: boolean, from: number): number => narrow(part, result, from, variable, index, depth);
  switch (node.type) {
    case 'Identifier':
      if (index.variableOf(node) !== variable) return kinds;
      return outcome ? kinds & ~NOTHING : kinds & ~HELD;
    case 'UnaryExpression':
      return node.operator === '!' ? after(node.argument, !outcome, kinds) : kinds;
    case 'LogicalExpression': {
      if (node.operator === '??') return kinds;
      const isBoth = (node.operator === '&&') === outcome;
      // `a && b` true: both are; false: the left one is, or it is not and the right one is.
      if (isBoth) return after(node.right, outcome, after(node.left, outcome, kinds));
      return after(node.left, outcome, kinds) | after(node.right, outcome, after(node.left, !outcome, kinds));
    }
    case 'BinaryExpression':
      return narrowByComparison(node.operator, ...sidesOf(node), outcome, kinds, variable, index);
    case 'CallExpression':
      return narrowByCall(node, outcome, kinds, variable, index, depth);
    default:
      return kinds;
  }
}

function narrowByComparison(operator: string, left: Node, right: Node, outcome: boolean, kinds: number, variable: Scope.Variable, index: SourceIndex): number {
  const isIt = (node: Node): boolean => node.type === 'Identifier' && index.variableOf(node) === variable;
  if (operator === 'instanceof') {
    return isIt(left) && outcome && isPlainConstructor(right, index) ? kinds & HELD : kinds;
  }
  if (!/^[!=]==?$/.test(operator)) return kinds;
  const isEqual = operator.startsWith('=') === outcome;
  if (left.type === 'UnaryExpression' && left.operator === 'typeof' && isIt(left.argument) && right.type === 'Literal') {
    const named = kindsOfTypeof(right.value);
    if (named === undefined) return kinds;
    if (isEqual) return kinds & named;
    // Of several primitives, only one is ruled out.
    return named === PRIMITIVE ? kinds : kinds & ~named;
  }
  // `Object(x) === x`
  const wrapped = left.type === 'CallExpression' ? left : right.type === 'CallExpression' ? right : undefined;
  const other = wrapped === left ? right : left;
  if (wrapped?.type === 'CallExpression' && operator.length === 3 && index.isGlobal(wrapped.callee, 'Object') && wrapped.arguments[0] && isIt(wrapped.arguments[0]) && isIt(other)) {
    return isEqual ? kinds & HELD : kinds & ~HELD;
  }
  if (!isIt(left)) return kinds;
  const isNull = right.type === 'Literal' && right.raw === 'null';
  const isUndefined = right.type === 'Identifier' && right.name === 'undefined' && index.variableOf(right) === undefined;
  if (!isNull && !isUndefined) return kinds;
  const compared = operator.length === 2 ? NOTHING : isNull ? NULL : UNDEFINED;
  return isEqual ? kinds & compared : kinds & ~compared;
}

function kindsOfTypeof(word: unknown): number | undefined {
  switch (word) {
    case 'object':
      return NULL | OBJECT;
    case 'function':
      return FUNCTION;
    case 'undefined':
      return UNDEFINED;
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'symbol':
      return PRIMITIVE;
    default:
      return undefined;
  }
}

/** `Array.isArray(x)`, and a function of the file that does nothing but give back a test of its parameter. */
function narrowByCall(call: Extract<Node, { type: 'CallExpression' }>, outcome: boolean, kinds: number, variable: Scope.Variable, index: SourceIndex, depth: number): number {
  const callee = unwrap(call.callee);
  const at = call.arguments.findIndex((argument) => argument.type === 'Identifier' && index.variableOf(argument) === variable);
  if (at < 0 || call.arguments.slice(0, at).some(({ type }) => type === 'SpreadElement')) return kinds;
  if (callee.type === 'MemberExpression') return outcome && at === 0 && index.isGlobal(callee.object, 'Array') && propertyName(callee) === 'isArray' ? kinds & OBJECT : kinds;
  const named = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  const fn = named && index.functionOf(named);
  const parameter = fn?.params[at];
  if (!fn || depth > 2 || fn.async || fn.generator || declaresThis(fn) || parameter?.type !== 'Identifier') return kinds;
  const returned = fn.body.type !== 'BlockStatement' ? fn.body : fn.body.body.length === 1 && fn.body.body[0]?.type === 'ReturnStatement' ? fn.body.body[0].argument : undefined;
  const declared = index.declaredBy(fn).find(({ name }) => name === parameter.name);
  return returned && declared && isNeverAssigned(declared) ? narrow(returned, outcome, kinds, declared, index, depth + 1) : kinds;
}

/** Does `instanceof` ask the prototype chain, and nothing else? */
function isPlainConstructor(node: Node, index: SourceIndex): boolean {
  if (index.source.text.includes('hasInstance')) return false;
  if (node.type === 'MemberExpression') return index.isGlobal(node.object, 'Intl') && !node.computed;
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node);
  if (!variable) return CONSTRUCTORS.test(node.name);
  if (variable.defs.length !== 1) return false;
  const owner = index.classOf(variable);
  if (!owner) return index.functionOf(variable)?.type === 'FunctionDeclaration';
  // A static member under a computed name may be `Symbol.hasInstance`.
  if (owner.body.body.some((member) => 'computed' in member && member.computed && member.static)) return false;
  return !owner.superClass || isPlainConstructor(owner.superClass, index);
}

/** A `var` in a loop is one variable for all rounds, and is set anew in each. */
function isInLoop(node: Node): boolean {
  for (let at: Node | undefined = node.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return true;
  return false;
}

/** `export let current` in a namespace is assigned as a member of it, too. */
export function isExportOfNamespace({ parent }: Node): boolean {
  return parent?.type === 'ExportNamedDeclaration' && parent.parent.type === 'TSModuleBlock';
}

/** Is a variable only ever given its initial value? What is imported, or declared to be somewhere else, is given others there. */
export function isNeverAssigned(variable: Scope.Variable): boolean {
  const [definition] = variable.defs;
  if (definition?.type === 'ImportBinding' && definition.node.type !== 'ImportNamespaceSpecifier') return false;
  if (definition?.type === 'Variable' && definition.parent.declare) return false;
  if (definition?.type === 'Variable' && ((definition.parent.kind === 'var' && isInLoop(definition.node)) || isExportOfNamespace(definition.parent))) return false;
  return variable.defs.length === 1 && !variable.references.some((reference) => reference.isWrite() && !reference.init);
}

/** The function or file whose run a node is part of. */
export function runOf(node: Node): Node | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** Does a variable get the whole value that is written, and not a part of it by a pattern or a loop? */
export function isWholeWrite({ identifier: { parent }, writeExpr }: Scope.Reference): boolean {
  return parent.type === 'VariableDeclarator' ? parent.init === writeExpr : parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === writeExpr;
}

/** Is a `var` set in the same list of statements as a use that comes later? */
export function isSetBefore(declarator: Node, use: Node): boolean {
  const declaration = declarator.parent;
  const list = declaration?.parent;
  if (!list || !isStatementList(list) || declarator.range[1] > use.range[0] || runOf(declarator) !== runOf(use)) return false;
  return list.range[0] <= use.range[0] && use.range[1] <= list.range[1];
}

import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, isFunction, isWrapper, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { Certainty } from '../containers/facts.js';
import { readType } from '../source/type-syntax.js';
import { calledFunction, parameterIndex } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { earlyReturn, optionalAccess } from './deref-edits.js';
import { isChecked, isCheckedVariable, isJustMade, isKeptAlive } from './deref-guards.js';
import { NO_REWRITE, type WeakFinding, type WeakRewrite } from './model.js';
import { derefReceiver, isDeref } from '../containers/weak/derefs.js';
import { resultsOf } from '../source/returns.js';

/** A use of a dereferenced target that goes wrong when the target is dead. */
interface Misuse {
  readonly node: Node;
  readonly certainty: Certainty;
  readonly what: string;
  readonly rewrite: WeakRewrite;
}

/** Finds uses of `deref()` results that may be `undefined`. */
export function findUnguardedDerefs(context: WeakContext): readonly WeakFinding[] {
  const found: WeakFinding[] = [];
  for (const member of context.index.membersNamed('deref')) {
    const call = outermost(member).parent;
    if (member.type !== 'MemberExpression' || call?.type !== 'CallExpression' || !isDeref(call) || unwrap(call.callee) !== member) continue;
    if (!context.refs.isRef(member.object)) continue;
    found.push(...judge(call, context));
  }
  return found;
}

function judge(call: TSESTree.CallExpression, context: WeakContext): WeakFinding[] {
  if (isJustMade(call, context) || isKeptAlive(call, context) || isCaught(call)) return [];
  const check = isChecked(call, context);
  if (check === 'checked') return [];
  const receiver = context.text(derefReceiver(call));
  return misusesOf(call, context).map(({ node, certainty, what, rewrite }) => ({
    mistake: 'unguarded-deref',
    name: receiver,
    certainty,
    node,
    what,
    why: check === 'stale' ? `\`${receiver}\` was checked before, but its target can die at the \`await\` or \`yield\` between` : `the target of \`${receiver}\` may be collected by now, and \`deref()\` then gives \`undefined\``,
    advice: 'Keep the result in a variable and test it before it is used',
    rewrite,
  }));
}

function misusesOf(call: TSESTree.CallExpression, context: WeakContext): readonly Misuse[] {
  const at = valueOf(call);
  const parent = at.parent;
  const asserted = isAsserted(call);
  if (!parent) return [];
  const text = context.text(call);
  const use = useOf(at, parent);
  switch (use) {
    case 'member':
      return [{ node: call, certainty: 'proven', what: `\`${text}\` is used without a check`, rewrite: optionalAccess(call, at, context) }];
    case 'return':
      return returned(call, parent, asserted, context);
    case 'yield':
      return [{ node: call, certainty: asserted ? 'proven' : 'likely', what: `\`${text}\` is yielded without a check, so dead entries come out as \`undefined\``, rewrite: NO_REWRITE }];
    case 'argument':
      return argument(call, at, parent as TSESTree.CallExpression, asserted, context);
    case 'variable':
      return variableUses(call, parent as TSESTree.VariableDeclarator, asserted, context);
    case 'other':
      return asserted && !isTested(at) ? [{ node: call, certainty: 'likely', what: `\`${text}\` is asserted to be there without a check`, rewrite: NO_REWRITE }] : [];
  }
}

/** The whole expression whose value is the target: out of casts and `!`, not out of an optional chain that goes on. */
function valueOf(call: Node): Node {
  let at = call;
  while (at.parent && isWrapper(at.parent) && at.parent.type !== 'ChainExpression') at = at.parent;
  if (at.parent?.type === 'ChainExpression') return valueOf(at.parent);
  return at;
}

/** `!` and a cast to a type without `undefined` claim that the target is there. */
function isAsserted(call: Node): boolean {
  for (let parent: Node | undefined = call.parent; parent; parent = parent.parent) {
    if (!isWrapper(parent)) break;
    if (parent.type === 'TSNonNullExpression') return true;
    if (parent.type === 'TSAsExpression' || parent.type === 'TSTypeAssertion') return !allowsMissing(parent.typeAnnotation);
  }
  return false;
}

function allowsMissing(type: TSESTree.TypeNode): boolean {
  if (type.type === 'TSUnionType') return type.types.some(allowsMissing);
  return /^TS(?:Any|Unknown|Undefined|Null|Void)Keyword$/.test(type.type);
}

type UseKind = 'member' | 'return' | 'yield' | 'argument' | 'variable' | 'other';

function useOf(at: Node, parent: Node): UseKind {
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === at && !parent.optional ? 'member' : 'other';
    case 'CallExpression':
    case 'NewExpression':
      if (parent.callee === at) return parent.type === 'CallExpression' && parent.optional ? 'other' : 'member';
      return 'argument';
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return 'return';
    case 'YieldExpression':
      return parent.delegate ? 'other' : 'yield';
    case 'ArrayExpression':
      return outermost(parent).parent?.type === 'YieldExpression' ? 'yield' : 'other';
    case 'VariableDeclarator':
      return parent.init === at ? (parent.id.type === 'ObjectPattern' || parent.id.type === 'ArrayPattern' ? 'member' : 'variable') : 'other';
    case 'SpreadElement':
      return parent.parent.type === 'ArrayExpression' ? 'member' : 'other';
    case 'ForOfStatement':
      return parent.right === at ? 'member' : 'other';
    default:
      return 'other';
  }
}

function isTested(at: Node): boolean {
  const type = at.parent?.type ?? '';
  return /^(?:If|While|Logical|Conditional|Binary|Unary)/.test(type) || type === 'ExpressionStatement';
}

/** A returned target is right where the function says that it may be missing. */
function returned(call: TSESTree.CallExpression, parent: Node, asserted: boolean, context: WeakContext): Misuse[] {
  const fn = parent.type === 'ArrowFunctionExpression' ? parent : ancestors(parent).find((at) => isFunction(at));
  if (!fn || !isFunction(fn)) return [];
  const what = `\`${context.text(call)}\` is returned as if its target were always there`;
  if (asserted) return isCallback(fn) ? [] : [{ node: call, certainty: 'likely', what, rewrite: NO_REWRITE }];
  const type = fn.returnType?.typeAnnotation;
  if (type) {
    const fact = readType(type, context.index);
    const excludes = (fact.sort === 'object' || fact.sort === 'class') && !fact.nullable;
    return excludes ? [{ node: call, certainty: 'likely', what, rewrite: NO_REWRITE }] : [];
  }
  return alwaysGives(fn, call, context) ? [{ node: call, certainty: 'likely', what, rewrite: NO_REWRITE }] : [];
}

function isCallback(fn: Node): boolean {
  return outermost(fn).parent?.type === 'CallExpression';
}

/** A get-or-create function: on another path it returns what it just made and put into a reference. */
function alwaysGives(fn: Node, call: Node, context: WeakContext): boolean {
  if (!isFunction(fn)) return false;
  return resultsOf(fn, context.index).some((value) => {
    const node = unwrap(value);
    if (node.type !== 'Identifier' || (value.range[0] <= call.range[0] && call.range[1] <= value.range[1])) return false;
    const variable = context.index.variableOf(node);
    return variable?.references.some((reference) => {
      const made = outermost(reference.identifier).parent;
      return made?.type === 'NewExpression' && context.tools.named(made.callee) === 'WeakRef';
    }) === true;
  });
}

/** A callee of this file that uses its argument unchecked; with `!`, also one that is not in sight. */
function argument(call: TSESTree.CallExpression, at: Node, parent: TSESTree.CallExpression, asserted: boolean, context: WeakContext): Misuse[] {
  const fn = calledFunction(parent, context.index);
  const position = parent.arguments.indexOf(at as TSESTree.Expression);
  const what = `\`${context.text(call)}\` is passed to \`${context.text(parent.callee)}\` without a check`;
  if (!fn) {
    const name = unwrap(parent.callee).type === 'MemberExpression' ? (propertyName(unwrap(parent.callee)) ?? '') : '';
    return asserted && !/^(?:has|get|delete|includes|indexOf|toBe\w*|equal\w*|log|debug|warn)$/.test(name) && !isTestCall(parent) ? [{ node: call, certainty: 'possible', what, rewrite: NO_REWRITE }] : [];
  }
  const variable = context.index.declaredBy(fn).find((each) => parameterIndex(each)?.position === position);
  const misuse = variable && unguardedUse(variable, context);
  return misuse ? [{ node: call, certainty: 'likely', what: `\`${context.text(call)}\` is passed to \`${context.text(parent.callee)}\`, which uses it without a check (line ${context.line(misuse)})`, rewrite: NO_REWRITE }] : [];
}

function isTestCall(parent: TSESTree.CallExpression): boolean {
  const callee = unwrap(parent.callee);
  return callee.type === 'Identifier' ? /^(?:expect|assert\w*|ok)$/.test(callee.name) : callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && /^(?:assert|t|expect|console)$/.test(callee.object.name);
}

function variableUses(call: TSESTree.CallExpression, declarator: TSESTree.VariableDeclarator, asserted: boolean, context: WeakContext): Misuse[] {
  const variable = context.index.declaredBy(declarator)[0];
  if (!variable) return [];
  const name = variable.name;
  const use = unguardedUse(variable, context);
  if (use) {
    return [{ node: use, certainty: 'proven', what: `\`${name}\` (\`${context.text(call)}\`) is used without a check`, rewrite: earlyReturn(declarator, use, context) }];
  }
  if (!asserted || variable.references.some((reference) => reference.isRead() && isCheckedVariable(reference.identifier, variable, context))) return [];
  const isUsed = variable.references.some((reference) => reference.isRead() && !isLenient(reference.identifier));
  return isUsed ? [{ node: call, certainty: 'likely', what: `\`${context.text(call)}\` is asserted to be there without a check`, rewrite: NO_REWRITE }] : [];
}

/** `x?.y`, `if (x)`, `x === y`: uses that a missing target does not break. */
function isLenient(node: Node): boolean {
  const at = outermost(node);
  const parent = at.parent;
  return (parent?.type === 'MemberExpression' && parent.object === at && parent.optional) || isTested(at) || parent?.type === 'CallExpression';
}

/** The first use of a variable that throws where its value is missing, with no check before. */
function unguardedUse(variable: Scope.Variable, context: WeakContext): Node | undefined {
  return variable.references.map((reference) => reference.identifier as Node).find((node) => {
    const at = outermost(node);
    const use = at.parent && useOf(at, at.parent);
    return use === 'member' && !isCheckedVariable(node, variable, context) && !isCaught(node);
  });
}

/** Inside a `try` with a handler, a missing target is one of the errors that are handled. */
function isCaught(node: Node): boolean {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === 'TryStatement' && at.block === child && at.handler) return true;
    if (isFunction(at)) return false;
    child = at;
  }
  return false;
}

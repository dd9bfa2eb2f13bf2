import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { callOf, type Expression, type FunctionNode, isFunction, isNothing, isWritten, type Node, outermost, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';

/** What a function takes out of one of its arguments: all of it, or the part that a pattern names. */
export interface Parameter {
  readonly fn: FunctionNode;
  readonly position: number;
  /** The members that lead from the argument to the value; `undefined` where they cannot be told. */
  readonly path: readonly string[] | undefined;
  readonly hasDefault: boolean;
}

type Calling = TSESTree.CallExpression | TSESTree.NewExpression;

/** The parameter that a name stands for: by itself, or in a pattern. */
export function parameterOf(key: Node, index: SourceIndex): Parameter | undefined {
  const node = unwrap(key);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  return variable && parameterFor(variable, index);
}

/** The parameter that declares a variable. */
export function parameterFor(variable: Scope.Variable, index: SourceIndex): Parameter | undefined {
  const [definition] = variable.defs;
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return undefined;
  const fn = definition.node;
  const name: Node = definition.name;
  const position = fn.params.findIndex(({ range }) => range[0] <= name.range[0] && name.range[1] <= range[1]);
  const param = fn.params[position];
  const path = param && index.laterWritesOf(variable).length === 0 ? patternPath(parameterTarget(param), variable) : undefined;
  return { fn, position, path, hasDefault: name.parent.type === 'AssignmentPattern' && name.parent.left === name };
}

/** The same for a member of a parameter, `options.key`, and for what the function takes out of one by itself: `const { key } = options`. */
export function partOfParameter(key: Node, index: SourceIndex): Parameter | undefined {
  const node = unwrap(key);
  if (node.type === 'MemberExpression') {
    const whole = partOfParameter(node.object, index);
    const name = propertyName(node);
    return whole && { ...whole, path: name === undefined || !whole.path ? undefined : [...whole.path, name], hasDefault: false };
  }
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const declared = variable?.defs[0]?.node as Node | undefined;
  if (!variable || declared?.type !== 'VariableDeclarator' || !declared.init || declared.id.type === 'Identifier') return parameterOf(node, index);
  const whole = index.laterWritesOf(variable).length === 0 ? partOfParameter(declared.init, index) : undefined;
  const path = patternPath(declared.id, variable);
  return whole && { ...whole, path: whole.path && path && [...whole.path, ...path], hasDefault: true };
}

/** `{ at: [, key] }`: the members that lead into a pattern to where it declares a variable; `undefined` for a rest and a computed name. */
export function patternPath(pattern: Node, variable: Scope.Variable): readonly string[] | undefined {
  const name = variable.defs[0]?.name as Node | undefined;
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  if (target === name) return [];
  const parts = target.type === 'ObjectPattern' ? target.properties.map((part) => (part.type === 'Property' ? { own: propertyName(part), value: part.value } : undefined))
    : target.type === 'ArrayPattern' ? target.elements.map((value, at) => (value && value.type !== 'RestElement' ? { own: String(at), value } : undefined))
      : [];
  for (const part of parts) {
    const rest = part?.own === undefined ? undefined : patternPath(part.value, variable);
    if (part?.own !== undefined && rest) return [part.own, ...rest];
  }
  return undefined;
}

/** What a call gives a function for a parameter; `undefined` where the text does not tell it. */
export function argumentFor({ position, path, hasDefault }: Parameter, call: Calling, index: SourceIndex): Expression | undefined {
  const given = path?.reduce((whole, name) => whole && memberOf(whole, name, call, index), argumentAt(call, position));
  return given && hasDefault && isNothing(unwrap(given)) ? undefined : given;
}

/** The argument at a position, where no spread before it moves it. */
function argumentAt(call: Calling, position: number): Expression | undefined {
  const before = call.arguments.slice(0, position + 1);
  const argument = before[position];
  return argument && argument.type !== 'SpreadElement' && before.every(({ type }) => type !== 'SpreadElement') ? argument : undefined;
}

/** A member of a literal, or of a variable that holds one which nothing changes. */
function memberOf(whole: Expression, name: string, call: Calling, index: SourceIndex): Expression | undefined {
  const node = unwrap(whole);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable && isOnlyRead(variable, call, index) ? index.constantValue(variable) : undefined;
  return memberOfLiteral(value ? unwrap(value) : node, name);
}

/** The one value that a literal gives to a member; `undefined` where a spread, an accessor or a name that is put together may give another. */
export function memberOfLiteral(literal: Node, name: string): Expression | undefined {
  if (literal.type === 'ArrayExpression') {
    const element = literal.elements[Number(name)];
    return element && !literal.elements.some((one) => one?.type === 'SpreadElement') ? element as Expression : undefined;
  }
  if (literal.type !== 'ObjectExpression' || !literal.properties.every(isPlain)) return undefined;
  const [given, ...others] = literal.properties.filter((property) => propertyName(property) === name);
  return given?.type === 'Property' && others.length === 0 ? given.value as Expression : undefined;
}

function isPlain(property: TSESTree.ObjectLiteralElement): boolean {
  const name = propertyName(property);
  return property.type === 'Property' && property.kind === 'init' && name !== undefined && name !== '__proto__';
}

/** Does nothing happen to a variable but that its members are read, and that it is handed to the function of a call? */
function isOnlyRead(variable: Scope.Variable, { callee }: Calling, index: SourceIndex): boolean {
  const callees = index.remember(calleesGiven, variable);
  return callees !== undefined && [...callees].every((name) => name === index.plainText(callee));
}

/** The functions that a variable is handed to, as text; `undefined` where something may change what it holds. */
function calleesGiven(variable: Scope.Variable, index: SourceIndex): ReadonlySet<string> | undefined {
  if (index.isExported(variable)) return undefined;
  const callees = new Set<string>();
  for (const { identifier, init } of variable.references) {
    const at = outermost(identifier);
    const { parent } = at;
    const isRead = init === true || (parent?.type === 'MemberExpression' && parent.object === at && !isWritten(parent) && callOf(parent) === undefined);
    const isHanded = parent?.type === 'CallExpression' && parent.callee !== at;
    if (isHanded) callees.add(index.plainText(parent.callee));
    else if (!isRead) return undefined;
  }
  return callees;
}

import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { classOfMember, type FunctionNode, isFunction, isPrivateMember, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { calledFunction } from '../containers/weak/calls.js';
import { ELEMENT_ARRAY_METHODS, VISITING_METHODS } from '../flow/library.js';
import type { SourceIndex } from '../source/source-index.js';
import { annotationOf, typeOfExpression } from '../source/expression-types.js';
import { memberOfClass, memberType } from '../source/member-types.js';

/** A step from a value to a part of it: a member's name; `[]` for any element of a list; `[0]`, `[1]`, … for one of them. */
export type Step = string;

export const ELEMENT: Step = '[]';

/** A value, and the way from it to the part that is meant. */
export interface Part {
  readonly of: Node;
  readonly steps: readonly Step[];
}

const MAX_DEPTH = 6;
/** Types that say of their argument's members what that says. */
const TRANSPARENT = /^(?:Readonly|Required|NonNullable|Partial|Awaited)$/;
const LISTS = /^(?:Readonly)?(?:Array|Set)$|^(?:Iterable|Iterator|IterableIterator|ArrayLike|Generator)$/;
const TABLES = /^(?:Readonly)?Map$/;
/** Methods that give a list of the same elements back. */
const SAME_ELEMENTS = /^(?:filter|slice|sort|reverse|toSorted|toReversed|values|concat)$/;

/** The function of this file that a call runs, where no class of the file that extends the method's has another one. */
export function onlyFunctionOf(call: TSESTree.CallExpression, index: SourceIndex): FunctionNode | undefined {
  const fn = calledFunction(call, index);
  const method = fn && methodOf(fn);
  const owner = method && classOfMember(method);
  if (!method || !owner || isPrivateMember(method)) return fn;
  const name = propertyName(method);
  return name !== undefined && Array.from(index.heirsOf(owner)).some((heir) => index.declaresMember(heir, name)) ? undefined : fn;
}

/** What a variable is a part of: by a pattern, by a loop, by the call that hands the elements of a list to a callback. */
export function partOf(variable: Scope.Variable, index: SourceIndex): Part | undefined {
  const [definition, ...others] = variable.defs;
  if (!definition || others.length > 0 || index.laterWritesOf(variable).length > 0) return undefined;
  const node = definition.node as Node;
  if (node.type === 'VariableDeclarator') {
    const steps = stepsTo(node.id, variable);
    const loop = node.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === node.parent) return steps && !loop.await ? { of: loop.right, steps: [ELEMENT, ...steps] } : undefined;
    return steps && steps.length > 0 && node.init ? { of: node.init, steps } : undefined;
  }
  if (definition.type !== 'Parameter' || !isFunction(node)) return undefined;
  const call = outermost(node).parent;
  const callee = call?.type === 'CallExpression' && call.arguments[0] === outermost(node) ? unwrap(call.callee) : undefined;
  const name = callee && propertyName(callee);
  if (callee?.type !== 'MemberExpression' || name === undefined || !VISITING_METHODS.has(name)) return undefined;
  const param = node.params[name.startsWith('reduce') ? 1 : 0];
  const steps = param && stepsTo(param, variable);
  return steps && { of: callee.object, steps: [ELEMENT, ...steps] };
}

/** The type of the pattern that declares a variable, and the steps in it. */
function annotatedPattern(variable: Scope.Variable): { readonly type: TSESTree.TypeNode; readonly steps: readonly Step[] } | undefined {
  const node = variable.defs[0]?.node as Node | undefined;
  const patterns: readonly Node[] = isFunction(node) ? node.params : node?.type === 'VariableDeclarator' ? [node.id] : [];
  for (const pattern of patterns) {
    const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
    const type = target.type === 'ObjectPattern' || target.type === 'ArrayPattern' ? target.typeAnnotation?.typeAnnotation : undefined;
    const steps = type && stepsTo(target, variable);
    if (steps) return { type, steps };
  }
  return undefined;
}

/** The steps from what a pattern is given to a variable in it. A default would be another value. */
function stepsTo(pattern: Node, variable: Scope.Variable): readonly Step[] | undefined {
  if (pattern === variable.defs[0]?.name) return [];
  const parts: readonly (readonly [Step | undefined, Node])[] =
    pattern.type === 'ObjectPattern' ? pattern.properties.flatMap((property) => (property.type === 'Property' ? [[propertyName(property), property.value] as const] : []))
    : pattern.type === 'ArrayPattern' ? pattern.elements.flatMap((element, at) => (element && element.type !== 'RestElement' ? [[`[${at}]`, element] as const] : []))
    : [];
  for (const [step, part] of parts) {
    const rest = step === undefined ? undefined : stepsTo(part, variable);
    if (step !== undefined && rest) return [step, ...rest];
  }
  return undefined;
}

/** The part that a member, or a call for one element, is of the value before it. */
export function partOfExpression(expression: Node): Part | undefined {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') {
    const name = propertyName(node);
    return { of: node.object, steps: [name === undefined ? ELEMENT : /^\d+$/.test(name) ? `[${name}]` : name] };
  }
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  const name = callee && propertyName(callee);
  if (callee?.type !== 'MemberExpression' || name === undefined) return undefined;
  return ELEMENT_ARRAY_METHODS.has(name) ? { of: callee.object, steps: [ELEMENT] } : undefined;
}

/** The list that a call gives back with the same elements. */
export function listBefore(node: TSESTree.CallExpression): Node | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee) ?? '';
  if (unwrap(callee.object).type === 'Identifier' && (unwrap(callee.object) as TSESTree.Identifier).name === 'Array' && name === 'from' && node.arguments.length === 1) return node.arguments[0];
  return SAME_ELEMENTS.test(name) && (name !== 'concat' || node.arguments.length === 0) ? callee.object : undefined;
}

/** The type that the file declares of a part of a value. */
export function declaredType(expression: Node, steps: readonly Step[], index: SourceIndex, depth = 0): TSESTree.TypeNode | undefined {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return undefined;
  const further = (part: Part | undefined): TSESTree.TypeNode | undefined => part && declaredType(part.of, [...part.steps, ...steps], index, depth + 1);
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    const annotation = variable && annotationOf(variable, index);
    if (annotation) return typeOfPart(annotation, steps, index);
    const pattern = variable && annotatedPattern(variable);
    if (pattern) return typeOfPart(pattern.type, [...pattern.steps, ...steps], index);
    const value = variable && index.constantValue(variable);
    return value ? declaredType(value, steps, index, depth + 1) : further(variable && partOf(variable, index));
  }
  if (node.type === 'CallExpression') {
    const returned = onlyFunctionOf(node, index)?.returnType?.typeAnnotation;
    if (returned) return typeOfPart(returned, steps, index);
    const list = steps.length > 0 ? listBefore(node) : undefined;
    if (list) return declaredType(list, steps, index, depth + 1);
  }
  if (node.type === 'AwaitExpression') {
    const promise = declaredType(node.argument, [], index, depth + 1);
    const awaited = promise?.type === 'TSTypeReference' && index.text(promise.typeName) === 'Promise' ? promise.typeArguments?.params[0] : undefined;
    return awaited && typeOfPart(awaited, steps, index);
  }
  if (node.type === 'ThisExpression') {
    const owner = index.thisOwnerOf(node);
    const [name, ...rest] = steps;
    const type = owner.kind === 'class' && !owner.isStatic && name !== undefined ? memberOfClass(owner.node, name, false, { index, imported: undefined }, 'present')?.type : undefined;
    return type && typeOfPart(type, rest, index);
  }
  const type = node.type === 'MemberExpression' ? typeOfExpression(node, { index, imported: undefined })?.type : undefined;
  return type ? typeOfPart(type, steps, index) : further(partOfExpression(node));
}

/** The type of a part of what a written type stands for, as far as this file explains it. */
export function typeOfPart(type: TSESTree.TypeNode, steps: readonly Step[], index: SourceIndex, depth = 0): TSESTree.TypeNode | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || depth > MAX_DEPTH) return step === undefined ? type : undefined;
  const next = (part: TSESTree.TypeNode | undefined, left: readonly Step[] = rest): TSESTree.TypeNode | undefined => part && typeOfPart(part, left, index, depth + 1);
  const isElement = step.startsWith('[');
  switch (type.type) {
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? next(type.typeAnnotation, steps) : undefined;
    case 'TSArrayType':
      return isElement ? next(type.elementType) : undefined;
    case 'TSStringKeyword':
      return isElement && rest.length === 0 ? type : undefined;
    case 'TSTupleType': {
      const part = isElement ? type.elementTypes[Number(step.slice(1, -1) || 'x')] : undefined;
      return next(part?.type === 'TSNamedTupleMember' ? part.elementType : part);
    }
    case 'TSTypeLiteral':
      return next(isElement ? indexType(type.members) : memberType(type, step, { index, imported: undefined }, 'present')?.type);
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return undefined;
      const { name } = type.typeName;
      const [first, second] = type.typeArguments?.params ?? [];
      const declarations = index.typesNamed(name);
      for (const declared of declarations) {
        if (declared.type === 'TSTypeAliasDeclaration') return next(declared.typeAnnotation, steps);
        const own = isElement ? declared.type === 'TSInterfaceDeclaration' && indexType(declared.body.body) : memberType(type, step, { index, imported: undefined }, 'present')?.type;
        if (own) return next(own);
      }
      if (declarations.length > 0) return undefined;
      if (TRANSPARENT.test(name)) return next(first, steps);
      if (!isElement) return name === 'Record' ? next(second) : undefined;
      if (LISTS.test(name)) return next(first);
      if (name === 'Record') return next(second);
      if (!TABLES.test(name)) return undefined;
      return next(rest[0] === '[0]' ? first : rest[0] === '[1]' ? second : undefined, rest.slice(1));
    }
    default:
      return undefined;
  }
}

function indexType(members: readonly TSESTree.TypeElement[]): TSESTree.TypeNode | undefined {
  return members.find((member) => member.type === 'TSIndexSignature')?.typeAnnotation?.typeAnnotation;
}

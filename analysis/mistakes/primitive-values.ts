import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, propertyName, unwrap } from '../source/ast.js';
import { readCheckerType } from '../source/checker.js';
import type { Certainty } from '../containers/facts.js';
import type { WeakContext } from '../containers/weak/context.js';
import { flowOf } from '../flow/index.js';
import { ANY } from '../flow/objects.js';
import type { SourceIndex } from '../source/source-index.js';
import { resultsOf } from '../source/returns.js';
import { declaredType, ELEMENT, listBefore, onlyFunctionOf, type Part, partOf, partOfExpression, type Step, typeOfPart } from './parts.js';

/** A value that cannot be held weakly, in words. */
export interface Primitive {
  readonly because: string;
  readonly certainty: Certainty;
  /** Is it `null` or `undefined`? */
  readonly isNothing?: boolean;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'A string', number: 'A number', boolean: 'A boolean', bigint: 'A bigint', undefined: '`undefined`', object: '`null`',
};
const CALLS: Readonly<Record<string, string>> = {
  String: 'A string', Number: 'A number', Boolean: 'A boolean', BigInt: 'A bigint', parseInt: 'A number', parseFloat: 'A number', 'JSON.stringify': 'A string', 'Date.now': 'A number', 'Math.random': 'A number', 'Symbol.for': 'A registered symbol',
};
const TYPES: Readonly<Record<string, string>> = {
  TSStringKeyword: 'A string', TSNumberKeyword: 'A number', TSBooleanKeyword: 'A boolean', TSBigIntKeyword: 'A bigint', TSTemplateLiteralType: 'A string', TSUndefinedKeyword: '`undefined`', TSNullKeyword: '`null`',
};

/** The steps to a text in the elements of what these calls make. */
const LISTS_OF_STRINGS: Readonly<Record<string, readonly Step[]>> = { 'Object.keys': [], 'Object.getOwnPropertyNames': [], 'Object.entries': ['[0]'] };
const MAX_DEPTH = 6;

function proven(because: string): Primitive;
function proven(because: string | undefined): Primitive | undefined;
function proven(because: string | undefined): Primitive | undefined {
  return because === undefined ? undefined : { because, certainty: 'proven', ...(/^`(?:null|undefined)`/.test(because) && { isNothing: true }) };
}

/** Is a value certainly one that cannot be held weakly? Symbols can, unless `Symbol.for` made them. */
export function primitiveOf(value: Node, context: WeakContext, depth = 0): Primitive | undefined {
  const node = unwrap(value);
  if (depth > MAX_DEPTH) return undefined;
  switch (node.type) {
    case 'Literal':
      return 'regex' in node ? undefined : proven(WORDS[typeof node.value]);
    case 'TemplateLiteral':
      return proven('A string');
    case 'UnaryExpression':
      if (node.operator === 'void') return proven('`undefined`');
      return proven(node.operator === 'typeof' ? 'A string' : node.operator === '!' ? 'A boolean' : 'A number');
    case 'BinaryExpression':
      return proven(/^(?:[=!]==?|[<>]=?|in|instanceof)$/.test(node.operator) ? 'A boolean' : 'A string or number');
    case 'UpdateExpression':
      return proven('A number');
    case 'CallExpression': {
      // An `unregister()` or `add()` without an argument stands for itself.
      const text = context.index.text(node.callee);
      const root = text.split('.')[0] ?? '';
      return Object.hasOwn(CALLS, text) && isGlobalName(root, node, context) ? proven(CALLS[text]) : node.arguments.length === 0 && depth === 0 && isWeakCall(text) ? proven('`undefined`') : (ofCall(node, context, depth) ?? checked(node, context));
    }
    case 'AwaitExpression':
      return ofDeclared(node, context) ?? ofResults(node.argument, true, context, depth) ?? checked(node, context);
    case 'ConditionalExpression':
      return primitiveOf(node.consequent, context, depth + 1) && primitiveOf(node.alternate, context, depth + 1);
    case 'NewExpression':
      return node.arguments.length === 0 && depth === 0 && context.tools.named(node.callee) === 'WeakRef' ? proven('`undefined`') : undefined;
    case 'Identifier':
      if (node.name === 'undefined') return proven('`undefined`');
      return ofDeclared(node, context) ?? ofVariable(context.index.variableOf(node), context, depth) ?? checked(node, context);
    case 'MemberExpression':
      return ofMember(node, context, depth) ?? checked(node, context);
    default:
      return undefined;
  }
}

/** What a function of the file gives back, or an element that a list is asked for. */
function ofCall(node: TSESTree.CallExpression, context: WeakContext, depth: number): Primitive | undefined {
  const declared = ofDeclared(node, context);
  if (declared) return declared;
  const part = partOfExpression(node);
  return part ? ofPart(part, context, depth + 1) : ofResults(node, false, context, depth);
}

/** What a function of the file gives back, where nothing declares it. */
function ofResults(call: Node, isAsync: boolean, context: WeakContext, depth: number): Primitive | undefined {
  const fn = call.type === 'CallExpression' ? onlyFunctionOf(call, context.index) : undefined;
  const results = fn?.async === isAsync && !fn.generator && !fn.returnType ? resultsOf(fn, context.index) : [];
  const read = results.map((result) => primitiveOf(result, context, depth + 1));
  return read.every((each) => each !== undefined) ? read[0] : undefined;
}

function isWeakCall(callee: string): boolean {
  return /\.(?:set|add|register|unregister)$/.test(callee);
}

function isGlobalName(name: string, node: TSESTree.CallExpression, { index }: WeakContext): boolean {
  const callee = unwrap(node.callee);
  const root = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  return index.isGlobal(root, name);
}

function ofVariable(variable: Scope.Variable | undefined, context: WeakContext, depth: number): Primitive | undefined {
  if (!variable) return undefined;
  const { index } = context;
  const value = index.constantValue(variable);
  const constant = value && primitiveOf(value, context, depth + 1);
  if (constant) return constant;
  if (isNameOfLoop(variable)) return proven('A string');
  const part = partOf(variable, index);
  return (part && ofPart(part, context, depth + 1)) ?? (value ? undefined : ofValues(variable, context, depth));
}

/** `for (const name in table)` */
function isNameOfLoop({ defs: [definition], references }: Scope.Variable): boolean {
  const node = definition?.node as Node | undefined;
  const loop = node?.type === 'VariableDeclarator' ? node.parent.parent : undefined;
  return loop?.type === 'ForInStatement' && loop.left === node?.parent && references.filter((reference) => reference.isWrite()).length === 1;
}

/** A variable that gets several values, all of them primitive: the flow brings no object to it. */
function ofValues(variable: Scope.Variable, context: WeakContext, depth: number): Primitive | undefined {
  const { index } = context;
  const values = index.valuesGivenTo(variable);
  if (variable.defs[0]?.type !== 'Variable' || values.length === 0 || !holdsNoObject(index.table(flowOf).lowered.variables.get(variable), index)) return undefined;
  const read = values.map((value) => primitiveOf(value, context, depth + 1));
  return read.every((each) => each !== undefined) ? read[0] : undefined;
}

function holdsNoObject(register: number | undefined, index: SourceIndex): boolean {
  const flow = index.table(flowOf);
  return flow.isComplete && (register === undefined || flow.of(register).length === 0);
}

/** A part of a value that is written down, or that the language makes: a name out of `Object.keys`, an element of a list of texts. */
function ofPart({ of, steps }: Part, context: WeakContext, depth: number): Primitive | undefined {
  const node = unwrap(of);
  const { index } = context;
  const [step = '', ...rest] = steps;
  if (depth > MAX_DEPTH) return undefined;
  switch (node.type) {
    case 'Identifier': {
      const variable = index.variableOf(node);
      const value = variable && index.constantValue(variable);
      const part = variable && !value ? partOf(variable, index) : undefined;
      if (part) return ofPart({ of: part.of, steps: [...part.steps, ...steps] }, context, depth + 1);
      return value && isAsWritten(value, index) ? ofPart({ of: value, steps }, context, depth + 1) : undefined;
    }
    case 'ArrayExpression': {
      const elements = step === ELEMENT ? node.elements : step.startsWith('[') ? [node.elements[Number(step.slice(1, -1))]] : [];
      const read = elements.map((element) => (!element || element.type === 'SpreadElement' ? undefined : ofSteps(element, rest, context, depth)));
      return node.elements.every((element) => element?.type !== 'SpreadElement') && read.every((each) => each !== undefined) ? read[0] : undefined;
    }
    case 'ObjectExpression': {
      const property = node.properties.find((candidate) => propertyName(candidate) === step);
      return property?.type === 'Property' && isWrittenOnce(node, step, index) ? ofSteps(property.value, rest, context, depth) : undefined;
    }
    case 'Literal':
    case 'TemplateLiteral':
      return step.startsWith('[') && primitiveOf(node, context, depth + 1) ? proven('A string') : undefined;
    case 'CallExpression': {
      const made = LISTS_OF_STRINGS[index.text(node.callee)];
      if (made?.join() === rest.join() && isGlobalName('Object', node, context) && step.startsWith('[')) return proven('A string');
      const list = listBefore(node);
      return list && ofPart({ of: list, steps }, context, depth + 1);
    }
    default:
      return undefined;
  }
}

function ofSteps(value: Node, steps: readonly Step[], context: WeakContext, depth: number): Primitive | undefined {
  return steps.length === 0 ? primitiveOf(value, context, depth + 1) : ofPart({ of: value, steps }, context, depth + 1);
}

/** Does a list keep the elements that it is written with, as far as objects go? What a call gives is new. */
function isAsWritten(value: Node, index: SourceIndex): boolean {
  const node = unwrap(value);
  if (node.type !== 'ArrayExpression') return true;
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(node);
  return register !== undefined && flow.isComplete && flow.of(register).every((list) => !flow.isEscaped(list) && [...list.fields].every(([name, field]) => !name.startsWith('[') || flow.of(field).every(({ node: made }) => made !== undefined && node.elements.some((element) => element === made))));
}

/** Does a member of a literal never hold an object: neither the file nor code that is not seen puts one there? */
function isWrittenOnce(node: TSESTree.ObjectExpression, name: string, index: SourceIndex): boolean {
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(node);
  return register !== undefined && flow.isComplete && flow.of(register).every((object) => !flow.isEscaped(object) && [name, ANY].every((field) => holdsNoObject(object.fields.get(field), index)));
}

/** What the file declares a value to be: by an annotation, or as a member or an element of what has one. */
function ofDeclared(node: Node, { index }: WeakContext): Primitive | undefined {
  const type = declaredType(node, [], index);
  const words = type && wordsOf(type, index);
  return type && words !== undefined ? proven(`${words} (\`${index.text(node)}: ${index.text(type)}\`)`) : undefined;
}

function ofMember(node: TSESTree.MemberExpression, context: WeakContext, depth: number): Primitive | undefined {
  const part = partOfExpression(node);
  return ofDeclared(node, context) ?? (part && ofPart(part, context, depth + 1));
}

/** The words for a written type all of whose members are primitives that cannot be held weakly. */
function wordsOf(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (type.type) {
    case 'TSLiteralType':
      return type.literal.type === 'Literal' ? WORDS[typeof type.literal.value] : 'A string';
    case 'TSUnionType':
      return type.types.every((member) => wordsOf(member, index, depth + 1) !== undefined) ? 'A primitive' : undefined;
    case 'TSIntersectionType':
      return type.types.map((member) => wordsOf(member, index, depth + 1)).find((words) => words !== undefined);
    case 'TSIndexedAccessType': {
      const { indexType } = type;
      const member = indexType.type === 'TSLiteralType' && indexType.literal.type === 'Literal' && typeof indexType.literal.value === 'string' ? typeOfPart(type.objectType, [indexType.literal.value], index) : undefined;
      return member && wordsOf(member, index, depth + 1);
    }
    case 'TSTypeReference': {
      const [declared, ...others] = type.typeName.type === 'Identifier' ? index.typesNamed(type.typeName.name) : [];
      if (!declared || others.length > 0) return undefined;
      if (declared.type === 'TSEnumDeclaration') return 'A string or number';
      return declared.type === 'TSTypeAliasDeclaration' ? wordsOf(declared.typeAnnotation, index, depth + 1) : undefined;
    }
    default:
      return TYPES[type.type];
  }
}

function checked(node: Node, { index }: WeakContext): Primitive | undefined {
  const fact = readCheckerType(node, index.source.parserServices);
  if (fact?.sort !== 'primitive' || fact.symbol) return undefined;
  return { because: `A value of type \`${fact.noun ?? 'primitive'}\``, certainty: 'proven' };
}

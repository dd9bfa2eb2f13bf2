import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type Expression, type FunctionNode, isClass, isField, isFunction, isNothing, isPrivateMember, isWritten, type Node, propertyName, thisOwner, unwrap, valuesOf } from '../source/ast.js';
import { KeyReader } from '../containers/keys.js';
import { calleesOf } from '../modules/callees.js';
import { hostObjectOf, type HostObject, isDocument, nodeMadeBy, nodesFoundBy } from './host-objects.js';
import { mayHaveObjectKey, testsForFunctions } from './object-keys.js';
import { hasOwnString, isExtendedWithString, isGivenString, isPlainLiteral } from './own-strings.js';
import { declaredType, ELEMENT, listBefore, onlyFunctionOf, partOf } from './parts.js';
import { ownerOf, placeOfValue } from '../source/places.js';
import { resultsOf } from '../source/returns.js';
import { initialValue, typesOfPlace } from '../source/place-types.js';
import type { ParsedSource } from '../source/source.js';
import { SourceIndex } from '../source/source-index.js';
import { readType } from '../source/type-syntax.js';
import { headline, inOneLine } from '../containers/wording.js';

/** What an object becomes as a property key: `[object Object]`, or the source text of a function or class. */
export type StringForm = 'object' | 'function' | 'class';

type ContainerName = 'Map' | 'WeakMap' | 'Set' | 'WeakSet';

/** An object that is used as a property key. The texts are clauses without a final full stop. */
export interface StringifiedKey {
  /** The place of the report. */
  readonly node: Node;
  /** The key, as it is written. */
  readonly name: string;
  readonly what: string;
  readonly why: string;
  readonly advice: string;
  /** What is said is proven, or nothing is. */
  readonly certainty: 'proven';
}

/** What a key becomes as a string. */
interface Form {
  readonly form: StringForm;
  /** The string that every such object becomes; `undefined` for functions and classes. */
  readonly text: string | undefined;
  /** Is the string an example, for each kind of such objects has its own? */
  readonly isExample?: boolean;
  /** Short words: "`new Page`", "an instance of `Box`". */
  readonly because: string;
}

const FUNCTION_TYPES = new Set(['Function', 'CallableFunction', 'NewableFunction']);
const MAX_DEPTH = 4;

/**
 * Is a computed key, or what stands before `in`, an object that the file proves to have no meaningful string form?
 *
 * @param node a computed member, a computed property of a literal, or an `in`
 */
export function stringifiedKey(node: Node, source: ParsedSource): StringifiedKey | undefined {
  const asked = keyOf(node);
  if (!asked || !mayBeObject(asked.key) || !source.scopeManager) return undefined;
  const index = SourceIndex.of(source);
  const form = index.table(stringForms).of(asked.key, asked.key);
  const container = form && asked.object && containerKind(asked.object, index);
  return form && {
    node: asked.at,
    name: index.text(asked.key),
    what: headline(`\`${inOneLine(index.text(asked.key))}\` (${form.because}) is no property key`),
    why: whyOf(form),
    certainty: 'proven',
    advice: container ? `Use the methods of the \`${container}\`: what is in brackets is an ordinary property of it, held strongly` : 'Use a `WeakMap`, or a `Map` where the entries must be listed',
  };
}

function whyOf({ form, text, isExample }: Form): string {
  if (text === undefined) return `a ${form} becomes its source text, so any two with the same text share one entry`;
  return isExample ? `all elements of a kind become the same string, such as "${text}", so they share one entry` : `every such object becomes the same string "${text}", so all of them share one entry`;
}

/**
 * All such keys of a file, in source order.
 *
 * @param isTyped whether the text may have types
 */
export function stringifiedKeysIn(source: ParsedSource, isTyped: boolean): readonly StringifiedKey[] {
  if (!mayHaveObjectKey(source.text, isTyped)) return [];
  const index = SourceIndex.of(source);
  const places: readonly Node[] = [...index.nodesOf('MemberExpression'), ...index.nodesOf('Property'), ...index.nodesOf('BinaryExpression')];
  return places.flatMap((node) => stringifiedKey(node, source) ?? []).sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** The key, what it is a key of, and where it is reported. */
function keyOf(node: Node): { readonly key: Expression; readonly object?: Node; readonly at: Node } | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? { key: node.property, object: node.object, at: node } : undefined;
    case 'Property':
      return node.computed && node.parent.type === 'ObjectExpression' ? { key: node.key, at: node } : undefined;
    case 'BinaryExpression':
      return node.operator === 'in' && node.left.type !== 'PrivateIdentifier' ? { key: node.left, object: node.right, at: node.left } : undefined;
    default:
      return undefined;
  }
}

function stringForms(index: SourceIndex): StringForms {
  return new StringForms(index);
}

/** Can an expression be an object at all, by its form? */
function mayBeObject(key: Expression): boolean {
  switch (unwrap(key).type) {
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
    case 'AwaitExpression':
    case 'AssignmentExpression':
    case 'ThisExpression':
    case 'NewExpression':
    case 'ObjectExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
    case 'MetaProperty':
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return true;
    default:
      return false;
  }
}

const instance = (because: string, tag = 'Object'): Form => ({ form: 'object', text: `[object ${tag}]`, because });
const host = (object: HostObject | undefined, because: string): Form | undefined => object && { form: 'object', because, ...object };
const source = (form: 'function' | 'class', because: string): Form => ({ form, text: undefined, because });

/** Reads what objects become as strings, expression by expression. */
class StringForms {

  constructor(private readonly index: SourceIndex) {}

  /** What an expression becomes that is used as a key, or passed to where it is, at `use`. */
  of(expression: Node, use: Node, depth = 0): Form | undefined {
    const form = this.#read(expression, use, depth);
    return form && !isGivenString(unwrap(expression), this.index) ? form : undefined;
  }

  #read(expression: Node, use: Node, depth: number): Form | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    switch (node.type) {
      case 'ObjectExpression':
        return isPlainLiteral(node) ? instance('an object literal') : undefined;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return source('function', 'a function');
      case 'ClassExpression':
        return hasOwnString(node, true, this.index) ? undefined : source('class', 'a class');
      case 'NewExpression':
        return this.#ofNew(node);
      case 'ThisExpression':
        return this.#ofThis(node);
      case 'AssignmentExpression':
        return node.operator === '=' ? this.of(node.right, use, depth + 1) : undefined;
      case 'ConditionalExpression':
      case 'LogicalExpression':
        return this.#ofAll(node.type === 'LogicalExpression' && node.operator === '&&' ? [node.right] : valuesOf(node), use, depth);
      case 'MetaProperty':
        return node.meta.name === 'new' ? source('class', '`new.target`') : undefined;
      case 'Identifier':
        return this.#ofIdentifier(node, use, depth);
      case 'MemberExpression':
        return this.#ofMember(node, use, depth);
      case 'CallExpression':
        return this.#ofCall(node, depth);
      case 'AwaitExpression': {
        const call = unwrap(node.argument);
        return (call.type === 'CallExpression' ? this.#ofResults(call, depth) : undefined) ?? this.#ofDeclared(node);
      }
      default:
        return undefined;
    }
  }

  /** What one of several values becomes, if all of them become what no key should be. */
  #ofAll(values: readonly Node[], use: Node | undefined, depth: number): Form | undefined {
    let last: Form | undefined;
    for (const value of values) {
      last = this.of(value, use ?? value, depth + 1);
      if (!last) return undefined;
    }
    return last;
  }

  #ofNew(node: TSESTree.NewExpression): Form | undefined {
    const callee = unwrap(node.callee);
    if (callee.type !== 'Identifier') return undefined;
    const because = `\`new ${callee.name}\``;
    const variable = this.index.variableOf(callee);
    const owner = variable && this.index.classOf(variable);
    if (owner) return hasOwnString(owner, false, this.index) ? undefined : instance(because);
    return variable ? undefined : host(hostObjectOf(callee.name), because);
  }

  #ofThis(node: TSESTree.ThisExpression): Form | undefined {
    const owner = thisOwner(node);
    if (owner.kind !== 'class' || hasOwnString(owner.node, owner.isStatic, this.index) || isExtendedWithString(owner.node, this.index)) return undefined;
    const name = owner.node.id ? `\`${owner.node.id.name}\`` : 'this class';
    return owner.isStatic ? source('class', `the class ${name} itself`) : instance(`an instance of ${name}`);
  }

  #ofIdentifier(node: TSESTree.Identifier, use: Node, depth: number): Form | undefined {
    const variable = this.index.variableOf(node);
    if (!variable) return undefined;
    if (this.index.functionOf(variable)) return source('function', 'a function of this file');
    const owner = this.index.classOf(variable);
    if (owner) return hasOwnString(owner, true, this.index) ? undefined : source('class', 'a class of this file');
    return guardedByType(node, use, this.index) ?? this.#ofDeclared(node) ?? this.#ofVariable(variable, depth) ?? this.#ofCalled(node, variable, use);
  }

  /** What a declared type says, of the expression itself, or of what it is a part of. */
  #ofDeclared(node: Node): Form | undefined {
    const type = this.index.isTyped ? declaredType(node, [], this.index) : undefined;
    return type && this.#ofType(type, `\`${this.index.text(node)}: ${this.index.text(type)}\``);
  }

  /** What all values become that a variable gets: as a constant, in turn, or from a list of nodes. */
  #ofVariable(variable: Scope.Variable, depth: number): Form | undefined {
    const { index } = this;
    const value = index.constantValue(variable);
    if (value) return this.of(value, value, depth + 1);
    const part = partOf(variable, index);
    if (part) return part.steps.length === 1 && part.steps[0] === ELEMENT ? host(nodesFoundBy(listOf(part.of, index), index), `an element of \`${index.quoted(part.of)}\``) : undefined;
    const [definition] = variable.defs;
    const given = index.valuesGivenTo(variable);
    const isWhole = definition?.type === 'Variable' && given.length === variable.references.filter((reference) => reference.isWrite()).length;
    return isWhole ? this.#ofAll(given, undefined, depth) : undefined;
  }

  /** A call throws on everything but a function. */
  #ofCalled(node: TSESTree.Identifier, variable: Scope.Variable, use: Node): Form | undefined {
    if (!variable.references.some(({ identifier }) => callOf(identifier))) return undefined;
    const read = KeyReader.of(this.index).read(node, use);
    return read.certainty === 'proven' && read.callable && read.sort === 'object' && !read.nullable && read.because.endsWith('(use)') ? source('function', read.because.replace(/ \(use\)$/, ' is called')) : undefined;
  }

  #ofMember(node: TSESTree.MemberExpression, use: Node, depth: number): Form | undefined {
    const name = propertyName(node);
    if (name === 'constructor' && unwrap(node.object).type === 'ThisExpression') {
      const owner = thisOwner(unwrap(node.object));
      return owner.kind === 'class' && !owner.isStatic && !hasOwnString(owner.node, true, this.index) ? source('class', 'the class of an instance') : undefined;
    }
    const guarded = name === undefined ? undefined : guardedByType(node, use, this.index);
    if (guarded) return guarded;
    if (name !== undefined && /^(?:body|head|documentElement)$/.test(name) && isDocument(node.object, this.index)) return host(hostObjectOf('HTMLElement'), `\`${this.index.text(node)}\``);
    return this.#ofDeclared(node) ?? (name === undefined ? undefined : this.#ofField(node, name, depth));
  }

  /** What all values become that a class gives a private field of its own. */
  #ofField(node: TSESTree.MemberExpression, name: string, depth: number): Form | undefined {
    const owner = ownerOf(node.object, this.index);
    if (owner?.kind !== 'class') return undefined;
    const field = this.index.membersOfClass(owner.node, name, owner.isStatic).find(isField);
    if (!field || !(isPrivateMember(field) || field.readonly)) return undefined;
    const written = this.index.membersNamed(name).filter(isWritten).map((member) => assignmentTo(member));
    const values = [field.value, ...written.map((assignment) => (assignment?.operator === '=' ? assignment.right : undefined))].filter((value) => value !== null);
    return values.length > 0 && values.every((value) => value !== undefined) ? this.#ofAll(values, undefined, depth) : undefined;
  }

  #ofCall(node: TSESTree.CallExpression, depth: number): Form | undefined {
    const { index } = this;
    const callee = unwrap(node.callee);
    const because = `\`${index.quoted(callee)}(…)\``;
    const made = host(nodeMadeBy(node, index), because);
    if (made) return made;
    const [first] = node.arguments;
    if (first && callee.type === 'MemberExpression' && index.isGlobal(unwrap(callee.object), 'Object') && /^(?:freeze|seal|preventExtensions)$/.test(propertyName(callee) ?? '')) return this.of(first, first, depth + 1);
    const fn = functionRunBy(node, index);
    if (fn?.generator) return fn.async ? instance(because, 'AsyncGenerator') : instance(because, 'Generator');
    if (fn?.async) return instance(because, 'Promise');
    return this.#ofResults(node, depth) ?? this.#ofDeclared(node);
  }

  /** What a function of the file gives back becomes; where it gives nothing back, there is no object. */
  #ofResults(call: TSESTree.CallExpression, depth: number): Form | undefined {
    const fn = functionRunBy(call, this.index);
    const results = fn && !fn.generator ? resultsOf(fn, this.index).flatMap(valuesOf).filter((value) => !isNothing(value)) : [];
    const form = this.#ofAll(results, undefined, depth);
    return form && { ...form, because: `${form.because} of \`${this.index.quoted(unwrap(call.callee))}\`` };
  }

  /** A written type that only objects without a string of their own have. */
  #ofType(type: TSESTree.TypeNode, because: string): Form | undefined {
    if (type.type === 'TSFunctionType') return source('function', because);
    if (type.type === 'TSConstructorType') return source('class', because);
    if (type.type === 'TSUnionType') {
      const forms = type.types.filter((member) => !/^TS(?:Null|Undefined)Keyword$/.test(member.type)).map((member) => this.#ofType(member, because));
      return forms.includes(undefined) ? undefined : forms[0];
    }
    if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
    const { name } = type.typeName;
    const declared = this.index.typesNamed(name);
    if (declared.length === 0) {
      const fact = readType(type, this.index);
      if (fact.sort !== 'object' || fact.nullable) return undefined;
      if (FUNCTION_TYPES.has(name)) return source('function', because);
      return host(hostObjectOf(name), because);
    }
    if (declared.length !== 1) return undefined;
    const [declaration] = declared;
    if (isClass(declaration)) return hasOwnString(declaration, false, this.index) || isExtendedWithString(declaration, this.index) || readType(type, this.index).sort !== 'object' ? undefined : instance(because);
    return declaration?.type === 'TSTypeAliasDeclaration' && !declaration.typeParameters ? this.#ofType(declaration.typeAnnotation, because) : undefined;
  }
}

/** The function of the file that a call runs. */
function functionRunBy(call: TSESTree.CallExpression, index: SourceIndex): FunctionNode | undefined {
  const fn = onlyFunctionOf(call, index);
  if (fn) return fn;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  if (name === undefined || index.methodsNamed(name).length !== 1) return undefined;
  // One method of that name: the flow tells whether it is what runs.
  const [called, ...others] = calleesOf(call, { index, elsewhere: undefined, file: undefined });
  return others.length === 0 ? called?.fn : undefined;
}

/** The list that is gone through, behind names and copies of it. */
function listOf(list: Node, index: SourceIndex, depth = 0): Node {
  const node = unwrap(list);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const before = variable ? index.constantValue(variable) : node.type === 'CallExpression' ? listBefore(node) : undefined;
  return before && depth < MAX_DEPTH ? listOf(before, index, depth + 1) : node;
}

/** Is the same expression, further out, tested by `typeof … === 'function'` on the path to the use? */
function guardedByType(expression: Node, use: Node, index: SourceIndex): Form | undefined {
  if (!testsForFunctions(index.source.text)) return undefined;
  const text = index.plainText(expression);
  let child = use;
  for (let at: Node | undefined = use.parent; at; at = at.parent) {
    if (isFunction(at)) return undefined;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? (at.consequent === child ? at.test : undefined) : at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child ? at.left : undefined;
    if (test && testsForFunction(test, text, index)) return source('function', `\`typeof ${text} === 'function'\``);
    child = at;
  }
  return undefined;
}

function testsForFunction(test: Node, text: string, index: SourceIndex): boolean {
  if (test.type === 'LogicalExpression') return test.operator === '&&' && (testsForFunction(test.left, text, index) || testsForFunction(test.right, text, index));
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return false;
  const { left, right } = test;
  return left.type === 'UnaryExpression' && left.operator === 'typeof' && index.plainText(left.argument) === text && right.type === 'Literal' && right.value === 'function';
}

/** Is the object before the brackets a `Map` or one of its kin? */
function containerKind(object: Node, index: SourceIndex): ContainerName | undefined {
  const kindOf = (name: string): ContainerName | undefined => (/^(?:Weak)?(?:Map|Set)$/.test(name) ? (name as ContainerName | undefined) : undefined);
  const node = unwrap(object);
  const place = placeOfValue(node, index);
  if (!place) return undefined;
  const made = initialValue(place, index);
  if (made?.type === 'NewExpression' && made.callee.type === 'Identifier' && index.isGlobal(made.callee, made.callee.name)) return kindOf(made.callee.name);
  for (const type of typesOfPlace(place, index)) if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && index.typesNamed(type.typeName.name).length === 0) return kindOf(type.typeName.name);
  return undefined;
}


import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, decoratorsOf, type Expression, isClass, isFunction, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { KeyReader } from '../containers/keys.js';
import { annotationOf } from '../source/expression-types.js';
import { mayHaveObjectKey, testsForFunctions } from './object-keys.js';
import { placeOfValue } from '../source/places.js';
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
}

/** What a key becomes as a string. */
interface Form {
  readonly form: StringForm;
  /** The string that every such object becomes; `undefined` for functions and classes. */
  readonly text: string | undefined;
  /** Short words: "`new Page`", "an instance of `Box`". */
  readonly because: string;
}

/** Members that give an object a string of its own. */
const OWN_STRING = /^(?:toString|valueOf)$/;
/** Built-in classes whose instances are all `[object …]`. */
const OPAQUE = new Set([
  'Object', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'ArrayBuffer', 'DataView', 'FinalizationRegistry', 'AbortController', 'EventTarget', 'Event',
  'CustomEvent', 'Worker', 'MessageChannel', 'Blob', 'FormData', 'Headers', 'Request', 'Response',
]);
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
    why: form.text === undefined ? `a ${form.form} becomes its source text, so any two with the same text share one entry` : `every such object becomes the same string "${form.text}", so all of them share one entry`,
    advice: container ? `Use the methods of the \`${container}\`: what is in brackets is an ordinary property of it, held strongly` : 'Use a `WeakMap`, or a `Map` where the entries must be listed',
  };
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
const source = (form: 'function' | 'class', because: string): Form => ({ form, text: undefined, because });

/** Reads what objects become as strings, expression by expression. */
class StringForms {

  constructor(private readonly index: SourceIndex) {}

  of(expression: Node, use: Node, depth = 0): Form | undefined {
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
      case 'ConditionalExpression':
        return this.of(node.consequent, use, depth + 1) && this.of(node.alternate, use, depth + 1);
      case 'LogicalExpression':
        return node.operator === '&&' ? this.of(node.right, use, depth + 1) : this.of(node.left, use, depth + 1) && this.of(node.right, use, depth + 1);
      case 'MetaProperty':
        return node.meta.name === 'new' ? source('class', '`new.target`') : undefined;
      case 'Identifier': {
        const form = this.#ofIdentifier(node, use, depth);
        return form && !this.#getsOwnString(node.name) ? form : undefined;
      }
      case 'MemberExpression':
        return this.#ofMember(node, use);
      default:
        return undefined;
    }
  }

  #ofNew(node: TSESTree.NewExpression): Form | undefined {
    const callee = unwrap(node.callee);
    if (callee.type !== 'Identifier') return undefined;
    const variable = this.index.variableOf(callee);
    const owner = variable && this.index.classOf(variable);
    const isOpaque = owner ? !hasOwnString(owner, false, this.index) : !variable && OPAQUE.has(callee.name);
    return isOpaque ? instance(`\`new ${callee.name}\``, owner ? undefined : callee.name) : undefined;
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
    const guarded = guardedByType(node, use, this.index);
    if (guarded) return guarded;
    const type = annotationOf(variable, this.index);
    if (type && type.type !== 'TSAnyKeyword' && type.type !== 'TSUnknownKeyword') return this.#ofType(type, `\`${node.name}: ${this.index.text(type)}\``);
    const value = this.index.constantValue(variable);
    if (value) return this.of(value, use, depth + 1);
    // A call throws on everything but a function.
    if (!variable.references.some(({ identifier }) => isCalled(identifier))) return undefined;
    const read = KeyReader.of(this.index).read(node, use);
    return read.certainty === 'proven' && read.callable && read.sort === 'object' && !read.nullable && read.because.endsWith('(use)') ? source('function', read.because.replace(/ \(use\)$/, ' is called')) : undefined;
  }

  #ofMember(node: TSESTree.MemberExpression, use: Node): Form | undefined {
    const name = propertyName(node);
    if (name === undefined) return undefined;
    if (name === 'constructor' && unwrap(node.object).type === 'ThisExpression') {
      const owner = thisOwner(unwrap(node.object));
      return owner.kind === 'class' && !owner.isStatic && !hasOwnString(owner.node, true, this.index) ? source('class', 'the class of an instance') : undefined;
    }
    return guardedByType(node, use, this.index);
  }

  /** A written type that only objects without a string of their own have. */
  #ofType(type: TSESTree.TypeNode, because: string): Form | undefined {
    if (type.type === 'TSFunctionType') return source('function', because);
    if (type.type === 'TSConstructorType') return source('class', because);
    if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
    const { name } = type.typeName;
    const declared = this.index.typesNamed(name);
    if (declared.length === 0) {
      const fact = readType(type, this.index);
      if (fact.sort !== 'object' || fact.nullable) return undefined;
      if (FUNCTION_TYPES.has(name)) return source('function', because);
      return OPAQUE.has(name) ? instance(because, name) : undefined;
    }
    if (declared.length !== 1) return undefined;
    const [declaration] = declared;
    if (isClass(declaration)) return hasOwnString(declaration, false, this.index) || isExtendedWithString(declaration, this.index) || readType(type, this.index).sort !== 'object' ? undefined : instance(because);
    return declaration?.type === 'TSTypeAliasDeclaration' && !declaration.typeParameters ? this.#ofType(declaration.typeAnnotation, because) : undefined;
  }

  /** Does the file give something of that name a string form afterwards: `increment.toString = () => …`? */
  #getsOwnString(name: string): boolean {
    return ['toString', 'valueOf'].some((method) => this.index.membersNamed(method).some((member) => member.type === 'MemberExpression' && member.parent.type === 'AssignmentExpression' && member.parent.left === member && this.index.plainText(member.object) === name));
  }
}

function isCalled(node: Node): boolean {
  const whole = outermost(node);
  return whole.parent?.type === 'CallExpression' && whole.parent.callee === whole;
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

/** Has a literal no string form of its own, as far as it is written out? */
function isPlainLiteral(node: TSESTree.ObjectExpression): boolean {
  return node.properties.every((property) => {
    if (property.type === 'SpreadElement' || property.computed) return false;
    const name = propertyName(property);
    return name !== undefined && !OWN_STRING.test(name) && name !== '__proto__';
  });
}

/** Can a class, or one that it extends, have a string form of its own? What is not in sight may. */
function hasOwnString(owner: ClassNode, isStatic: boolean, index: SourceIndex, seen: ReadonlySet<Node> = new Set()): boolean {
  if (seen.has(owner) || definesString(owner, isStatic, index)) return true;
  if (!owner.superClass) return false;
  const base = unwrap(owner.superClass);
  if (base.type !== 'Identifier') return true;
  const variable = index.variableOf(base);
  const parent = variable && index.classOf(variable);
  if (parent) return hasOwnString(parent, isStatic, index, new Set([...seen, owner]));
  return variable !== undefined || !OPAQUE.has(base.name);
}

const NO_STRING = /^Symbol\.(?:iterator|asyncIterator|dispose|asyncDispose)$/;

/** Does a class body define a string form, or may it: by a decorator, a computed name, a static block? */
function definesString(owner: ClassNode, isStatic: boolean, index: SourceIndex): boolean {
  if (decoratorsOf(owner).length > 0) return true;
  return owner.body.body.some((member) => {
    if (member.type === 'TSIndexSignature') return false;
    if (member.type === 'StaticBlock') return isStatic;
    if (member.static !== isStatic) return false;
    const name = propertyName(member);
    return name === undefined ? !NO_STRING.test(index.text(member.key)) : OWN_STRING.test(name);
  });
}

/** Does a class of the file that extends another one have a string form of its own? */
function isExtendedWithString(owner: ClassNode, index: SourceIndex): boolean {
  const variable = index.bindingOf(owner);
  return (variable?.references ?? []).some((reference) => {
    const node = reference.identifier as Node;
    return isClass(node.parent) && node.parent.superClass === node && definesString(node.parent, false, index);
  });
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


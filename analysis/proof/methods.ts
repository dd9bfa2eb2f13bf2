import type { TSESTree } from '@typescript-eslint/utils';
import { assignmentTo, callOf, declaresThis, isWritten, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { asPattern } from '../source/words.js';

type Class = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** The method or accessor of a class whose own `this` a node sees; none for fields and static blocks. */
export function methodAround(node: Node, owner: Node): TSESTree.MethodDefinition | undefined {
  for (let at: Node | undefined = node.parent; at && at !== owner; at = at.parent) {
    if (at.type === 'MethodDefinition' && at.parent.parent === owner) return at;
  }
  return undefined;
}

/** A place where a method may be taken from its class: its prototype is named, or the method is read without a call. */
export function takenElsewhere(method: TSESTree.MethodDefinition, owner: Class, index: SourceIndex): Node | undefined {
  const name = propertyName(method);
  if (name === undefined) return method;
  const prototypes = index.membersNamed('prototype').filter((member) => {
    if (member.type !== 'MemberExpression') return true;
    const object = unwrap(member.object);
    const variable = object.type === 'Identifier' ? index.variableOf(object) : undefined;
    // `Object.prototype` and those of other classes of the file that extend none are not this one's.
    const named = variable && index.classOf(variable);
    return variable ? !named || named === owner || named.superClass != null : object.type !== 'Identifier';
  });
  const prototype = prototypes.find((member) => !isDefinedOn(member, index));
  if (prototype) return prototype;
  const indirect = index.rememberNamed(superMembers, name)[0] ?? index.table(superUnnamed) ?? index.named('Reflect').find(reflects);
  if (indirect) return indirect;
  // What is read of an accessor is what it gives, and no method.
  if (method.kind === 'method') {
    const computed = index.table(computedRead);
    if (computed) return computed;
    const taken = index.rememberNamed(uncalledMember, name);
    if (taken) return taken;
    const listed = index.stringsOf(name).find((text) => text.parent.type !== 'TSLiteralType');
    if (listed) return listed;
  }
  return index.table(indirectAccess);
}

/** A place that comes to methods of any class: `Object.getPrototypeOf(counter)`, `Counter[name].call('s')`. */
function indirectAccess(index: SourceIndex): Node | undefined {
  const [named] = ['getPrototypeOf', '__proto__', 'getOwnPropertyDescriptors', 'getOwnPropertyDescriptor', '__lookupGetter__', '__lookupSetter__'].flatMap((name) => index.named(name));
  return named ?? ['call', 'apply', 'bind'].flatMap((word) => [...index.membersNamed(word)]).find((member) => member.type === 'MemberExpression' && unwrap(member.object).type === 'MemberExpression' && propertyName(unwrap(member.object)) === undefined);
}

/** `Object.defineProperty(Point.prototype, …)` adds to a prototype, and takes nothing from it; so does a function that does no more with it. */
function isDefinedOn(target: Node, index: SourceIndex): boolean {
  const call = target.parent;
  if (call?.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') return call.arguments[0] === target && index.isGlobal(callee.object, 'Object') && propertyName(callee) === 'defineProperty';
  const named = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  const fn = named && index.functionOf(named);
  const parameter = fn && !declaresThis(fn) ? fn.params[call.arguments.indexOf(target as TSESTree.Expression)] : undefined;
  const variable = parameter?.type === 'Identifier' ? index.variableOf(parameter) ?? index.declaredBy(parameter.parent).find(({ name }) => name === parameter.name) : undefined;
  return variable?.references.every(({ identifier }) => identifier.parent.type === 'CallExpression' && identifier.parent.callee.type === 'MemberExpression' && isDefinedOn(identifier, index)) ?? false;
}

/** A read of a member of a name that calls nothing. */
export function uncalledMember(name: string, index: SourceIndex): Node | undefined {
  return index.membersNamed(name).find((member) => !callOf(member));
}

function superMembers(name: string, index: SourceIndex): readonly Node[] {
  return index.membersNamed(name).filter((member) => member.type === 'MemberExpression' && member.object.type === 'Super');
}

/** `super[name]` */
function superUnnamed(index: SourceIndex): Node | undefined {
  return index.computedMembersWithin(index.source.ast).find(({ object }) => object.type === 'Super');
}

/** `door[name]`, `const { [name]: open } = door`: read from what may be an object of a class, and not called on it. */
function computedRead(index: SourceIndex): Node | undefined {
  return index.computedMembersWithin(index.source.ast).find((member) => !callOf(member) && !isNumber(member.property, index) && !isMadeHere(member.object, index)) ?? index.table(computedPattern);
}

/** A pattern that takes something out under a name that is put together. */
function computedPattern(index: SourceIndex): Node | undefined {
  return index.nodesOf('Property').find((property) => property.computed && property.parent.type === 'ObjectPattern' && propertyName(property) === undefined);
}

/** Does an index read an element, and no member with a name: a number by its form, its annotation, or all that is assigned to it? */
function isNumber(node: Node, index: SourceIndex): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number';
    case 'UpdateExpression':
      return true;
    case 'BinaryExpression':
      return /^[-*/%]$/.test(node.operator);
    case 'Identifier': {
      const variable = index.variableOf(node);
      const name = variable?.defs[0]?.name as Node | undefined;
      if (name?.type === 'Identifier' && name.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword') return true;
      const writes = variable?.references.filter((reference) => reference.isWrite()) ?? [];
      return writes.length > 0 && variable?.defs[0]?.type === 'Variable' && writes.every(({ identifier, writeExpr }) => (identifier as Node).parent?.type === 'UpdateExpression' || (writeExpr != null && isNumber(writeExpr, index)));
    }
    default:
      return false;
  }
}

/** A mention of `Reflect` that may give a method another receiver, or be handed to what does. */
function reflects(node: Node): boolean {
  const member = node.parent?.type === 'MemberExpression' && node.parent.property === node ? outermost(node.parent) : node;
  const name = member.parent?.type === 'MemberExpression' && member.parent.object === member ? propertyName(member.parent) : undefined;
  return !/^(?:has|ownKeys|deleteProperty|defineProperty|isExtensible|preventExtensions)$/.test(name ?? '');
}

/** A text that may take a method of any name from a class. */
export const TAKES_ANY_METHOD = /[.{,]\s*[\w$]*\\u[\da-fA-F{]|\bprototype\b|\bgetOwnPropertyDescriptors?\b|\bReflect\b|\b__lookup[GS]etter__/;

/** Does another file come to the methods of a class without naming one: by a prototype or by `Reflect`? */
export function takesAnyMethod(index: SourceIndex): boolean {
  if (['getOwnPropertyDescriptor', 'getOwnPropertyDescriptors', '__lookupGetter__', '__lookupSetter__'].some((name) => index.named(name).length > 0)) return true;
  if (index.named('Reflect').some(reflects)) return true;
  // `shape.h\u0069t`
  if (index.source.text.includes('\\u') && index.nodesOf('Identifier').some((node) => node.parent.type !== 'Property' || node.parent.key === node ? index.text(node).includes('\\') : false)) return true;
  return index.membersNamed('prototype').some((member) => {
    if (member.type !== 'MemberExpression') return true;
    const object = unwrap(member.object);
    if (object.type !== 'Identifier') return true;
    const variable = index.variableOf(object);
    const named = variable && index.classOf(variable);
    return variable !== undefined && (named ? named.superClass !== null : !index.functionOf(variable));
  });
}

/** A text that may read a member under a name that is put together. */
export const READS_UNNAMED = /[\w$)\]!/]\s*(?:\?\.\s*)?\[|[{,]\s*\[[^\]]*\]\s*:|(?:\*\/|\/\/[^\n]*\n)\s*(?:\?\.\s*)?\[/;

/** Does a file read a member under a name that is put together, of what may be an object of any class, and keep what it finds? */
export function readsUnnamed(index: SourceIndex): boolean {
  const isRead = index.computedMembersWithin(index.source.ast).some((member) => {
    if (isNumber(member.property, index) || isMadeHere(member.object, index)) return false;
    return !callOf(member) && !assignmentTo(member);
  });
  return isRead || index.table(computedPattern) !== undefined;
}

/** A call of a member under a name that is put together, of what may be an object of any class. */
export function unnamedCall(index: SourceIndex): Node | undefined {
  return index.computedMembersWithin(index.source.ast).find((member) => callOf(member) && !isNumber(member.property, index) && !isMadeHere(member.object, index));
}

/** Does a file call what it reads so, apart from its object? */
export function detachesUnnamed(index: SourceIndex): boolean {
  return index.computedMembersWithin(index.source.ast).some((member) => !isMadeHere(member.object, index) && isDetached(member, index));
}

/** A variable or `#private` field that holds a literal, or is declared as a list, is no object of a class. */
function isMadeHere(object: Node, index: SourceIndex): boolean {
  const node = unwrap(object);
  const name = node.type === 'MemberExpression' ? propertyName(node) : undefined;
  if (name?.startsWith('#')) return index.rememberNamed(isFieldOfLiteral, name);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const declared = variable?.defs[0]?.name as Node | undefined;
  const type = declared?.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation : undefined;
  return isLiteral(variable && index.constantValue(variable), index) || type?.type === 'TSArrayType' || (type?.type === 'TSTypeOperator' && type.operator === 'readonly');
}

function isFieldOfLiteral(name: string, index: SourceIndex): boolean {
  const fields = index.named(name).flatMap(({ parent }) => (parent?.type === 'PropertyDefinition' ? [parent] : []));
  return fields.length === 1 && isLiteral(fields[0]?.value, index) && !index.membersNamed(name).some(isWritten);
}

/** `{ … }`, `[…]`, `Object.create(null)` */
function isLiteral(value: Node | null | undefined, index: SourceIndex): boolean {
  if (value?.type === 'ObjectExpression') return value.properties.every((property) => property.type !== 'Property' || propertyName(property) !== '__proto__');
  if (value?.type !== 'CallExpression') return value?.type === 'ArrayExpression';
  const { callee, arguments: [prototype] } = value;
  return callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object') && propertyName(callee) === 'create' && prototype?.type === 'Literal' && prototype.raw === 'null';
}

/** `const method = shape[name]; method()`, `shape[name].call(other)`: is what is read called apart from its object? */
function isDetached(member: Node, index: SourceIndex): boolean {
  const at = outermost(member);
  const { parent } = at;
  if (parent?.type === 'MemberExpression' && parent.object === at) return /^(?:call|apply|bind)$/.test(propertyName(parent) ?? '');
  if (parent?.type !== 'VariableDeclarator' || parent.init !== at) return false;
  return index.declaredBy(parent).some(({ references }) => references.some(({ identifier }) => {
    const use = (identifier as Node).parent;
    return (use?.type === 'CallExpression' && use.callee === identifier) || (use?.type === 'MemberExpression' && use.object === identifier && /^(?:call|apply|bind)$/.test(propertyName(use) ?? ''));
  }));
}

/** A text that may take a method of a name: the name without a call behind it. */
export function mayTakeMethod(name: string): RegExp {
  return new RegExp(String.raw`(?<![\w$#])${asPattern(name)}(?![\w$])(?!\s*\()`);
}

/** Does another file read a method of a name without a call, or have the name as a text? */
export function takesMethod(index: SourceIndex, name: string): boolean {
  return index.membersNamed(name).some((member) => !callOf(member) && assignmentTo(member)?.operator !== '=') || index.stringsOf(name).some((text) => text.parent.type !== 'TSLiteralType');
}

/** Does another file read a member of a name by `super`? */
export function inheritsMember(index: SourceIndex, name: string): boolean {
  return index.rememberNamed(superMembers, name).length > 0;
}

/**
 * Does another file declare a method of a name with parameters? TypeScript compares those of methods both ways, so that a
 * method of the same name may be called under it with values that its own parameters exclude.
 */
export function signsMethod(index: SourceIndex, name: string): boolean {
  return index.named(name).some((node) => {
    const { parent } = node;
    switch (parent?.type) {
      case 'TSMethodSignature':
        return parent.key === node && parent.params.length > 0;
      case 'TSAbstractMethodDefinition':
      case 'MethodDefinition':
        return parent.key === node && parent.value.params.length > 0 && !hasPrivateMember(parent.parent);
      default:
        return false;
    }
  });
}

/** No other class can stand for one with a private member. */
function hasPrivateMember({ body }: TSESTree.ClassBody): boolean {
  return body.some((member) => 'key' in member && (member.key.type === 'PrivateIdentifier' || ('accessibility' in member && member.accessibility !== undefined && member.accessibility !== 'public')));
}

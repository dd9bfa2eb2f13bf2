import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type Expression, type FunctionNode, identitySought, isClass, isField, isFunction, type Node, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import { isFresh, onlyReturn } from './fresh-ids.js';
import { grouped } from '../source/lists.js';
import { nearestClassDeclaring, ownerOf, placeOfTarget } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * What is known of an id that is used as a key.
 *
 * - `identity`: minted once per object (a counter, `Symbol()`, `randomUUID()` in its constructor or a field initialiser)
 *   and never shared;
 * - `domain`: passed in or read from data: two objects that stand for one thing can share it;
 * - `unseen`: this file does not show where it comes from;
 * - `fresh`: made for the entry and never repeated, with no object in hand.
 */
export type IdOrigin = 'identity' | 'domain' | 'unseen' | 'fresh';

/** An id as a key, and the object in hand that it is the id of. */
export interface IdFacts {
  readonly origin: IdOrigin;
  /** The object whose id it is, as an expression at the place of use; `undefined` for bare and fresh ids. */
  readonly owner: Expression | undefined;
  /** The member or function that gives the id: `id`, `#id`, `idOf`. Equal for ids of one kind. */
  readonly source: string;
  /** Can no copy of the object carry the id: `#private`, or given by an in-file function only? */
  readonly isUncopyable: boolean;
  /** Is the id only a part of the key, as in a template string? */
  readonly isPart: boolean;
  /** Does the key vary with something else, too: `${theme.id}:${mode}`? */
  readonly isBeside?: boolean;
  /** May the id be that of another object, to which this one only refers: `order.customerId`, `event.pointerId`? */
  readonly isForeign: boolean;
  /** The class that mints or holds the id, where this file shows it. */
  readonly ownerClass: ClassNode | undefined;
}

/** Members that hold ids of their object, by default. Rules take other patterns as an option. */
export const DEFAULT_ID_NAMES = ['^[_#$]*(?:id|uid|uuid|guid|gid|oid|pid|cid|rid|sid|identifier|uri)$', '(?:Id|ID|Uid|UID|Uuid|UUID|Guid|GUID)_*$', '_id$'] as const;

/**
 * The id facts of a member that is named as ids are: `x.id`, `this.#id`.
 *
 * @returns `undefined` where the object is no instance in hand (a class, an enum, a module).
 */
export function idOfMember(member: TSESTree.MemberExpression, index: SourceIndex): IdFacts | undefined {
  const owner = unwrap(member.object) as Expression;
  const source = propertyName(member) ?? index.text(member.property);
  if (!isInHand(owner, index)) return undefined;
  const ownerClass = classOfInstance(owner, index, source);
  const origin = ownerClass ? originIn(ownerClass, source, index) : 'unseen';
  return { origin, owner, source, isUncopyable: source.startsWith('#'), isPart: false, isForeign: origin !== 'identity' && !member.computed && mayBeForeign(owner, source), ownerClass };
}

/** Names of objects that tell of others: events, messages, rows. */
const CARRIER = /^(?:e|ev|evt|event|touch|pointer|msg|message|packet|req|request|res|response|info|data|payload|params|args|opts|options|props|row|record|entry|item|result|action|command)$|(?:Event|Info|Data|Message|Request|Response|Payload|Params|Options|Args|Props|Record|Row)$/;
/** What may stand before `Id` in the name of an object's own id. */
const OWN_PREFIX = /^(?:unique|instance|object|own|internal|private|self|data|node|element|component|entity|runtime|global|local|debug)?$/i;

/** May an id be that of another object: is its owner a mere carrier, or its name the name of something else? */
function mayBeForeign(owner: Node, source: string): boolean {
  const name = owner.type === 'Identifier' ? owner.name : owner.type === 'MemberExpression' ? (propertyName(owner) ?? '') : '';
  if (CARRIER.test(name)) return true;
  const prefix = /^[_#$]*(\w*?)_?(?:id|Id|ID|uid|Uid|UID|uuid|Uuid|UUID|guid|Guid|GUID)_*$/.exec(source)?.[1];
  return prefix !== undefined && !OWN_PREFIX.test(prefix) && prefix.toLowerCase() !== name.toLowerCase();
}

/** The id facts of `{ id } = x`. */
export function idOfPattern(name: string, owner: Expression, index: SourceIndex): IdFacts | undefined {
  if (!isInHand(owner, index)) return undefined;
  const ownerClass = classOfInstance(owner, index, name);
  const origin = ownerClass ? originIn(ownerClass, name, index) : 'unseen';
  return { origin, owner, source: name, isUncopyable: false, isPart: false, isForeign: origin !== 'identity' && mayBeForeign(owner, name), ownerClass };
}

/**
 * The id facts of `idOf(x)`, where the function's body in this file returns or assigns such an id.
 */
export function idOfCall(call: TSESTree.CallExpression, index: SourceIndex): IdFacts | undefined {
  const callee = unwrap(call.callee);
  const [argument] = call.arguments;
  if (callee.type === 'MemberExpression') return idOfMethod(callee, argument, index);
  if (callee.type !== 'Identifier' || !argument || argument.type === 'SpreadElement') return undefined;
  const variable = index.variableOf(callee);
  const fn = variable && index.functionOf(variable);
  const parameter = fn?.params[0] && parameterTarget(fn.params[0]);
  if (!fn || parameter?.type !== 'Identifier') return undefined;
  const owner = unwrap(argument) as Expression;
  const minted = mintsPerObject(fn, parameter, index);
  if (minted) return { origin: 'identity', owner, source: callee.name, isUncopyable: true, isPart: false, isForeign: false, ownerClass: undefined };
  const returned = onlyReturn(fn);
  const member = returned && unwrap(returned);
  if (member?.type !== 'MemberExpression') return undefined;
  const object = unwrap(member.object);
  if (object.type !== 'Identifier' || index.variableOf(object) !== index.declaredBy(fn).find((declared) => declared.name === parameter.name)) return undefined;
  const facts = idOfMember(member, index);
  return facts && { ...facts, owner, source: callee.name };
}

/** `mesh.getId()`, `Mesh.idOf(mesh)`: the only method of that name in the file gives back a member of its object, or of what it is given. */
function idOfMethod(callee: TSESTree.MemberExpression, argument: Node | undefined, index: SourceIndex): IdFacts | undefined {
  const name = propertyName(callee);
  const [method, ...others] = name === undefined ? [] : index.methodsNamed(name);
  const fn = method?.kind === 'method' && others.length === 0 && isFunction(method.value) ? method.value : undefined;
  const returned = fn && onlyReturn(fn);
  const member = returned && unwrap(returned);
  if (!fn || !method || name === undefined || member?.type !== 'MemberExpression') return undefined;
  const [parameter] = fn.params;
  const isOfArgument = parameter?.type === 'Identifier' && member.object.type === 'Identifier' && index.variableOf(member.object) === index.declaredBy(fn).find((declared) => declared.name === parameter.name);
  const owner = isOfArgument ? argument : member.object.type === 'ThisExpression' && !method.static ? unwrap(callee.object) : undefined;
  const facts = owner && owner.type !== 'SpreadElement' && isInHand(owner, index) ? idOfMember(member, index) : undefined;
  if (!facts || (facts.origin !== 'identity' && !ID_NAMES.test(propertyName(member) ?? ''))) return undefined;
  // Another object may have a method of the name, and give an id that is not its own.
  return { ...facts, origin: isOfArgument ? facts.origin : 'unseen', owner: owner as Expression, source: name, isUncopyable: false };
}

const ID_NAMES = new RegExp(DEFAULT_ID_NAMES.join('|'), 'u');

/** A get-or-create of a fresh id in a `WeakMap` keyed by the parameter. */
function mintsPerObject(fn: FunctionNode, parameter: TSESTree.Identifier, index: SourceIndex): boolean {
  const returns: Node[] = [];
  const mints: Node[] = [];
  index.walk((node) => {
    if (node.type === 'ReturnStatement' && node.argument) returns.push(unwrap(node.argument));
    if (node.type !== 'CallExpression') return;
    const callee = unwrap(node.callee);
    const [key, value] = node.arguments;
    if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'set' || key?.type !== 'Identifier' || key.name !== parameter.name || !value) return;
    if (isWeak(callee.object, index) && (isFresh(value, index) || isFilledFresh(value, index))) mints.push(node);
  }, fn);
  // A function that answers some questions by value describes its argument; it does not name it.
  return mints.length > 0 && !returns.some((node) => /^(?:Literal|TemplateLiteral|BinaryExpression)$/.test(node.type));
}

/** `let id = ids.get(x); … id = ++lastId;` */
function isFilledFresh(value: Node, index: SourceIndex): boolean {
  const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
  return variable?.references.some((reference) => reference.isWrite() && reference.writeExpr && isFresh(reference.writeExpr, index)) ?? false;
}

function isWeak(node: Node, index: SourceIndex): boolean {
  const object = unwrap(node);
  const variable = object.type === 'Identifier' ? index.variableOf(object) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  return made?.type === 'NewExpression' && index.isGlobal(made.callee, 'WeakMap');
}

/** Is an expression an object at hand, not a class, an enum or an imported module? */
function isInHand(node: Node, index: SourceIndex): boolean {
  switch (node.type) {
    case 'ThisExpression':
      return true;
    case 'Identifier': {
      const variable = index.variableOf(node);
      if (!variable || index.classOf(variable)) return false;
      return variable.defs.every((definition) => definition.type === 'Parameter' || definition.type === 'Variable') && !isConstantTable(variable, index);
    }
    case 'MemberExpression': {
      const root = rootOf(node);
      return root.type === 'ThisExpression' || (root.type === 'Identifier' && isInHand(root, index));
    }
    case 'CallExpression':
    case 'AwaitExpression':
      return false;
    default:
      return false;
  }
}

function rootOf(node: Node): Node {
  let at = node;
  while (at.type === 'MemberExpression') at = unwrap(at.object);
  return at;
}

/** `const ROUTES = { home: … }`: a table that the file writes down. */
function isConstantTable(variable: Scope.Variable, index: SourceIndex): boolean {
  const value = index.constantValue(variable);
  return value !== undefined && unwrap(value).type === 'ObjectExpression';
}

/** The class in this file that a value is an instance of: by `this`, `new`, an annotation, or a `#private` member. */
function classOfInstance(node: Node, index: SourceIndex, member?: string): ClassNode | undefined {
  const value = unwrap(node);
  const owner = ownerOf(value, index);
  if (owner?.kind === 'class') return owner.isStatic ? undefined : owner.node;
  if (member?.startsWith('#')) {
    const declaring = nearestClassDeclaring(node, member, index);
    if (declaring) return declaring;
  }
  if (value.type !== 'Identifier') return undefined;
  const variable = index.variableOf(value);
  const name = variable?.defs[0]?.name as TSESTree.Identifier | undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier') return index.typesNamed(type.typeName.name).find(isClass);
  const init = variable && index.constantValue(variable);
  const made = init && unwrap(init);
  if (made?.type !== 'NewExpression' || made.callee.type !== 'Identifier') return undefined;
  const made_of = index.variableOf(made.callee);
  return made_of && index.classOf(made_of);
}

/** Where the id of a class's instances comes from: every write of the member decides. */
function originIn(owner: ClassNode, member: string, index: SourceIndex): IdOrigin {
  const values: Node[] = [];
  for (const part of owner.body.body) {
    if (isField(part) && !part.static && propertyName(part) === member && part.value) values.push(part.value);
    if (part.type === 'MethodDefinition' && part.kind === 'constructor' && part.value.params.some((param) => param.type === 'TSParameterProperty' && nameOfParameter(param) === member)) return 'domain';
    if (part.type === 'MethodDefinition' && part.kind === 'get' && propertyName(part) === member) return 'unseen';
  }
  const assigned = index.table(assignedMembers).get(member);
  // Somebody else gives the object its id.
  if (assigned?.has('elsewhere')) return 'unseen';
  for (const { target, value } of assigned?.get(owner) ?? []) {
    if (!isInConstructor(target, owner)) return 'unseen';
    values.push(value);
  }
  if (values.length === 0) return 'unseen';
  if (values.every((value) => isFresh(value, index))) return 'identity';
  return values.some((value) => comesFromOutside(value, index)) ? 'domain' : 'unseen';
}

interface AssignedMember {
  readonly target: TSESTree.MemberExpression;
  readonly value: Node;
}

/** The members that are assigned, by their names, then by the class whose `this` has them. */
function assignedMembers(index: SourceIndex): ReadonlyMap<string, ReadonlyMap<ClassNode | 'elsewhere', AssignedMember[]>> {
  const all = index.nodesOf('AssignmentExpression').flatMap(({ left, right }): AssignedMember[] => (left.type === 'MemberExpression' ? [{ target: left, value: right }] : []));
  const ownerClass = ({ target }: AssignedMember): ClassNode | 'elsewhere' => {
    const owner = ownerOf(target.object, index);
    return owner?.kind === 'class' ? owner.node : 'elsewhere';
  };
  return new Map([...grouped(all, ({ target }) => propertyName(target))].map(([name, members]) => [name, grouped(members, ownerClass)]));
}

function nameOfParameter(param: TSESTree.TSParameterProperty): string | undefined {
  const target = parameterTarget(param);
  return target.type === 'Identifier' ? target.name : undefined;
}

function isInConstructor(node: Node, owner: ClassNode): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === 'MethodDefinition') return at.kind === 'constructor' && at.parent.parent === owner;
  }
  return false;
}

function comesFromOutside(node: Node, index: SourceIndex): boolean {
  const value = unwrap(node);
  if (value.type === 'Identifier') return index.variableOf(value)?.defs[0]?.type === 'Parameter';
  return value.type === 'MemberExpression' && comesFromOutside(value.object, index);
}

/** `const KINDS = ['a', 'b']`: a list that the file writes down, whose positions name nothing that comes and goes. */
function isWrittenList(node: Node, index: SourceIndex): boolean {
  const list = unwrap(node);
  const variable = list.type === 'Identifier' ? index.variableOf(list) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  return made?.type === 'ArrayExpression' && made.elements.length > 0;
}

/** The position that `indexOf`, `findIndex` or `push` of an object gives: an id of that object. */
export function idOfPosition(node: Node, index: SourceIndex, depth = 0): IdFacts | undefined {
  const value = unwrap(node);
  if (depth > 3) return undefined;
  if (value.type === 'Identifier') {
    const variable = index.variableOf(value);
    const writes = variable?.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [reference.writeExpr] : [])) ?? [];
    for (const write of writes) {
      const found = idOfPosition(write, index, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (value.type === 'BinaryExpression' && value.operator === '-') return idOfPosition(value.left, index, depth + 1);
  if (value.type !== 'CallExpression') return undefined;
  const callee = unwrap(value.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  const [argument] = value.arguments;
  if (!argument || argument.type === 'SpreadElement') return undefined;
  const sought = name === 'indexOf' || name === 'push' ? argument : name === 'findIndex' ? identitySought(argument) : undefined;
  if (!sought) return undefined;
  const owner = unwrap(sought) as Expression;
  if (callee.type !== 'MemberExpression' || owner.type === 'Literal' || !placeOfTarget(callee.object, index) || isWrittenList(callee.object, index)) return undefined;
  return { origin: 'identity', owner, source: index.plainText(callee.object), isUncopyable: true, isPart: true, isForeign: false, ownerClass: undefined };
}

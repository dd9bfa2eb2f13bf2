import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type Expression, type FunctionNode, identitySought, isFunction, type Node, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import { classOfInstance, isStamped, memberGivenBack, mintsPerObject, originIn } from './minted-ids.js';
import { placeOfTarget } from '../source/places.js';
import { type Definition, functionNamed } from '../source/definitions.js';
import { typeOfExpression } from '../source/expression-types.js';
import { readType } from '../source/type-syntax.js';
import type { TypeScope, WrittenType } from '../source/member-types.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * What is known of an id that is used as a key.
 *
 * - `identity`: minted once per object (a counter, `Symbol()`, `randomUUID()` in its constructor or a field initialiser)
 *   and never shared;
 * - `stamped`: given by the file to each object that has none, `element.uid ??= ++last`; one may come with an id;
 * - `domain`: passed in or read from data: two objects that stand for one thing can share it;
 * - `unseen`: this file does not show where it comes from;
 * - `fresh`: made for the entry and never repeated, with no object in hand.
 */
export type IdOrigin = 'identity' | 'stamped' | 'domain' | 'unseen' | 'fresh';

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
  /** Is it another file that shows where the id comes from? */
  readonly isShownElsewhere?: boolean;
}

/** Members that hold ids of their object, by default. Rules take other patterns as an option. */
export const DEFAULT_ID_NAMES = ['^[_#$]*(?:id|uid|uuid|guid|gid|oid|pid|cid|rid|sid|identifier|uri)$', '(?:Id|ID|Uid|UID|Uuid|UUID|Guid|GUID)_*$', '_id$'] as const;

/**
 * The id facts of a member that is named as ids are: `x.id`, `this.#id`. What is in the `dataset` of an element is the element's.
 *
 * @param type the type of the object, as far as the file writes it
 * @returns `undefined` where the object is no instance in hand (a class, an enum, a module).
 */
export function idOfMember(member: TSESTree.MemberExpression, sight: TypeScope, type?: WrittenType): IdFacts | undefined {
  const { index } = sight;
  const object = unwrap(member.object);
  const name = propertyName(member) ?? index.text(member.property);
  if (object.type !== 'MemberExpression' || propertyName(object) !== 'dataset') return idNamed(name, object as Expression, sight, { type, isStamped: isStamped(member, index), isComputed: member.computed });
  const owner = unwrap(object.object) as Expression;
  if (!isInHand(owner, index)) return undefined;
  // The document may give two elements the same.
  const origin = isStamped(member, index) ? 'stamped' : 'domain';
  return { origin, owner, source: `dataset.${name}`, isUncopyable: false, isPart: false, isForeign: mayBeForeign(owner, name, origin), ownerClass: undefined };
}

/** The id facts of `{ id } = x`. */
export function idOfPattern(name: string, owner: Expression, sight: TypeScope, type?: WrittenType): IdFacts | undefined {
  return idNamed(name, owner, sight, { type, isStamped: false, isComputed: false });
}

interface Named {
  readonly type: WrittenType | undefined;
  readonly isStamped: boolean;
  readonly isComputed: boolean;
}

function idNamed(name: string, owner: Expression, sight: TypeScope, { type, isStamped, isComputed }: Named): IdFacts | undefined {
  if (!isInHand(owner, sight.index)) return undefined;
  const known = classOfInstance(owner, name, sight, type);
  const shown = known ? originIn(known, name, sight) : 'unseen';
  const origin = shown === 'unseen' && isStamped ? 'stamped' : shown;
  const isShownElsewhere = known !== undefined && known.index !== sight.index;
  return {
    origin, owner, source: name, isUncopyable: name.startsWith('#'), isPart: false, isForeign: !isComputed && mayBeForeign(owner, name, origin), ownerClass: isShownElsewhere ? undefined : known?.owner, isShownElsewhere,
  };
}

/** Names of objects that tell of others: events, messages, rows. */
const CARRIER = /^(?:e|ev|evt|event|touch|pointer|msg|message|packet|req|request|res|response|info|data|payload|params|args|opts|options|props|row|record|entry|item|result|action|command)$|(?:Event|Info|Data|Message|Request|Response|Payload|Params|Options|Args|Props|Record|Row)$/;
/** What may stand before `Id` in the name of an object's own id. */
const OWN_PREFIX = /^(?:unique|instance|object|own|internal|private|self|data|node|element|component|entity|runtime|global|local|debug)?$/i;

/** May an id be that of another object: is its owner a mere carrier, or its name the name of something else? */
function mayBeForeign(owner: Node, source: string, origin: IdOrigin): boolean {
  if (origin === 'identity') return false;
  const name = owner.type === 'Identifier' ? owner.name : owner.type === 'MemberExpression' ? (propertyName(owner) ?? '') : '';
  if (CARRIER.test(name)) return true;
  if (origin === 'stamped') return false;
  const prefix = /^[_#$]*(\w*?)_?(?:id|Id|ID|uid|Uid|UID|uuid|Uuid|UUID|guid|Guid|GUID)_*$/.exec(source)?.[1];
  return prefix !== undefined && !OWN_PREFIX.test(prefix) && prefix.toLowerCase() !== name.toLowerCase();
}

/**
 * The id facts of `idOf(x)`, where the function's body, in this file or another, keeps an id for its argument or gives back one of its members.
 */
export function idOfCall(call: TSESTree.CallExpression, sight: TypeScope): IdFacts | undefined {
  const callee = unwrap(call.callee);
  const [argument] = call.arguments;
  const known = argument && argument.type !== 'SpreadElement' ? functionNamed(callee, sight) : undefined;
  if (known && argument) return idOfArgument(known, unwrap(argument) as Expression, { source: sight.index.plainText(callee), isShownElsewhere: known.scope.index !== sight.index });
  if (callee.type !== 'MemberExpression') return undefined;
  return idOfMethod(callee, argument, sight) ?? (argument === undefined ? idByName(propertyName(callee), callee.object, sight) : undefined);
}

/** Names of methods that give the id of their object, whatever class it is of. */
const GIVES_ID = /^(?:get)?(?:id|uid|uuid|guid)$/i;

/** `player.id()`, where the class is not seen: the name says as much as that of a member does. */
function idByName(name: string | undefined, object: Node, sight: TypeScope): IdFacts | undefined {
  const owner = unwrap(object);
  if (name === undefined || !GIVES_ID.test(name) || !isInHand(owner, sight.index)) return undefined;
  const type = typeOfExpression(owner, sight);
  if (type && readType(type.type, type.index).sort === 'primitive') return undefined;
  return { origin: 'unseen', owner: owner as Expression, source: name, isUncopyable: false, isPart: false, isForeign: mayBeForeign(owner, 'id', 'unseen'), ownerClass: undefined };
}

function idOfArgument({ node: fn, scope: sight }: Definition<FunctionNode>, owner: Expression, named: Pick<IdFacts, 'source' | 'isShownElsewhere'>): IdFacts | undefined {
  const parameter = fn.params[0] && parameterTarget(fn.params[0]);
  if (parameter?.type !== 'Identifier') return undefined;
  if (mintsPerObject(fn, parameter, sight.index)) return { ...named, origin: 'identity', owner, isUncopyable: true, isPart: false, isForeign: false, ownerClass: undefined };
  const member = memberGivenBack(fn, sight.index);
  const facts = member && idOfMember(member, sight);
  const whose = facts?.owner;
  if (!facts || whose?.type !== 'Identifier' || sight.index.variableOf(whose) !== sight.index.declaredBy(fn).find(({ name }) => name === parameter.name)) return undefined;
  return { ...facts, ...named, owner, isShownElsewhere: named.isShownElsewhere === true || facts.isShownElsewhere === true, ownerClass: named.isShownElsewhere ? undefined : facts.ownerClass };
}

/** `mesh.getId()`, `Mesh.idOf(mesh)`: the only method of that name in the file gives back a member of its object, or of what it is given. */
function idOfMethod(callee: TSESTree.MemberExpression, argument: Node | undefined, sight: TypeScope): IdFacts | undefined {
  const { index } = sight;
  const name = propertyName(callee);
  const [method, ...others] = name === undefined ? [] : index.methodsNamed(name);
  const fn = method?.kind === 'method' && others.length === 0 && isFunction(method.value) ? method.value : undefined;
  const member = fn && memberGivenBack(fn, index);
  const given = member && idOfMember(member, sight);
  const whose = given?.owner;
  if (!fn || !method || name === undefined || !member || !whose) return undefined;
  const [parameter] = fn.params;
  const isOfArgument = parameter?.type === 'Identifier' && whose.type === 'Identifier' && index.variableOf(whose) === index.declaredBy(fn).find((declared) => declared.name === parameter.name);
  const owner = isOfArgument ? argument : whose.type === 'ThisExpression' && !method.static ? unwrap(callee.object) : undefined;
  if (!owner || owner.type === 'SpreadElement' || !isInHand(owner, index)) return undefined;
  if (given.origin !== 'identity' && given.origin !== 'stamped' && !ID_NAMES.test(propertyName(member) ?? '')) return undefined;
  // Another object may have a method of the name, and give an id that is not its own.
  return { ...given, origin: isOfArgument ? given.origin : 'unseen', owner: owner as Expression, source: name, isUncopyable: false };
}

const ID_NAMES = new RegExp(DEFAULT_ID_NAMES.join('|'), 'u');

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

/** Is a member an id by what its own file, or the one of its class, is seen to give it, whatever it is called? */
export function isMinted(id: IdFacts | undefined): id is IdFacts {
  return id?.origin === 'identity' || id?.origin === 'stamped';
}

import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, isField, isFunction, methodCall, methodOf, type Node, outermost, parameterTarget, propertyName, returnedFrom, unwrap } from '../ast.js';
import { initialValue, type Place, placeName, readsOf } from '../places.js';
import type { SourceIndex } from '../source-index.js';
import { isWritten } from './identity.js';
import { allOf, type Answer, held, open } from './model.js';
import type { View } from './reach.js';

/**
 * A use is edited, and a type is, for the container alone: does nothing else come to any place where it is kept or handed to,
 * so that each receiver is the container wherever the use runs?
 */
export function onlyItselfFlows(view: View): Answer {
  const { index, places, creations } = view;
  const reads = new Set(places.flatMap((place) => readsOf(place, index)));
  const isOwn = (value: Node | null | undefined): boolean => {
    if (value == null) return true;
    const node = unwrap(value);
    if (creations.includes(node) || creations.includes(value) || reads.has(node)) return true;
    switch (node.type) {
      case 'Literal':
        return node.raw === 'null';
      case 'Identifier':
        return node.name === 'undefined' && index.variableOf(node) === undefined;
      case 'LogicalExpression':
        return isOwn(node.left) && isOwn(node.right);
      case 'ConditionalExpression':
        return isOwn(node.consequent) && isOwn(node.alternate);
      case 'AssignmentExpression':
        return isOwn(node.right);
      default:
        return false;
    }
  };
  return allOf(places, (place) => {
    const other = otherValue(place, index, reads, creations.length === 0, isOwn);
    return other ? open({ node: other, says: `\`${index.quoted(other)}\` may give \`${placeName(place)}\` something else` }) : held();
  });
}

type IsOwn = (value: Node | null | undefined) => boolean;

/** A place where something that is not the container comes to a place that holds it, or may. */
function otherValue(place: Place, index: SourceIndex, reads: ReadonlySet<Node>, isImported: boolean, isOwn: IsOwn): Node | undefined {
  switch (place.kind) {
    case 'variable':
      return otherInVariable(place.variable, index, reads, isImported, isOwn);
    case 'field':
      return place.name.startsWith('#') ? otherInPrivate(place.owner, place.name, index, isOwn) : otherInMember(place.name, index, isOwn);
    case 'property':
      return otherInMember(place.path.at(-1) ?? '', index, isOwn);
    case 'entry':
      return otherStart(place.outer, index) ?? readsOf(place.outer, index).map((outer) => {
        const called = methodCall(outermost(outer));
        if (called?.name !== 'set') return undefined;
        const [, value] = called.call.arguments;
        // `outer.set(a, one).set(b, other)` is not followed.
        return value && isOwn(value) && methodCall(outermost(called.call)) === undefined ? undefined : called.call;
      }).find((found) => found !== undefined);
    case 'known':
      // What leads here from another file is judged there.
      return undefined;
    case 'global':
    case 'loose-field':
    case 'expando':
      return index.source.ast;
    default:
      return place satisfies never;
  }
}

/** What an outer container begins with, where it is not seen to begin empty. */
function otherStart(outer: Place, index: SourceIndex): Node | undefined {
  const made = initialValue(outer, index);
  if (made?.type !== 'NewExpression' || !['Map', 'WeakMap'].some((name) => index.isGlobal(made.callee, name))) return made ?? index.source.ast;
  return made.arguments[0] ?? (outer.kind === 'variable' ? otherInVariable(outer.variable, index, new Set(), false, (value) => value != null && unwrap(value) === made) : outer.kind === 'field' ? otherInMember(outer.name, index, (value) => value == null || unwrap(value) === made) : index.source.ast);
}

function otherInVariable(variable: Scope.Variable, index: SourceIndex, reads: ReadonlySet<Node>, isImported: boolean, isOwn: IsOwn): Node | undefined {
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || !definition) return index.source.ast;
  if (definition.type === 'ImportBinding') return undefined;
  const written = variable.references.filter((reference) => reference.isWrite()).find((reference) => {
    const at = reference.identifier as Node;
    const target = at.parent?.type === 'AssignmentPattern' && at.parent.left === at ? at.parent : at;
    const isTaken = target.parent?.type === 'Property' && reads.has(target.parent);
    // In another file what it is taken from is the module.
    if (isImported && target.parent?.type === 'Property') return target !== at;
    if (isTaken) return target !== at && !isOwn(target.type === 'AssignmentPattern' ? target.right : undefined);
    return !isOwn(reference.writeExpr) || target.parent?.type === 'Property' || target.parent?.type === 'ArrayPattern';
  });
  if (written) return written.identifier;
  if (definition.type !== 'Parameter') return undefined;
  const fn = definition.node;
  const position = isFunction(fn) ? fn.params.findIndex((param) => parameterTarget(param) === definition.name) : -1;
  const calls = isFunction(fn) && position >= 0 ? index.callsOf(fn) : undefined;
  if (!calls) return definition.name;
  return calls.map(({ arguments: args }) => args.slice(0, position + 1).find((argument, at) => argument.type === 'SpreadElement' || (at === position && !isOwn(argument)))).find((found) => found !== undefined);
}

/** A value that a `#private` field gets, which only the body of its class can name. */
function otherInPrivate(owner: ClassNode, name: string, index: SourceIndex, isOwn: IsOwn): Node | undefined {
  const declared = owner.body.body.find((member) => isField(member) && propertyName(member) === name && !isOwn(member.value));
  return declared ?? index.membersWithin(owner, name).find((member) => givesOther(member, isOwn));
}

/** Is a member written, with anything but the container? */
function givesOther(member: Node, isOwn: IsOwn): boolean {
  if (member.type !== 'MemberExpression' || !isWritten(member)) return false;
  const { parent } = outermost(member);
  return !(parent?.type === 'AssignmentExpression' && isOwn(parent.right));
}

/** A value that a member of a name gets in the file, wherever that is. */
function otherInMember(name: string, index: SourceIndex, isOwn: IsOwn): Node | undefined {
  const declared = index.named(name).map(({ parent }) => parent).find((parent) => {
    if (!parent) return false;
    if (isField(parent)) return !parent.computed && !isOwn(parent.value);
    if (parent.type === 'Property') return parent.parent.type === 'ObjectExpression' && propertyName(parent) === name && !isOwn(parent.value);
    // Whoever makes an object gives it what it likes.
    return parent.type === 'TSParameterProperty';
  });
  return declared ?? index.membersNamed(name).find((member) => givesOther(member, isOwn));
}

/**
 * The place where a method or accessor gives the container back, by itself or as what a literal has: code that reads members
 * without naming them may come to it there.
 */
export function givenBackByMember({ index, places }: View): Node | undefined {
  return places.flatMap((place) => readsOf(place, index)).find((read) => {
    const fn = returnedFrom(valueAround(read));
    return fn !== undefined && (methodOf(fn) !== undefined || fn.parent.type === 'Property' || fn.parent.type === 'PropertyDefinition');
  });
}

/** The whole of an expression whose value may be that of a part: `this.#seen ??= new Map()`, `a ? seen : other`. */
function valueAround(part: Node): Node {
  const at = outermost(part);
  const { parent } = at;
  switch (parent?.type) {
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'AssignmentExpression':
      return valueAround(parent);
    default:
      return at;
  }
}

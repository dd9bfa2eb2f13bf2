import type { TSESTree } from '@typescript-eslint/utils';
import { assignmentTo, callOf, contains, enclosingFunction, type FunctionNode, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { placeOfValue } from '../source/places.js';
import { initialValue, typesOfPlace } from '../source/place-types.js';
import type { SourceIndex } from '../source/source-index.js';
import { isNeverAssigned, runOf } from './guards.js';
import { isModuleFile } from './language.js';
import { allOf, type Answer, both, held, open, refused } from './model.js';
import { memberOf } from './types.js';

/** A removal in a cleanup that is to get a guard: what the proof needs of it. */
export interface GuardedRemoval {
  /** The call of `delete`, or the bound `delete` itself. */
  readonly node: Node;
  readonly container: Node;
  /** The function that it stands in; absent where `delete` itself is the callback. */
  readonly fn: FunctionNode | undefined;
  /** `new FinalizationRegistry(…)`. */
  readonly creation: Node | undefined;
  /** Does the registry leave sight, so that others can register and call? */
  readonly isLost: boolean;
  readonly registry: Node | undefined;
  readonly registrations: readonly { readonly call: Node; readonly target: Node; readonly held: Node | undefined }[];
  /** All writes of the container. */
  readonly writes: readonly { readonly node: Node; readonly key: Node; readonly value: Node }[];
}

/**
 * A guard lets an entry stay as long as its reference is alive. That changes nothing but the race where the callback runs
 * for the death of that very target only.
 */
export function isCleanupOfEntry(removal: GuardedRemoval, index: SourceIndex): Answer {
  const { container, registrations, node } = removal;
  return both(
    () => isOwn(container, 'Map', index, 'write other entries', node),
    () => isCalledByRegistryOnly(removal, index),
    () => removesHeld(removal, index),
    () => (registrations.length === 0 ? open({ node, says: 'no registration is in sight' }) : held()),
    () => allOf(registrations, (registration) => isForEntry(registration, removal, index)),
    () => allOf(removal.writes, (write) => isRegistered(write, removal, index)),
    () => allOf(valueTypesOf(container, index), (type) => hasReference(type, removal, index)),
  );
}

/** The types of its values that are written for a container of the file. */
function valueTypesOf(container: Node, index: SourceIndex): readonly TSESTree.TypeNode[] {
  const place = placeOfValue(container, index);
  const made = place && initialValue(place, index);
  const written = place ? typesOfPlace(place, index) : [];
  const argumentsOf = [made?.type === 'NewExpression' ? made.typeArguments : undefined, ...written.map((type) => (type.type === 'TSTypeReference' ? type.typeArguments : undefined))];
  const unread = written.filter((type) => type.type !== 'TSTypeReference' || !type.typeArguments);
  return [...unread, ...argumentsOf.flatMap((types) => types?.params[1] ?? [])];
}

/** Does the type of an entry let the guard be written: is the reference always there, by what is declared? */
function hasReference(type: TSESTree.TypeNode, { writes }: GuardedRemoval, index: SourceIndex): Answer {
  const isReferenceType = (node: TSESTree.TypeNode | undefined): boolean => node?.type === 'TSTypeReference' && node.typeName.type === 'Identifier' && node.typeName.name === 'WeakRef';
  const names = new Set(writes.map(({ value }) => nameOfReference(unwrap(value), index)));
  const isDeclared = [...names].every((name) => isReferenceType(name === undefined ? type : memberOf({ node: type }, name, index)?.node));
  return isDeclared ? held() : open({ node: type, says: `\`${index.quoted(type)}\` may have no reference` });
}

/** `ref` of `{ ref: new WeakRef(page), at }` */
function nameOfReference(value: Node, index: SourceIndex): string | undefined {
  const property = value.type === 'ObjectExpression' ? value.properties.find((each) => each.type === 'Property' && isMadeReference(unwrap(each.value), index)) : undefined;
  return property?.type === 'Property' ? propertyName(property) : undefined;
}

function isMadeReference(node: Node, index: SourceIndex): boolean {
  return node.type === 'NewExpression' && index.isGlobal(node.callee, 'WeakRef');
}

/**
 * A variable that the file does not export, or a `#private` field, that is made once, as one of the language, and only ever
 * named to call its methods.
 *
 * @param removal the removal in question, which may be a method of it that is bound to it
 */
function isOwn(node: Node, made: 'Map' | 'FinalizationRegistry', index: SourceIndex, what: string, removal?: Node): Answer {
  const isPlainUse = (mention: Node): boolean => callsMethod(mention) || (removal !== undefined && contains(removal, mention));
  const named = unwrap(node);
  const gap = open({ node, says: `other code may ${what}` });
  const isMade = (value: Node | null | undefined): boolean => value?.type === 'NewExpression' && index.isGlobal(value.callee, made);
  const name = named.type === 'MemberExpression' ? propertyName(named) : named.type === 'PrivateIdentifier' ? `#${named.name}` : undefined;
  if (name?.startsWith('#')) {
    const declared = index.named(name).map(({ parent }) => parent).filter((parent) => parent?.type === 'PropertyDefinition');
    const isPlain = declared.length === 1 && declared.every((field) => isMade(field.value));
    if (!isPlain || !index.membersNamed(name).every(isPlainUse)) return gap;
    return held({ says: `only its class can name \`${index.quoted(named)}\``, node: named });
  }
  const variable = named.type === 'Identifier' ? (index.variableOf(named) ?? index.declaredBy(named.parent)[0]) : undefined;
  const definition = variable?.defs[0];
  const isPlain = definition?.type === 'Variable' && isMade(definition.node.init && unwrap(definition.node.init)) && variable?.references.every(({ identifier, init }) => init === true || callsMethod(identifier));
  if (variable && isPlain && !index.isExported(variable) && isModuleFile(index)) return held({ says: `only this file can name \`${variable.name}\``, node: named });
  return gap;
}

/** `images.set(…)` */
function callsMethod(named: Node): boolean {
  const { parent } = outermost(named);
  return parent?.type === 'MemberExpression' && parent.object === outermost(named) && propertyName(parent) !== undefined && outermost(parent).parent?.type === 'CallExpression';
}

/** Is what the cleanup removes the held value itself, which nothing in it assigns? */
function removesHeld({ fn, node }: GuardedRemoval, index: SourceIndex): Answer {
  if (!fn) return held();
  const [key] = node.type === 'CallExpression' ? node.arguments : [];
  const [param] = fn.params;
  const variable = key?.type === 'Identifier' ? index.variableOf(key) : undefined;
  const isHeld = variable !== undefined && param?.type === 'Identifier' && variable.identifiers.includes(param) && isNeverAssigned(variable);
  if (!isHeld) return open({ node, says: `\`${index.quoted(node)}\` may remove another entry than that of the held value` });
  // `refs.delete(key); names.delete(key)`: with a guard for one alone, the two would come apart.
  const other = variable.references.find(({ identifier }) => identifier !== key && !isOnlyAsked(identifier, index));
  return other ? open({ node: other.identifier, says: `\`${index.quoted(other.identifier.parent)}\` would still be done for an entry that stays` }) : held();
}

/** `console.debug('gone', key)`, `map.has(key)` */
function isOnlyAsked({ parent }: Node, index: SourceIndex): boolean {
  const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : undefined;
  return callee?.type === 'MemberExpression' && (index.isGlobal(callee.object, 'console') || /^(?:has|get)$/.test(propertyName(callee) ?? ''));
}

function isCalledByRegistryOnly({ fn, creation, isLost, registry, node }: GuardedRemoval, index: SourceIndex): Answer {
  if (!creation || isLost || !registry) return open({ node, says: 'the registry is not in sight' });
  const own = isOwn(registry, 'FinalizationRegistry', index, 'register other targets');
  if (!own.holds) return own;
  if (!fn) return held({ says: 'the callback is `delete` itself', node: creation });
  const whole = outermost(fn);
  // A function expression can call itself by its own name.
  const itself = fn.type === 'FunctionExpression' ? index.declaredBy(fn).find(({ defs }) => defs.some(({ type }) => type === 'FunctionName'))?.references[0] : undefined;
  if (itself) return open({ node: itself.identifier, says: 'the cleanup can also be called by hand' });
  if (whole.parent === creation) return held({ says: 'the callback is written where the registry is made, so nothing else can call it', node: fn });
  const variable = index.bindingOf(fn);
  if (!variable || index.isExported(variable)) return open({ node: fn, says: 'the cleanup can also be called by hand' });
  const other = variable.references.find(({ identifier, init }) => !init && identifier.parent !== creation);
  // `dispose() { forget(this.key); }` removes an entry whose object is still there.
  if (other && callOf(other.identifier)) return refused('unknown-use', other.identifier, 'the cleanup is also called by hand');
  return other ? open({ node: other.identifier, says: 'the cleanup can also be called by hand' }) : held({ says: 'nothing but the registry has the callback', node: fn });
}

/**
 * `map.set(key, new WeakRef(value)); registry.register(value, key)`: one list of statements writes the entry and registers
 * its target under its key, by names that nothing assigns; no other write is in the same run.
 */
function isForEntry({ call, target, held: value }: GuardedRemoval['registrations'][number], { writes, container }: GuardedRemoval, index: SourceIndex): Answer {
  const run = runOf(call);
  const isSame = (a: Node, b: Node): boolean => isFixed(unwrap(a), unwrap(b), index) && index.plainText(a) === index.plainText(b);
  const inRun = writes.filter((each) => runOf(each.node) === run);
  const write = inRun.find((each) => value && listAround(each.node) === listAround(call) && isSame(each.key, value) && isReference(each.value, container, index, (one) => isSame(one, target)));
  if (!write || inRun.length > 1) return open({ node: call, says: `\`${index.quoted(call)}\` may be for another object than that of the entry` });
  return held({ says: `\`${index.quoted(call)}\` is for the object of the entry that \`${index.quoted(write.node)}\` writes`, node: call });
}

/**
 * Is the target of a written entry registered beside the write? An entry that is only moved or written over is what the
 * cleanup of another object removes, and a guard would let it stay.
 */
function isRegistered({ node }: GuardedRemoval['writes'][number], { registrations }: GuardedRemoval, index: SourceIndex): Answer {
  const isBeside = registrations.some(({ call }) => listAround(call) !== undefined && listAround(call) === listAround(node));
  return isBeside ? held() : open({ node, says: `\`${index.quoted(node)}\` writes an entry whose object is not registered there` });
}

/** The list of statements that a call is a statement of. */
function listAround(call: Node): Node | undefined {
  const statement = outermost(call).parent;
  return statement?.type === 'ExpressionStatement' ? statement.parent : undefined;
}

/** Is an expression at two places of one list of statements a name that nothing assigns between them, or `this`? */
function isFixed(first: Node, second: Node, index: SourceIndex): boolean {
  if (first.type === 'ThisExpression') return true;
  const variable = first.type === 'Identifier' ? index.variableOf(first) : undefined;
  // What is imported is assigned elsewhere, and so may be what scripts share.
  const isShared = variable?.defs[0]?.type === 'ImportBinding' || (enclosingFunction(first) === undefined && !isModuleFile(index));
  if (!variable || isShared || variable !== (second.type === 'Identifier' ? index.variableOf(second) : undefined)) return false;
  const [from, to] = [Math.min(first.range[0], second.range[0]), Math.max(first.range[1], second.range[1])];
  return variable.references.filter((reference) => reference.isWrite()).every(({ identifier }) => {
    const node = identifier as Node;
    return enclosingFunction(node) === enclosingFunction(first) && (node.range[1] <= from || to <= node.range[0]);
  });
}

/** Is a written value a reference to a target, or a literal with one reference that nobody gets hold of? */
function isReference(value: Node, container: Node, index: SourceIndex, isTarget: (node: Node) => boolean): boolean {
  const node = unwrap(value);
  if (node.type === 'NewExpression') {
    const [target] = node.arguments;
    return target !== undefined && index.isGlobal(node.callee, 'WeakRef') && isTarget(target);
  }
  if (node.type === 'ObjectExpression') {
    const made = node.properties.map((property) => (property.type === 'Property' ? unwrap(property.value) : property));
    const references = made.filter((part) => isMadeReference(part, index));
    const [only] = references;
    return references.length === 1 && only !== undefined && made.every(({ type }) => type !== 'SpreadElement') && isReference(only, container, index, isTarget) && entriesAreRead(container, index);
  }
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const init = variable && index.constantValue(variable);
  // It only goes to the entry and to the registry, so that nothing changes it.
  const isAlone = variable?.references.every(({ identifier: { parent }, init: isFirst }) => isFirst === true || (parent.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && /^(?:set|register|unregister)$/.test(propertyName(parent.callee) ?? ''))) === true;
  return isAlone && init?.type === 'NewExpression' && isReference(init, container, index, isTarget);
}

/** Are the values of a container read member by member only, `entries.get(key)?.ref`, and never changed or given away? */
function entriesAreRead(container: Node, index: SourceIndex): boolean {
  const named = unwrap(container);
  const variable = named.type === 'Identifier' ? index.variableOf(named) : undefined;
  const name = named.type === 'MemberExpression' ? propertyName(named) : undefined;
  const mentions: readonly Node[] = variable ? variable.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node) : index.membersNamed(name ?? '');
  return mentions.every((mention) => {
    const method = outermost(mention).parent;
    const does = method?.type === 'MemberExpression' ? propertyName(method) : undefined;
    if (does !== 'get') return /^(?:set|has|delete|clear|size)$/.test(does ?? '');
    const call = method && outermost(method).parent;
    const read = call && outermost(call).parent;
    if (read?.type !== 'MemberExpression' || read.object !== outermost(call as Node) || propertyName(read) === undefined) return false;
    const use = outermost(read).parent;
    return !assignmentTo(read) && use?.type !== 'UpdateExpression' && !(use?.type === 'UnaryExpression' && use.operator === 'delete');
  });
}

import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, isNothing, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { type Callee, calleesOf } from '../modules/callees.js';
import type { Sight } from '../modules/elsewhere.js';
import { classOfName } from '../modules/key-class.js';
import type { ClassInSight } from '../modules/owners-elsewhere.js';
import type { OtherFile } from '../source/other-file.js';
import type { WriteUse } from '../flow/use.js';
import { GLOBAL_OBJECTS } from '../source/places.js';
import { isMentionedIn, type SourceIndex, within } from '../source/source-index.js';

/** What a container may be asked that becomes weak, too. */
const WEAK_METHODS = new Set(['get', 'set', 'has', 'add']);
/** What takes from a container or list. */
const TAKING = ['delete', 'clear', 'splice', 'pop', 'shift', 'filter', 'fill'] as const;
/** `Object.assign(all, { [name]: page })` */
const PUTS_INTO = /^(?:Object\.(?:assign|definePropert(?:y|ies))|Reflect\.(?:set|defineProperty))$/;
const PUTTING = ['push', 'unshift', 'add', 'set'] as const;
/** So many calls in a row are looked into. */
const MOST_CALLS = 2;

/** Where an object is put into another store, and the file of that place where it is another one. */
export interface Found {
  readonly node: Node;
  readonly file: OtherFile | undefined;
}

/**
 * Another store of the program that the same function, or the constructor of the key, puts the key into and that nothing takes
 * from: a weak container beside it frees nothing.
 */
export function storeOfKey(write: WriteUse, owner: ClassInSight | undefined, sight: Sight): Found | undefined {
  const { index } = sight;
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  const own = index.plainText(write.receiver);
  const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
  const here = fn && (variable || key.type === 'ThisExpression') ? putsInto(fn, (node) => (variable ? node.type === 'Identifier' && index.variableOf(node) === variable : node.type === 'ThisExpression'), own, sight) : undefined;
  return here ?? (owner && storeOfNew(owner, own, sight, 0));
}

/** The store that the constructor of a class, or of one that it extends, puts each object into. */
function storeOfNew(owner: ClassInSight, own: string, asking: Sight, depth: number): Found | undefined {
  const sight = owner.index === asking.index ? asking : owner;
  const constructor = owner.owner.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const found = constructor && putsInto(constructor, (node) => node.type === 'ThisExpression', sight === asking ? own : '', sight);
  if (found || depth > MOST_CALLS || !owner.owner.superClass) return found;
  const base = classOfName(unwrap(owner.owner.superClass), sight);
  return base && storeOfNew(base, own, asking, depth + 1);
}

/** The same for a value that holds its key: whoever keeps the value keeps the key. */
export function storeOfValue(write: WriteUse, sight: Sight): Found | undefined {
  const { index } = sight;
  const value = write.value && unwrap(write.value);
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  if (!fn || value?.type !== 'Identifier' || key.type !== 'Identifier') return undefined;
  const variable = index.variableOf(value);
  const mentioned = index.variableOf(key);
  if (!variable || !mentioned || !index.valuesGivenTo(variable).some((made) => isMentionedIn(mentioned, made))) return undefined;
  return putsInto(fn, (node) => node.type === 'Identifier' && index.variableOf(node) === variable, index.plainText(write.receiver), sight);
}

/** A call or assignment inside `around` that puts what is sought, itself or in a literal, into a lasting store other than `own`. */
function putsInto(around: Node, isSought: (node: Node) => boolean, own: string, sight: Sight, depth = 0): Found | undefined {
  const { index, file } = sight;
  const holds = (argument: Node): boolean => {
    const node = unwrap(argument);
    if (node.type === 'ObjectExpression') return node.properties.some((property) => property.type === 'Property' && holds(property.value));
    if (node.type === 'ArrayExpression') return node.elements.some((element) => element !== null && holds(element));
    // `rows.concat([[page, 1]])`
    if (node.type === 'CallExpression' && propertyName(unwrap(node.callee)) === 'concat') return node.arguments.some(holds);
    return isFunction(node) ? closesOver(node, isSought, index) : isSought(node);
  };
  // What an object has in its own fields goes with it.
  const isOwnField = (store: Node): boolean => {
    const root = rootOf(store);
    return root.type === 'ThisExpression' && isSought(root);
  };
  for (const assignment of within(index.nodesOf('AssignmentExpression'), around)) {
    if (holds(assignment.right) && !isOwnField(assignment.left) && keepsAll(assignment, own, index)) return { node: assignment, file };
  }
  for (const call of within(index.nodesOf('CallExpression'), around)) {
    const [target, ...parts] = call.arguments;
    const isPut = PUTS_INTO.test(index.text(call.callee)) && target !== undefined && parts.some(holds);
    if (isPut && !isOwnField(target) && isLastingStore(target, index) && !isEmptiedByName(index.plainText(target), index)) return { node: call, file };
  }
  for (const call of depth < MOST_CALLS ? within(index.nodesOf('CallExpression'), around) : []) {
    for (const { fn, sight: there, isIt } of entered(call, isSought, sight)) {
      const inside = putsInto(fn.body, isIt, there.index === index ? own : '', there, depth + 1);
      if (inside) return inside;
    }
  }
  for (const name of PUTTING) {
    for (const member of index.membersWithin(around, name)) {
      const call = member.parent;
      if (member.type !== 'MemberExpression' || call.type !== 'CallExpression' || call.callee !== member) continue;
      const store = index.plainText(member.object);
      if (store === own || !call.arguments.some(holds) || isOwnField(member.object) || !isLastingStore(member.object, index)) continue;
      // What is the value under a text stays, whatever becomes of those that are keys.
      const isValue = name === 'set' && call.arguments.length === 2 && !holds(call.arguments[0] as Node) && !/^(?:Identifier|ThisExpression)$/.test(unwrap(call.arguments[0] as Node).type);
      if (!isTakenFrom(store, index) && (name === 'push' || name === 'unshift' || isValue || staysStrong(member, index))) return { node: call, file };
    }
  }
  return undefined;
}

/** The functions that a call runs, and what in them is the object that is sought: a parameter, or `this` where the object calls a method of its own. */
function entered(call: TSESTree.CallExpression, isSought: (node: Node) => boolean, sight: Sight): readonly (Callee & { readonly isIt: (node: Node) => boolean })[] {
  const receiver = call.callee.type === 'MemberExpression' ? unwrap(call.callee.object) : undefined;
  const isOfItself = receiver?.type === 'ThisExpression' && isSought(receiver);
  const at = call.arguments.findIndex((argument) => isSought(unwrap(argument)));
  return !isOfItself && at < 0 ? [] : calleesOf(call, sight).flatMap((callee) => {
    const { index } = callee.sight;
    const parameter = callee.fn.params[at];
    const variable = parameter?.type === 'Identifier' ? index.declaredBy(callee.fn).find(({ name }) => name === parameter.name) : undefined;
    const isThis = (node: Node): boolean => node.type === 'ThisExpression';
    const isGiven = (node: Node): boolean => node.type === 'Identifier' && index.variableOf(node) === variable;
    return [...(isOfItself ? [{ ...callee, isIt: isThis }] : []), ...(variable ? [{ ...callee, isIt: isGiven }] : [])];
  });
}

/** Is what is sought mentioned in a function that is kept? Whoever keeps that keeps what it closes over. */
function closesOver(fn: Node, isSought: (node: Node) => boolean, index: SourceIndex): boolean {
  return within(index.nodesOf('Identifier'), fn).some(isSought) || within(index.nodesOf('ThisExpression'), fn).some(isSought);
}

function rootOf(node: Node): Node {
  let root = unwrap(node);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root;
}

/** `byName[page.name] = page`, `pages = [...pages, page]`, `page.next = head; head = page`: does an assignment add to a lasting store, and keep what was there? */
function keepsAll({ left, right, operator }: TSESTree.AssignmentExpression, own: string, index: SourceIndex): boolean {
  const target = unwrap(left);
  if (operator !== '=') return false;
  if (addsTo(index.plainText(target), unwrap(right), index)) return isLastingStore(target, index);
  if (target.type === 'MemberExpression') {
    const store = index.plainText(target.object);
    return target.computed && target.property.type !== 'Literal' && store !== own && isLastingStore(target.object, index) && !isTakenFrom(store, index) && !isEmptiedByName(store, index);
  }
  if (target.type !== 'Identifier' || !isLastingStore(target, index)) return false;
  const value = unwrap(right);
  return index.nodesOf('AssignmentExpression').some((link) => link.left.type === 'MemberExpression' && index.plainText(link.left.object) === index.plainText(value) && index.plainText(link.right) === target.name);
}

/** `[...pages, page]`, `pages.concat(page)`: a list with all that is in another one. */
function addsTo(list: string, value: Node, index: SourceIndex): boolean {
  if (value.type === 'ArrayExpression') return value.elements.some((element) => element?.type === 'SpreadElement' && index.plainText(element.argument).includes(list));
  return value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && index.plainText(value.callee.object).includes(list);
}

/** `delete byName[name]`, `byName[name] = null` */
function isEmptiedByName(store: string, index: SourceIndex): boolean {
  const isOfStore = (node: Node): boolean => node.type === 'MemberExpression' && node.computed && index.plainText(node.object) === store;
  return index.nodesOf('UnaryExpression').some(({ operator, argument }) => operator === 'delete' && isOfStore(argument)) || index.nodesOf('AssignmentExpression').some(({ left, right }) => isOfStore(left) && isNothing(unwrap(right)));
}

/** Does a store live as long as the container may: a variable outside of the function, a field, or what hangs on a global? */
function isLastingStore(node: Node, index: SourceIndex): boolean {
  const store = unwrap(node);
  // `(globalThis.pages ??= [])`
  if (store.type === 'AssignmentExpression') return isLastingStore(store.left, index);
  if (store.type === 'MemberExpression') return unwrap(store.object).type === 'ThisExpression' || isFixedName(unwrap(store.object), index);
  const definition = store.type === 'Identifier' ? index.variableOf(store)?.defs[0] : undefined;
  return definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined;
}

/** `Shape` of `Shape.all`, `root` of `root.children`: a class, or an object of the module, also as the default of a parameter. */
function isFixedName(node: Node, index: SourceIndex): boolean {
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node);
  if (!variable) return GLOBAL_OBJECTS.some((name) => name === node.name);
  const [definition] = variable.defs;
  if (definition?.type === 'Parameter') {
    const { parent } = definition.name as Node;
    return parent?.type === 'AssignmentPattern' && isFixedName(parent.right, index);
  }
  return definition?.type === 'ClassName' || (definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined);
}

/** Is a container listed, counted or handed on, so that it will not become weak itself? */
function staysStrong({ object }: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const store = unwrap(object);
  const text = index.plainText(store);
  const isWeak = (node: Node): boolean => {
    const at = outermost(node);
    const { parent } = at;
    if (parent?.type === 'MemberExpression' && parent.object === at) return WEAK_METHODS.has(propertyName(parent) ?? '');
    return parent?.type === 'VariableDeclarator' || parent?.type === 'AssignmentExpression';
  };
  if (store.type === 'Identifier') return index.variableOf(store)?.references.some(({ identifier, init }) => !init && !isWeak(identifier)) ?? true;
  const name = propertyName(store);
  return name === undefined || index.membersNamed(name).some((member) => member.type === 'MemberExpression' && index.plainText(member) === text && !isWeak(member));
}

/** Does anything in the file take from a store, or put another one in its place? */
function isTakenFrom(store: string, index: SourceIndex): boolean {
  const takes = TAKING.flatMap((name) => index.membersNamed(name)).some((member) => member.type === 'MemberExpression' && index.plainText(member.object) === store);
  return takes || index.nodesOf('AssignmentExpression').some(({ left }) => index.plainText(left) === store || (left.type === 'MemberExpression' && propertyName(left) === 'length' && index.plainText(left.object) === store));
}

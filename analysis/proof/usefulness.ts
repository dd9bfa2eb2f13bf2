import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, contains, enclosingFunction, isClass, isFunction, isNothing, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { KeyEvidence } from '../containers/facts.js';
import { classOfKey } from '../modules/key-class.js';
import { madeAtLoad } from '../modules/owners-elsewhere.js';
import type { WriteUse } from '../flow/use.js';
import { returnsOf, type SourceIndex, within } from '../source/source-index.js';
import { type Answer, held, open, refused } from './model.js';
import { typesOfPlace } from '../source/places.js';
import type { View } from './reach.js';

/** Calls whose result is a live subscription, timer or connection: the host holds it, and what it closes over, until somebody ends it. */
const LIVE_CALL = /^(?:setInterval|setTimeout|setImmediate|requestAnimationFrame|requestIdleCallback|subscribe|watch|watchEffect|observe|listen|autorun|reaction|effect|connect|addListener|addEventListener|on|once|fork|spawn)$/;
const LIVE_CLASS = String.raw`(?:\w*Observer|WebSocket|EventSource|Worker|SharedWorker|BroadcastChannel|MessageChannel|RTCPeerConnection|Response|Request|ReadableStream|FileHandle|AbortSignal|AbortController|DatabaseSync)`;
const IS_LIVE_CLASS = new RegExp(`^${LIVE_CLASS}$`);
const NAMES_LIVE_CLASS = new RegExp(String.raw`\b${LIVE_CLASS}\b`);
/** What a container may be asked that becomes weak, too. */
const WEAK_METHODS = new Set(['get', 'set', 'has', 'add']);
/** What takes from a container or list. */
const TAKING = ['delete', 'clear', 'splice', 'pop', 'shift', 'filter', 'fill'] as const;
/** So many helpers in a row are looked into. */
const MOST_HELPERS = 2;
const PUTTING = ['push', 'unshift', 'add', 'set'] as const;

/** Would a weak container free anything: can its keys die, do its values end by themselves, and does no other store keep the keys? */
export function isUseful({ index, uses, creations, places, elsewhere }: View, key: KeyEvidence): Answer {
  const types = [...creations.flatMap((creation) => (creation.type === 'NewExpression' ? (creation.typeArguments ?? []) : [])), ...places.flatMap((place) => typesOfPlace(place, index)).flatMap((type) => (type.type === 'TSTypeReference' ? (type.typeArguments ?? []) : []))].flatMap(({ params }) => params.slice(1));
  const alive = types.find((type) => NAMES_LIVE_CLASS.test(index.text(type)));
  if (alive) return refused('useless', alive, `\`${index.quoted(alive)}\` has values that live until somebody ends them`);
  if (key.sort === 'class') return refused('useless', key.node, 'classes live as long as the program', key.file);
  for (const use of uses) {
    if (use.kind !== 'set') continue;
    if (isClass(unwrap(use.key))) return refused('useless', use.key, 'classes live as long as the program');
    const owner = classOfKey(use.key, index, elsewhere);
    const made = owner && madeAtLoad(owner);
    if (made) return refused('useless', made.node, `all objects of \`${owner.owner.id?.name ?? 'the class'}\` are made while modules load`, made.file);
    const live = use.value && liveValue(use.value, index, 0);
    if (live) return refused('useless', live, `\`${index.quoted(live)}\` lives until somebody ends it, and so does what it holds`);
    const holder = mayHoldOn(use, index);
    if (holder) return open({ node: holder, says: `\`${index.quoted(holder)}\` may hold the function that it is given, and the key with it` });
    const store = storeOfKey(use, owner?.index === index ? owner.owner : undefined, index) ?? storeOfValue(use, index);
    if (store) return refused('useless', store, `\`${index.quoted(store)}\` keeps the same object`);
  }
  return held();
}

/** The call or construction that makes a value live by itself. */
function liveValue(value: Node, index: SourceIndex, depth: number): Node | undefined {
  const node = unwrap(value);
  if (depth > 3) return undefined;
  const inner = (part: Node): Node | undefined => liveValue(part, index, depth + 1);
  switch (node.type) {
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      // `AbortSignal.timeout(…)`: signals that are made of it hold it weakly.
      if (callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'AbortSignal')) return node;
      const name = callee.type === 'Identifier' ? callee.name : propertyName(callee);
      if (name !== undefined && LIVE_CALL.test(name)) return node;
      const helper = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
      const made = helper && index.functionOf(helper);
      const given = made ? (made.body.type === 'BlockStatement' ? returnsOf(made.body, index).flatMap(({ argument }) => argument ?? []) : [made.body]) : [];
      const live = given.map(inner).find((found) => found !== undefined);
      if (live) return live;
      // `setInterval(…).unref()`, `once(…).then(…)`
      return callee.type === 'MemberExpression' && unwrap(callee.object).type === 'CallExpression' ? inner(callee.object) : undefined;
    }
    case 'AwaitExpression': {
      // The body of a response is a connection until somebody reads it.
      const call = unwrap(node.argument);
      return call.type === 'CallExpression' && index.isGlobal(call.callee, 'fetch') ? node : inner(call);
    }
    case 'NewExpression':
      return node.callee.type === 'Identifier' && IS_LIVE_CLASS.test(node.callee.name) ? node : node.arguments.map(inner).find((found) => found !== undefined);
    case 'AssignmentExpression':
      return inner(node.right);
    case 'Identifier':
      return index.variableOf(node)?.references.map(({ writeExpr }) => (writeExpr && writeExpr !== node ? inner(writeExpr) : undefined)).find((found) => found !== undefined);
    case 'ConditionalExpression':
      return inner(node.consequent) ?? inner(node.alternate);
    case 'LogicalExpression':
      return inner(node.right);
    case 'ObjectExpression':
      return node.properties.map((property) => (property.type === 'Property' ? inner(property.value) : undefined)).find((found) => found !== undefined);
    case 'ArrayExpression':
      return node.elements.map((element) => (element ? inner(element) : undefined)).find((found) => found !== undefined);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      // `() => clearInterval(timer)`: what ends something that lives.
      return variablesOutside(node, index).flatMap((variable) => index.valuesGivenTo(variable)).map(inner).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

/** The local variables around a function that it closes over. */
function variablesOutside(fn: Node, index: SourceIndex): readonly Scope.Variable[] {
  const found = new Set<Scope.Variable>();
  index.walk((node) => {
    const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
    const declared = variable?.defs[0];
    if (variable && declared?.type === 'Variable' && !contains(fn, declared.node) && enclosingFunction(declared.node)) found.add(variable);
  }, fn);
  return [...found];
}

/** A call that is given a function which holds the key, and that is not known to let go of it: a timer or subscription by another name. */
function mayHoldOn(use: WriteUse, index: SourceIndex): Node | undefined {
  const key = unwrap(use.key);
  const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
  const value = use.value && unwrap(use.value);
  const given = value?.type === 'Identifier' ? index.variableOf(value) : undefined;
  const call = given ? unwrap(index.constantValue(given) ?? value as Node) : value;
  if (call?.type !== 'CallExpression' || !variable) return undefined;
  const callee = unwrap(call.callee);
  const local = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  if (local && index.functionOf(local)) return undefined;
  return call.arguments.some((argument) => isFunction(unwrap(argument)) && mentions(argument, variable, index)) ? call : undefined;
}

/**
 * Another store of the program that the same function, or the constructor of the key, puts the key into and that nothing takes
 * from: a weak container beside it frees nothing.
 */
function storeOfKey(write: WriteUse, owner: ClassNode | undefined, index: SourceIndex): Node | undefined {
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  const own = index.plainText(write.receiver);
  const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
  const here = fn && (variable || key.type === 'ThisExpression') ? putsInto(fn, (node) => (variable ? node.type === 'Identifier' && index.variableOf(node) === variable : node.type === 'ThisExpression'), own, index) : undefined;
  if (here) return here;
  const constructor = owner?.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
  return constructor ? putsInto(constructor, (node) => node.type === 'ThisExpression', own, index) : undefined;
}

/** The same for a value that holds its key: whoever keeps the value keeps the key. */
function storeOfValue(write: WriteUse, index: SourceIndex): Node | undefined {
  const value = write.value && unwrap(write.value);
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  if (!fn || value?.type !== 'Identifier' || key.type !== 'Identifier') return undefined;
  const variable = index.variableOf(value);
  const made = variable && index.constantValue(variable);
  if (!variable || !made || !mentions(made, index.variableOf(key), index)) return undefined;
  return putsInto(fn, (node) => node.type === 'Identifier' && index.variableOf(node) === variable, index.plainText(write.receiver), index);
}

function mentions(value: Node, variable: Scope.Variable | undefined, index: SourceIndex): boolean {
  let found = false;
  index.walk((node) => (found ||= node.type === 'Identifier' && variable !== undefined && index.variableOf(node) === variable), value);
  return found;
}

/** A call or assignment inside `around` that puts what is sought, itself or in a literal, into a lasting store other than `own`. */
function putsInto(around: Node, isSought: (node: Node) => boolean, own: string, index: SourceIndex, depth = 0): Node | undefined {
  const holds = (argument: Node): boolean => {
    const node = unwrap(argument);
    if (node.type === 'ObjectExpression') return node.properties.some((property) => property.type === 'Property' && holds(property.value));
    if (node.type === 'ArrayExpression') return node.elements.some((element) => element !== null && holds(element));
    return isSought(node);
  };
  for (const assignment of within(index.nodesOf('AssignmentExpression'), around)) {
    if (holds(assignment.right) && keepsAll(assignment, own, index)) return assignment;
  }
  for (const call of depth < MOST_HELPERS ? within(index.nodesOf('CallExpression'), around) : []) {
    const at = call.arguments.findIndex((argument) => isSought(unwrap(argument)));
    const helper = at >= 0 && call.callee.type === 'Identifier' ? index.variableOf(call.callee) : undefined;
    const fn = helper && index.functionOf(helper);
    const parameter = fn?.params[at];
    if (!fn || parameter?.type !== 'Identifier') continue;
    const inside = putsInto(fn.body, (node) => node.type === 'Identifier' && node.name === parameter.name && index.declaredBy(fn).includes(index.variableOf(node) as Scope.Variable), own, index, depth + 1);
    if (inside) return inside;
  }
  for (const name of PUTTING) {
    for (const member of index.membersWithin(around, name)) {
      const call = member.parent;
      if (member.type !== 'MemberExpression' || call.type !== 'CallExpression' || call.callee !== member) continue;
      const store = index.plainText(member.object);
      if (store === own || !call.arguments.some(holds) || !isLasting(member, index)) continue;
      // What is the value under a text stays, whatever becomes of those that are keys.
      const isValue = name === 'set' && call.arguments.length === 2 && !holds(call.arguments[0] as Node) && !/^(?:Identifier|ThisExpression)$/.test(unwrap(call.arguments[0] as Node).type);
      if (!isTakenFrom(store, index) && (name === 'push' || name === 'unshift' || isValue || staysStrong(member, index))) return call;
    }
  }
  return undefined;
}

/** `byName[page.name] = page`, `pages = [...pages, page]`, `page.next = head; head = page`: does an assignment add to a lasting store, and keep what was there? */
function keepsAll({ left, right, operator }: TSESTree.AssignmentExpression, own: string, index: SourceIndex): boolean {
  const target = unwrap(left);
  if (operator !== '=') return false;
  if (target.type === 'MemberExpression') {
    const store = index.plainText(target.object);
    return target.computed && target.property.type !== 'Literal' && store !== own && isLastingStore(target.object, index) && !isTakenFrom(store, index) && !isEmptiedByName(store, index);
  }
  if (target.type !== 'Identifier' || !isLastingStore(target, index)) return false;
  const value = unwrap(right);
  const isSpread = value.type === 'ArrayExpression' && value.elements.some((element) => element?.type === 'SpreadElement' && index.plainText(element.argument) === target.name);
  const isLinked = index.nodesOf('AssignmentExpression').some((link) => link.left.type === 'MemberExpression' && index.plainText(link.left.object) === index.plainText(value) && index.plainText(link.right) === target.name);
  return isSpread || isLinked;
}

/** `delete byName[name]`, `byName[name] = null` */
function isEmptiedByName(store: string, index: SourceIndex): boolean {
  const isOfStore = (node: Node): boolean => node.type === 'MemberExpression' && node.computed && index.plainText(node.object) === store;
  return index.nodesOf('UnaryExpression').some(({ operator, argument }) => operator === 'delete' && isOfStore(argument)) || index.nodesOf('AssignmentExpression').some(({ left, right }) => isOfStore(left) && isNothing(unwrap(right)));
}

/** Does a store live as long as the container may: a variable outside of the function, or a field? */
function isLasting({ object }: TSESTree.MemberExpression, index: SourceIndex): boolean {
  return isLastingStore(object, index);
}

function isLastingStore(node: Node, index: SourceIndex): boolean {
  const store = unwrap(node);
  if (store.type === 'MemberExpression') return unwrap(store.object).type === 'ThisExpression' || isFixedName(store.object, index);
  const definition = store.type === 'Identifier' ? index.variableOf(store)?.defs[0] : undefined;
  return definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined;
}

/** `Shape` of `Shape.all`, `root` of `root.children`: a class, or an object of the module, also as the default of a parameter. */
function isFixedName(node: Node, index: SourceIndex): boolean {
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const [definition] = variable?.defs ?? [];
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

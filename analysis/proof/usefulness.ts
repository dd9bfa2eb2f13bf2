import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isClass, type Node, propertyName, unwrap } from '../ast.js';
import type { KeyEvidence, WriteUse } from '../model.js';
import type { SourceIndex } from '../source-index.js';
import { type Answer, held, refused } from './model.js';
import type { View } from './reach.js';

/** Calls whose result is a live subscription, timer or connection: the host holds it, and what it closes over, until somebody ends it. */
const LIVE_CALL = /^(?:setInterval|setTimeout|setImmediate|requestAnimationFrame|requestIdleCallback|subscribe|watch|watchEffect|observe|listen|autorun|reaction|effect|connect|addListener|addEventListener|on|once|fork|spawn)$/;
const LIVE_CLASS = /^(?:\w*Observer|WebSocket|EventSource|Worker|SharedWorker|BroadcastChannel|MessageChannel|RTCPeerConnection)$/;

/** Would a weak container free anything: no key that lives as long as the program, no value that keeps itself alive, no other store that keeps the keys? */
export function isUseful({ index, uses }: View, key: KeyEvidence): Answer {
  if (key.sort === 'class') return refused('useless', key.node, 'classes live as long as the program', key.file);
  for (const use of uses) {
    if (use.kind !== 'set') continue;
    const sought = unwrap(use.key);
    if (isClass(sought)) return refused('useless', use.key, 'classes live as long as the program');
    const live = use.value && liveValue(use.value, index, 0);
    if (live) return refused('useless', live, `\`${index.quoted(live)}\` lives until somebody ends it, and so does what it holds`);
    const store = otherStore(use, index);
    if (store) return refused('useless', store, `\`${index.quoted(store)}\` keeps the same object`);
  }
  return held();
}

/** The call or construction that makes a value live by itself. */
function liveValue(value: Node, index: SourceIndex, depth: number): Node | undefined {
  const node = unwrap(value);
  if (depth > 3) return undefined;
  switch (node.type) {
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const name = callee.type === 'Identifier' ? callee.name : propertyName(callee);
      return name !== undefined && LIVE_CALL.test(name) ? node : undefined;
    }
    case 'NewExpression':
      return node.callee.type === 'Identifier' && LIVE_CLASS.test(node.callee.name) ? node : undefined;
    case 'Identifier': {
      const variable = index.variableOf(node);
      const init = variable && index.constantValue(variable);
      return init ? liveValue(init, index, depth + 1) : undefined;
    }
    case 'ConditionalExpression':
      return liveValue(node.consequent, index, depth + 1) ?? liveValue(node.alternate, index, depth + 1);
    case 'LogicalExpression':
      return liveValue(node.right, index, depth + 1);
    case 'ObjectExpression':
      return node.properties.map((property) => (property.type === 'Property' ? liveValue(property.value, index, depth + 1) : undefined)).find((found) => found !== undefined);
    case 'ArrayExpression':
      return node.elements.map((element) => (element ? liveValue(element, index, depth + 1) : undefined)).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

/**
 * Another list that the same function puts the same object into, and that nothing in the file takes from: a weak container
 * beside it frees nothing.
 */
function otherStore(write: WriteUse, index: SourceIndex): Node | undefined {
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  if (!fn || (key.type !== 'Identifier' && key.type !== 'ThisExpression')) return undefined;
  const own = index.plainText(write.receiver);
  return ['push', 'unshift'].flatMap((name) => index.membersWithin(fn, name)).map((member): Node | undefined => {
    const call = member.parent;
    if (member.type !== 'MemberExpression' || call?.type !== 'CallExpression' || call.callee !== member || enclosingFunction(call) !== fn) return undefined;
    const list = index.plainText(member.object);
    if (list === own || !call.arguments.some((argument) => isSame(argument, key, index))) return undefined;
    return isListOfModule(member, index) && !isShortened(list, index) ? call : undefined;
  }).find((found) => found !== undefined);
}

function isSame(argument: Node, key: Node, index: SourceIndex): boolean {
  if (key.type === 'ThisExpression') return argument.type === 'ThisExpression';
  return argument.type === 'Identifier' && key.type === 'Identifier' && index.variableOf(argument) === index.variableOf(key);
}

/** A list that lives as long as the container may: a variable outside of all functions, or a field. */
function isListOfModule({ object }: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const list = unwrap(object);
  if (list.type === 'MemberExpression') return true;
  const variable = list.type === 'Identifier' ? index.variableOf(list) : undefined;
  const definition = variable?.defs[0];
  return definition?.type === 'Variable' && enclosingFunction(definition.node as Node) === undefined;
}

/** Does anything in the file take from a list, or put another one in its place? */
function isShortened(list: string, index: SourceIndex): boolean {
  const takes = ['splice', 'pop', 'shift', 'filter', 'fill'].flatMap((name) => index.membersNamed(name)).some((member) => member.type === 'MemberExpression' && index.plainText(member.object) === list);
  return takes || index.nodesOf('AssignmentExpression').some(({ left }) => index.plainText(left) === list || (left.type === 'MemberExpression' && propertyName(left) === 'length' && index.plainText(left.object) === list));
}

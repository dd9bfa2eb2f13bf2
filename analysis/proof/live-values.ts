import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { calleesOf } from '../modules/callees.js';
import type { Sight } from '../modules/elsewhere.js';
import { classOfName } from '../modules/key-class.js';
import type { ClassInSight } from '../modules/owners-elsewhere.js';
import { importOf } from '../source/imports.js';
import { within } from '../source/lists.js';
import { resultsOf } from '../source/returns.js';
import type { SourceIndex } from '../source/source-index.js';

/** Calls whose result is a live subscription, timer or connection: the host holds it, and what it closes over, until somebody ends it. */
const LIVE_CALL = /^(?:setInterval|setTimeout|setImmediate|requestAnimationFrame|requestIdleCallback|subscribe|watch(?:Effect|File|Position)?|observe|listen|autorun|reaction|effect|connect|addListener|addEventListener|on|once|fork|spawn)$/;
/** Those that do not end by themselves. */
const LASTING_CALL = /^(?:setInterval|subscribe|watch(?:Effect|File|Position)?|observe|listen|autorun|reaction|connect|addListener|addEventListener|on|once)$/;
/** Those that end what others hold. */
const ENDING_CALL = /^(?:off|removeListener|removeEventListener|unsubscribe|unwatch\w*|clearInterval|cancelAnimationFrame)$/;
/** Methods by which an object begins to live by itself. */
const COMES_ALIVE = /^(?:listen|connect|observe|start)$/;
const LIVE_CLASS = String.raw`(?:\w*Observer|WebSocket|EventSource|Worker|SharedWorker|BroadcastChannel|MessageChannel|RTCPeerConnection|Response|Request|ReadableStream|FileHandle|AbortSignal|AbortController|DatabaseSync)`;
const IS_LIVE_CLASS = new RegExp(`^${LIVE_CLASS}$`);
/** A text of types that names a class whose objects live by themselves. */
export const NAMES_LIVE_CLASS = new RegExp(String.raw`\b${LIVE_CLASS}\b`);
const MOST_STEPS = 3;
/** So many calls in a row are looked into. */
const MOST_CALLS = 2;

/** The call or construction that makes a value live by itself, in the file of the value or in another one. */
export function liveValue(value: Node, sight: Sight, depth = 0): Node | undefined {
  const { index } = sight;
  const node = unwrap(value);
  if (depth > MOST_STEPS) return undefined;
  const inner = (part: Node): Node | undefined => liveValue(part, sight, depth + 1);
  switch (node.type) {
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      // `AbortSignal.timeout(…)`: signals that are made of it hold it weakly.
      if (callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'AbortSignal')) return node;
      const name = nameOfCallee(callee, index);
      if (name !== undefined && LIVE_CALL.test(name)) return node;
      for (const { fn, sight: there } of calleesOf(node, sight)) {
        if (resultsOf(fn, there.index).some((result) => liveValue(result, there, depth + 1))) return node;
      }
      // `setInterval(…).unref()`, `once(…).then(…)`
      return callee.type === 'MemberExpression' && unwrap(callee.object).type === 'CallExpression' ? inner(callee.object) : undefined;
    }
    case 'AwaitExpression': {
      // The body of a response is a connection until somebody reads it.
      const call = unwrap(node.argument);
      return call.type === 'CallExpression' && index.isGlobal(call.callee, 'fetch') ? node : inner(call);
    }
    case 'NewExpression':
      return (node.callee.type === 'Identifier' && IS_LIVE_CLASS.test(node.callee.name)) || isBornAlive(node, sight, depth) ? node : first(node.arguments.map(inner));
    case 'AssignmentExpression':
      return inner(node.right);
    case 'Identifier':
      return broughtToLife(node, sight) ?? first((index.variableOf(node)?.references ?? []).map(({ writeExpr }) => (writeExpr && writeExpr !== node ? inner(writeExpr) : undefined)));
    case 'ConditionalExpression':
      return inner(node.consequent) ?? inner(node.alternate);
    case 'LogicalExpression':
      return inner(node.right);
    case 'ObjectExpression':
      return first(node.properties.map((property) => (property.type === 'Property' ? inner(property.value) : undefined)));
    case 'ArrayExpression':
      return first(node.elements.map((element) => (element ? inner(element) : undefined)));
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      // `() => clearInterval(timer)`, `() => bus.off('tick', tick)`: what ends something that lives.
      return endsIn(node, index) ?? first(variablesOutside(node, index).flatMap((variable) => index.valuesGivenTo(variable)).map(inner));
    default:
      return undefined;
  }
}

function first(found: readonly (Node | undefined)[]): Node | undefined {
  return found.find((node) => node !== undefined);
}

/** The name of what is called; where it is imported, the name that it has there. */
function nameOfCallee(callee: Node, index: SourceIndex): string | undefined {
  if (callee.type !== 'Identifier') return propertyName(callee);
  const variable = index.variableOf(callee);
  const from = variable && importOf(variable, index)?.name;
  return from === undefined || !/^\w+$/.test(from) || from === 'default' ? callee.name : from;
}

/** `server.listen(…)`: the call by which what a variable holds begins to live. */
function broughtToLife(name: TSESTree.Identifier, sight: Sight): Node | undefined {
  return first((sight.index.variableOf(name)?.references ?? []).map(({ identifier }) => {
    const member = identifier.parent as Node | undefined;
    const call = member?.type === 'MemberExpression' && member.object === identifier ? member.parent : undefined;
    if (call?.type !== 'CallExpression' || call.callee !== member) return undefined;
    const callees = calleesOf(call, sight);
    const isAlive = callees.length > 0 ? callees.some(({ fn, sight: there }) => startsIn(fn, there, 0)) : COMES_ALIVE.test(propertyName(member) ?? '');
    return isAlive ? call : undefined;
  }));
}

type CallTest = (call: TSESTree.CallExpression, index: SourceIndex) => boolean;

/** Does a construction start something that lives by itself, or keep it: in the constructor, in a field, or in what these call? */
function isBornAlive(made: TSESTree.NewExpression, sight: Sight, depth: number): boolean {
  const named = classOfName(unwrap(made.callee), sight);
  return named !== undefined && (isClassBornAlive(named, 0) || keepsAlive(named, depth));
}

/** Do the objects of a class, or of its bases, keep something that lives by itself: in a field, or as what a constructor assigns? */
function keepsAlive(made: ClassInSight, depth: number): boolean {
  const { owner, index } = made;
  const { body, superClass } = owner;
  // Signals that any of its methods makes are held weakly by those that are made of them.
  if (within(index.nodesOf('CallExpression'), body).some(({ callee }) => callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'AbortSignal'))) return true;
  const kept = body.body.flatMap((member): readonly Node[] => {
    if (member.type === 'PropertyDefinition') return member.static || !member.value || isFunction(member.value) ? [] : [member.value];
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return [];
    return within(index.nodesOf('AssignmentExpression'), member.value).filter(({ left }) => left.type === 'MemberExpression' && left.object.type === 'ThisExpression').map(({ right }) => right);
  });
  if (kept.some((value) => liveValue(value, made, depth + 1))) return true;
  if (!superClass || depth > MOST_STEPS) return false;
  const base = unwrap(superClass);
  const inSight = classOfName(base, made);
  return inSight ? keepsAlive(inSight, depth + 1) : base.type === 'Identifier' && IS_LIVE_CLASS.test(base.name);
}

/** A subscription, timer or endless loop of others that code begins, and that holds what is sought. */
export function heldAlive(code: Node, holds: (argument: Node) => boolean, index: SourceIndex): Node | undefined {
  const begun = within(index.nodesOf('CallExpression'), code).find((call) => {
    const callee = unwrap(call.callee);
    return LASTING_CALL.test(nameOfCallee(callee, index) ?? '') && isOfOthers(callee, index) && call.arguments.some(holds);
  });
  const loops = [...within(index.nodesOf('AwaitExpression'), code).map((node) => endlessLoopAround(node, index)), ...within(index.nodesOf('ForOfStatement'), code).filter((loop) => isEndless(loop, index))];
  return begun ?? loops.find((loop) => loop !== undefined && contains(code, loop) && within(index.nodesOf('Identifier'), loop).some(holds));
}

/** `for await (const _ of setInterval(5))` */
function isEndless({ await: isAwaited, right }: TSESTree.ForOfStatement, index: SourceIndex): boolean {
  const call = unwrap(right);
  if (!isAwaited || call.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  return LASTING_CALL.test(nameOfCallee(callee, index) ?? '') && isOfOthers(callee, index);
}

/** `for (;;) { await … }` */
function endlessLoopAround(node: Node, index: SourceIndex): Node | undefined {
  for (let at: Node | undefined = node.parent; at && !isFunction(at); at = at.parent) {
    const isOpen = (at.type === 'ForStatement' && at.test === null) || ((at.type === 'WhileStatement' || at.type === 'DoWhileStatement') && at.test.type === 'Literal' && at.test.value === true);
    if (isOpen) return isLeftByItself(at, index) ? undefined : at;
  }
  return undefined;
}

/** `for (;;) { try { return await task(); } catch { … } }`: each round that does not fail is the last one. */
function isLeftByItself(loop: Node, index: SourceIndex): boolean {
  return within(index.nodesOf('ReturnStatement'), loop).some((exit) => {
    let at: Node = exit.parent;
    while (at.type === 'BlockStatement' || at.type === 'TryStatement') at = at.parent;
    return at === loop;
  });
}

/** Does each object of a class hand itself to a subscription or timer when it is made? */
export function holdsItselfAlive(made: ClassInSight): boolean {
  return isClassBornAlive(made, 0, (call, index) => call.arguments.some((argument) => within(index.nodesOf('ThisExpression'), argument).length > 0));
}

function isClassBornAlive(made: ClassInSight, depth: number, isMeant: CallTest = () => true): boolean {
  const { body, superClass } = made.owner;
  const isBegun = body.body.some((member) => {
    if (member.type === 'MethodDefinition') return member.kind === 'constructor' && startsIn(member.value, made, 0, isMeant);
    return member.type === 'PropertyDefinition' && !member.static && member.value !== null && !isFunction(member.value) && startsIn(member.value, made, 0, isMeant);
  });
  const base = superClass && depth < MOST_CALLS ? classOfName(unwrap(superClass), made) : undefined;
  return isBegun || (base !== undefined && isClassBornAlive(base, depth + 1, isMeant));
}

/** Does code begin a subscription or timer with somebody who was there before: the host, or what the module has? */
function startsIn(code: Node, sight: Sight, depth: number, isMeant: CallTest = () => true): boolean {
  return within(sight.index.nodesOf('CallExpression'), code).some((call) => {
    const callee = unwrap(call.callee);
    if (LASTING_CALL.test(nameOfCallee(callee, sight.index) ?? '') && isOfOthers(callee, sight.index) && isMeant(call, sight.index)) return true;
    return depth < MOST_CALLS && calleesOf(call, sight).some(({ fn, sight: there }) => startsIn(fn, there, depth + 1, isMeant));
  });
}

/** `bus.off(…)`: a call by which what somebody else holds is given up. */
function endsIn(fn: Node, index: SourceIndex): Node | undefined {
  return within(index.nodesOf('CallExpression'), fn).find(({ callee }) => ENDING_CALL.test(nameOfCallee(unwrap(callee), index) ?? '') && isOfOthers(unwrap(callee), index));
}

/** `setInterval`, `window.addEventListener`, `bus.on`: of the host, imported, or declared at the top of the module; not of an object at hand. */
function isOfOthers(callee: Node, index: SourceIndex): boolean {
  let root = callee;
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  if (root.type !== 'Identifier') return false;
  const [definition] = index.variableOf(root)?.defs ?? [];
  return !definition || definition.type === 'ImportBinding' || (callee !== root && definition.type === 'Variable' && enclosingFunction(definition.node) === undefined);
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

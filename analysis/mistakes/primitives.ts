import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, methodCall, type Node, outermost, unwrap } from '../source/ast.js';
import { calleeName } from '../ir/callbacks.js';
import { guardedAsObject } from '../containers/key-guards.js';
import { placeOfValue } from '../source/places.js';
import type { Certainty } from '../containers/facts.js';
import { holdsBelow } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { conditionsAt } from '../containers/weak/conditions.js';
import { NO_REWRITE, type WeakFinding } from './model.js';
import { type Primitive, primitiveOf } from './primitive-values.js';

/** Finds the calls that throw because a value cannot be held weakly. */
export function findPrimitives(context: WeakContext): readonly WeakFinding[] {
  const found: WeakFinding[] = [];
  const check = (value: Node | undefined, role: string, at: Node): void => {
    if (!value || value.type === 'SpreadElement') return;
    const primitive = primitiveOf(value, context);
    if (!primitive || isGuarded(value, primitive, at, context)) return;
    found.push(report(value, primitive.certainty, `${primitive.because} cannot be ${role}`, 'only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`'));
  };
  for (const creation of context.tools.creationsOf('WeakRef')) check(creation.arguments[0] ?? creation, 'the target of a `WeakRef`', creation);
  for (const tool of ['WeakMap', 'WeakSet'] as const) {
    for (const creation of context.tools.creationsOf(tool)) for (const element of initialKeys(creation, tool)) check(element, tool === 'WeakMap' ? 'a key of a `WeakMap`' : 'in a `WeakSet`', creation);
  }
  for (const [name, tool] of [['set', 'WeakMap'], ['add', 'WeakSet']] as const) {
    for (const call of callsOn(tool, name, context)) check(call.arguments[0] ?? call, tool === 'WeakMap' ? 'a key of a `WeakMap`' : 'in a `WeakSet`', call);
  }
  for (const registry of context.registries) {
    for (const { call, target, held, token, isOpaque } of registry.registrations) {
      if (isOpaque) continue;
      check(target, 'the target of a `FinalizationRegistry`', call);
      if (token && !(unwrap(token).type === 'Identifier' && context.index.text(token) === 'undefined') && context.index.text(unwrap(token)) !== 'void 0') check(token, 'an unregister token', call);
      const same = held && isPlain(target) && isPlain(held) && context.isSame(held, target);
      if (same && !isProbe(call)) found.push(report(held, 'proven', 'The held value is the target itself', 'the registry would keep the target alive, so the call throws a `TypeError`', 'Hold the key of the entry, or what the cleanup needs of the target'));
    }
    for (const call of registry.unregistrations) check(call.arguments[0] ?? call, 'an unregister token', call);
  }
  return found;
}

function report(node: Node, certainty: Certainty, what: string, why: string, advice?: string): WeakFinding {
  return { mistake: 'primitive', name: what, certainty, node, what, why, advice: advice ?? 'Use an object that stands for the value, or a strong container', rewrite: NO_REWRITE };
}

/** An expression that gives the same each time it is read. */
function isPlain(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === 'Identifier' || inner.type === 'ThisExpression';
}

/** The keys that a constructor's literal iterable lists. */
function initialKeys(creation: TSESTree.NewExpression, tool: 'WeakMap' | 'WeakSet'): readonly Node[] {
  const [iterable] = creation.arguments;
  const list = iterable && unwrap(iterable);
  if (!list) return [];
  if (list.type === 'Literal' && typeof list.value === 'string' && list.value !== '') return [list];
  if (list.type !== 'ArrayExpression') return [];
  return list.elements.flatMap((element) => {
    const entry = element && unwrap(element);
    if (tool === 'WeakSet') return entry ?? [];
    return entry?.type === 'ArrayExpression' ? (entry.elements[0] ?? []) : [];
  });
}

/** The calls of a method on weak containers made in this file. */
function callsOn(tool: 'WeakMap' | 'WeakSet', name: string, context: WeakContext): readonly TSESTree.CallExpression[] {
  if (context.tools.creationsOf(tool).length === 0) return [];
  const containers = context.weakContainers(tool);
  const others = context.weakContainers(tool === 'WeakMap' ? 'WeakSet' : 'WeakMap');
  return context.weakCandidates().flatMap((object) => {
    const called = methodCall(outermost(object));
    if (called?.name !== name) return [];
    if (object.type === 'NewExpression') return context.tools.named(object.callee) === tool ? [called.call] : [];
    const key = placeOfValue(object, context.index) && context.containerKey(object);
    return key !== undefined && containers.has(key) && !others.has(key) && isNeverStrong(key, context) ? [called.call] : [];
  });
}

/** Is no strong container ever kept in the place? */
function isNeverStrong(key: string, context: WeakContext): boolean {
  return !context.strongContainers().has(key);
}

/** Code that asks first what sort of value it has, expects the error, or handles it. */
function isGuarded(value: Node, primitive: Primitive, at: Node, context: WeakContext): boolean {
  if (isProbe(at)) return true;
  const inner = unwrap(value);
  const variable = inner.type === 'Identifier' ? context.index.variableOf(inner) : undefined;
  if (!variable && inner.type !== 'MemberExpression') return false;
  if (variable && guardedAsObject(variable, at, { index: context.index, imported: undefined })) return true;
  const isIt = (node: Node): boolean => (variable ? node.type === 'Identifier' && context.index.variableOf(node) === variable : node.type === 'MemberExpression' && context.isSame(node, inner));
  // Of what can be nothing else than nothing, every test keeps it away.
  return conditionsAt(at, context.index).some(({ test }) => holdsBelow(test, (node) => isIt(node) && (primitive.isNothing === true || asksForSort(node)), context.index));
}

/** Does a test ask what sort of value one is: by `typeof`, `instanceof`, or a function that is given it? A lookup of it in a container asks nothing. */
function asksForSort(mention: Node): boolean {
  const whole = outermost(mention);
  const { parent } = whole;
  switch (parent?.type) {
    case 'UnaryExpression':
      return parent.operator === 'typeof';
    case 'BinaryExpression':
      return parent.operator === 'instanceof' && parent.left === whole;
    case 'CallExpression':
      return parent.callee !== whole && !/^(?:has|get|includes|indexOf)$/.test(calleeName(parent) ?? '');
    default:
      return false;
  }
}

/** Inside `try`, or in a function that a test expects to throw. */
function isProbe(at: Node): boolean {
  let child = at;
  for (let outer: Node | undefined = at.parent; outer; outer = outer.parent) {
    if (outer.type === 'TryStatement' && outer.block === child && outer.handler) return true;
    if (isFunction(child) && outer.type === 'CallExpression' && outer.callee !== child && /throws|expect|rejects|raises/i.test(calleeName(outer) ?? '')) return true;
    child = outer;
  }
  return false;
}


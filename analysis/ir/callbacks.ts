import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, propertyName, unwrap } from '../source/ast.js';

const SYNCHRONOUS = /^(?:forEach|map|filter|some|every|find|findIndex|findLast|reduce|reduceRight|flatMap|sort|toSorted|from|replace|replaceAll)$/;
/** Calls that keep their callback. */
const REGISTERS = /^(?:on|once|addEventListener|addListener|subscribe|observe|tap|tapAsync|tapPromise|use|setInterval|watch|hook|intercept|register|route|provide)$/;
/** Those that name an event. */
const LISTENS = /^(?:on|once|addListener|addEventListener)$/;
/** Calls that make their argument a part of an object: accessors, decorated members. */
const INSTALLS = /^(?:defineProperty|defineProperties|decorate)$/;

/** `list.forEach(callback)` and its like: the callback does not outlive the call. */
export function isSynchronousCallback(call: Node): boolean {
  return SYNCHRONOUS.test(calleeName(call) ?? '');
}

/** `nodes.forEach(visit)`: the call that runs a function which it is handed, and is done with it when it comes back. */
export function runnerOf(value: Node): TSESTree.CallExpression | undefined {
  const { parent } = value;
  return parent?.type === 'CallExpression' && parent.callee !== value && isSynchronousCallback(parent) && parent.parent.type !== 'AwaitExpression' ? parent : undefined;
}

/** `emitter.on('end', callback)` and its like: the call keeps its callback to run it again. */
export function isRegistration(call: Node): boolean {
  return REGISTERS.test(calleeName(call) ?? '');
}

/** `emitter.on('end', callback)`: the event that a call listens for, where it is written there, and what is called on it. */
export function listenerIn(call: TSESTree.CallExpression): { readonly event: string; readonly handler: Node } | undefined {
  const [event, handler] = call.arguments;
  if (!LISTENS.test(calleeName(call) ?? '') || event?.type !== 'Literal' || typeof event.value !== 'string' || !handler) return undefined;
  return { event: event.value, handler };
}

/** `Object.defineProperty(target, key, { get })` and its like: the call makes its argument a part of an object. */
export function isInstallation(call: Node): boolean {
  return INSTALLS.test(calleeName(call) ?? '');
}

/** Does a call keep its callback to run it again: a registration or an installation? */
export function keepsCallback(call: Node): boolean {
  return isRegistration(call) || isInstallation(call);
}

/** The name of the function or method that is called. */
export function calleeName(call: Node): string | undefined {
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return undefined;
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : undefined;
}

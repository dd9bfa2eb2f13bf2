import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, contains, enclosingFunction, functionName, type FunctionNode, isField, isFunction, methodCall, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { isConditional } from './key-uses.js';
import type { WriteUse } from '../flow/use.js';
import { calleeName, keepsCallback } from '../ir/callbacks.js';
import { type Leaving, leavingWith } from './paths.js';
import { neverRejects } from './rejections.js';
import { runOnTheSpot } from '../flow/running.js';
import type { SourceIndex } from '../source/source-index.js';
import { inSameRun, isForgotten } from './early-exits.js';
import { aboutContainer, alwaysComesTo, calledSites, type Releasing, rootVariable, sameRole, writerFor } from './release-sites.js';
import type { Site } from './use-table.js';

/**
 * Why a delete is only partial for a write.
 *
 * @returns `undefined` where it is a full release of what the write puts in.
 */
export function partialAgainst(write: WriteUse, use: Pick<Site, 'node'>, facts: Releasing): string | undefined {
  const writer = writerFor(write, use.node, facts);
  const deleter = enclosingFunction(use.node);
  if (writer === deleter) return partialInSameFunction(write, use, facts);
  if (writer && deleter && contains(writer, deleter)) return partialInCallback(deleter, writer, facts) ?? partialBefore(deleter, writer, facts);
  const conversion = writer && conversionOf(writer);
  return conversion === undefined ? undefined : `but \`${conversion}\` is called by conversions, which know of no end`;
}

/** What the language calls by itself to make a primitive of an object, in whatever text, log or comparison it is. */
const CONVERSION = /^(?:toString|toJSON|valueOf|toLocaleString|\[?Symbol\.toPrimitive\]?)$/;

function conversionOf(fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (parent.type !== 'MethodDefinition' && parent.type !== 'Property' && !isField(parent)) return undefined;
  const name = functionName(fn);
  return name !== undefined && CONVERSION.test(name) ? name : undefined;
}

/** Why a delete leaves in what the same function wrote: the path that goes without it, in words. */
function partialInSameFunction(write: WriteUse, use: Pick<Site, 'node'>, facts: Releasing): string | undefined {
  const fn = enclosingFunction(use.node);
  if (comesAsAnotherKind(write.node, use.node, facts.index)) return undefined;
  if (!fn || use.node.range[0] < write.node.range[0]) return onlyWhere(write.node, use.node, facts);
  const leaving = leavingFor(write, fn, facts);
  if (!leaving) return undefined;
  const only = onlyWhere(write.node, use.node, facts);
  const path = pathOf(leaving, fn, facts.index);
  if (only !== undefined) return path === undefined || leaving.how === 'fails' ? only : `${only}: ${path}`;
  return `but ${path ?? 'not on every path to the end'}`;
}

/**
 * Where the function that writes leaves before it comes to a release that it makes in the end, so that it forgets one of its exits:
 * what it awaits fails, it returns early, a promise rejects whose resolution alone releases.
 *
 * @returns `undefined` where the release is in another function, under a condition, or comes after every exit
 */
export function exitBefore(write: WriteUse, use: Pick<Site, 'node'>, facts: Releasing): Node | undefined {
  const { index } = facts;
  const fn = enclosingFunction(use.node);
  const writer = writerFor(write, use.node, facts);
  if (!fn || !writer) return undefined;
  if (fn !== writer) return contains(writer, fn) ? rejectionBefore(use.node, fn, writer, facts) : undefined;
  if (use.node.range[0] < write.node.range[0]) return undefined;
  if (comesAsAnotherKind(write.node, use.node, index) || onlyWhere(write.node, use.node, facts) !== undefined) return undefined;
  const leaving = leavingFor(write, fn, facts);
  if (leaving?.how === 'fails' || leaving?.how === 'throws') return leaving.node;
  return leaving && leaving.node !== fn.body && inSameRun(write.node, use.node, index) && isForgotten(leaving.node, use.node) ? leaving.node : undefined;
}

/** The call of `then` after which a callback alone always releases, where the promise is made on the spot and nothing handles its rejection. */
function rejectionBefore(release: Node, callback: FunctionNode, writer: FunctionNode, facts: Releasing): Node | undefined {
  const { index } = facts;
  const call = outermost(callback).parent;
  const callee = call?.type === 'CallExpression' && call.arguments[0] === callback && call.arguments.length === 1 ? unwrap(call.callee) : undefined;
  if (!call || callee?.type !== 'MemberExpression' || propertyName(callee) !== 'then' || enclosingFunction(call) !== writer) return undefined;
  if (!alwaysComesTo(release, callback, facts) || neverRejects(callee.object, index)) return undefined;
  const name = unwrap(callee.object);
  const variable = name.type === 'Identifier' ? index.variableOf(name) : undefined;
  const made = unwrap((variable && index.constantValue(variable)) ?? name);
  if (!/^(?:Call|New|Import)Expression$/.test(made.type) || enclosingFunction(made) !== writer) return undefined;
  for (let next = methodCall(outermost(call)); next; next = methodCall(outermost(next.call))) {
    if (next.name !== 'then' || next.call.arguments.length > 1) return undefined;
  }
  return call;
}

/**
 * Are a write and its release for messages of two kinds, which one function tells apart: `down` and `up`, `add` and `remove`?
 * That is as good as two functions.
 */
function comesAsAnotherKind(write: Node, release: Node, index: SourceIndex): boolean {
  for (let at: Node | undefined = release.parent; at; at = at.parent) {
    if (!contains(at, write)) continue;
    if (at.type === 'SwitchStatement') return !contains(at.discriminant, write);
    if (at.type !== 'IfStatement') return false;
    const [first, second] = contains(at.consequent, write) ? [write, release] : [release, write];
    const kind = contains(at.consequent, first) ? kindAsked(at.test, index) : undefined;
    for (let branch = at.alternate; branch?.type === 'IfStatement'; branch = branch.alternate) {
      if (contains(branch.consequent, second)) return kind !== undefined && kindAsked(branch.test, index) === kind;
    }
    return false;
  }
  return false;
}

/** What a test compares with a constant or with several, as text: `event.type`. */
function kindAsked(test: Node, index: SourceIndex): string | undefined {
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    const left = kindAsked(test.left, index);
    return left === kindAsked(test.right, index) ? left : undefined;
  }
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return undefined;
  const isConstant = test.right.type === 'MemberExpression' || (test.right.type === 'Literal' && typeof test.right.value === 'string');
  return isConstant ? index.plainText(test.left) : undefined;
}

/** A function that handles more keys than this is not walked for each of them: what is too much to follow is left in peace. */
const MOST_KEYS = 16;

/** How a function leaves with the entry of a key that it wrote; walked once for each key. */
function leavingFor(write: WriteUse, fn: FunctionNode, facts: Releasing): Leaving | undefined {
  const { index, table, uses } = facts;
  const key = index.plainText(write.key);
  const walks = table.walksOf(fn);
  if (!walks.has(key) && walks.size < MOST_KEYS) {
    const releases = uses.flatMap((use): readonly Pick<Site, 'node'>[] => {
      if (use.kind === 'clear' || use.kind === 'replace' || use.kind === 'release') return [use];
      return use.kind === 'delete' ? [use, ...calledSites(use, facts)].filter((site) => facts.kind === 'array' || sameRole(write.key, site.key, index)) : [];
    }).sort((a, b) => a.node.range[0] - b.node.range[0]);
    const writes = facts.kind === 'array' ? [write] : table.writesOf(fn, key);
    walks.set(key, leavingWith({ fn, writes: writes.map(({ node }) => (enclosingFunction(node) === fn ? node : runOnTheSpot(node, index))), releases: releases.map(({ node }) => node), asksForEntry: (branching) => aboutContainer(branching, facts), isOfRound: (loop) => isDeclaredIn(loop, write.key, index), index }));
  }
  return walks.get(key);
}

/** Is the variable at the root of a key declared in a node: `parcel` of `parcel.id`, in a loop over parcels? */
function isDeclaredIn(node: Node, key: Node, index: SourceIndex): boolean {
  const declared = rootVariable(key, index)?.defs[0]?.name as Node | undefined;
  return declared !== undefined && contains(node, declared);
}

/** The path that goes without a release, in words; the end of a function has none of its own. */
function pathOf({ how, node }: Leaving, fn: FunctionNode, index: SourceIndex): string | undefined {
  const name = functionName(fn);
  const who = name === undefined ? 'the function' : `\`${name}\``;
  const line = `line ${String(index.lineOf(node.range[0]))}`;
  switch (how) {
    case 'returns':
      return `${who} returns on ${line} without it`;
    case 'throws':
      return `${who} throws on ${line} without it`;
    case 'fails':
      return `what ${who} awaits on ${line} may fail, and there is no \`finally\``;
    case 'ends':
      return node === fn.body ? undefined : `the loop on ${line} goes on without it`;
  }
}

/** Under which condition a release runs, where it does not always. */
function onlyWhere(write: Node, release: Node, facts: Releasing): string | undefined {
  let child = release;
  for (let at: Node | undefined = release.parent; at; at = at.parent) {
    if (at.type === 'TryStatement' && at.finalizer === child) return undefined;
    if (at.type === 'CatchClause' && !contains(at, write)) return 'only when something throws';
    if (contains(at, write)) return at.type === 'IfStatement' && at.test !== child && !contains(at.test, write) ? 'only in another branch than the write' : undefined;
    if (isConditional(at, child) && !aboutContainer(at, facts)) return conditionOf(at, child, facts.index);
    child = at;
  }
  return undefined;
}

function conditionOf(at: Node, child: Node, index: SourceIndex): string {
  const where = (test: Node, holds: boolean): string => `only where \`${index.text(test).replace(/\s+/g, ' ').slice(0, 40)}\` ${holds ? 'holds' : 'does not hold'}`;
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return where(at.test, at.consequent === child);
    case 'LogicalExpression':
      return where(at.left, at.operator === '&&');
    case 'SwitchCase':
      return at.test ? `only in the case \`${index.text(at.test)}\`` : 'only in the default case';
    case 'TryStatement':
      return 'only when nothing throws';
    default:
      return `only under the condition on line ${String(index.lineOf(at.range[0]))}`;
  }
}

/** A delete in a callback made by the writing function: which callback decides. */
function partialInCallback(callback: FunctionNode, writer: FunctionNode, facts: Releasing): string | undefined {
  if (isInRenderEffect(callback, writer)) return 'only once the component is mounted, which not every render leads to';
  const call = outermost(callback).parent;
  if (call?.type !== 'CallExpression') return undefined;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  if (name === 'catch') return 'only when the promise rejects';
  if (name === 'then') {
    if (callee.type === 'MemberExpression' && neverRejects(callee.object, facts.index)) return undefined;
    const [resolved, rejected] = call.arguments;
    if (rejected) {
      const other = resolved === callback ? rejected : resolved;
      if (other && facts.table.hasWithin(other, 'delete')) return undefined;
      return resolved === callback ? 'only when the promise resolves' : 'only when the promise rejects';
    }
    const chained = outermost(call).parent;
    const next = chained?.type === 'MemberExpression' ? propertyName(chained) : undefined;
    return next === 'catch' || next === 'finally' ? undefined : 'only when the promise resolves';
  }
  return isEndOfLife(name ?? (callee.type === 'Identifier' ? callee.name : ''), call) ? undefined : `only when the callback of \`${facts.index.quoted(callee)}\` runs`;
}

/** Does the call that is handed a callback of a function decide whether it runs, and not a promise that the function waits for? */
export function isLeftToCallee(release: Node, writer: FunctionNode): boolean {
  for (const at of ancestors(release)) {
    if (at === writer) return false;
    const call = isFunction(at) ? outermost(at).parent : undefined;
    const name = call?.type === 'CallExpression' && call.callee !== at ? (calleeName(call) ?? '') : undefined;
    if (call?.type === 'CallExpression' && name !== undefined && !/^(?:then|catch|finally)$/.test(name) && !isEndOfLife(name, call)) return true;
  }
  return true;
}

/** What must happen first, where the callback that deletes is made in another one that the writing function makes. */
function partialBefore(deleter: FunctionNode, writer: FunctionNode, facts: Releasing): string | undefined {
  let isOffered = isOfferedToCall(deleter);
  for (let at: Node | undefined = deleter.parent; at; at = at.parent) {
    if (at === writer) return undefined;
    if (!isFunction(at)) continue;
    const call = outermost(at).parent;
    const lack = call?.type === 'CallExpression' && keepsCallback(call) ? partialInCallback(at, writer, facts) : undefined;
    if (lack !== undefined) return lack;
    if (!isOfferedToCall(at)) continue;
    if (isOffered) return `only once \`${functionName(at) ?? 'the function around it'}\` has been called`;
    isOffered = true;
  }
  return undefined;
}

/** Does a function give its callers this one to call: is it returned, or a method of an object that is no option of a call? */
function isOfferedToCall(fn: FunctionNode): boolean {
  let at = outermost(fn);
  while (at.parent?.type === 'Property' && at.parent.value === at) at = outermost(at.parent.parent);
  if (at.parent?.type === 'ReturnStatement' || (isFunction(at.parent) && at.parent.body === at)) return true;
  return at !== outermost(fn) && at.parent?.type === 'VariableDeclarator';
}

/** Effects of a render: one that is thrown away runs none of them (https://react.dev/reference/react/useEffect). */
const RENDER_EFFECT = /^use(?:Layout|Insertion)?Effect$/;

/** Calls whose callback runs when something ends. */
const ENDING_CALL = /^(?:finally|setTimeout|requestAnimationFrame|setImmediate|queue_?micro_?task|next_?tick|defer|adopt|using|once|onCleanup|onUnmounted|onBeforeUnmount|onScopeDispose|onDestroy|push|add|toDisposable|addDisposable|register|Disposable|effect)$|(?:Dispos|Destroy|Clos|Disconnect|Unmount|Cleanup|Teardown|Remov|Delet|End|Exit|Abort|Finish|Complete|Leave)\w*$/i;

/** Events that tell of an end. */
const ENDING_EVENT = /close|destroy|dispose|disconnect|end|exit|abort|unload|remove|delete|finish|complete|detach|unmount|error|expire|timeout|stop|leave|logout|terminate/i;

function isEndOfLife(name: string, call: TSESTree.CallExpression): boolean {
  if (ENDING_CALL.test(name) || isDisposedOf(call) || call.arguments.some(isOnce)) return true;
  return call.arguments.some((argument) => argument.type === 'Literal' && typeof argument.value === 'string' && ENDING_EVENT.test(argument.value));
}

/** Does a render's effect, or its cleanup, release what the render itself has written? */
function isInRenderEffect(callback: FunctionNode, writer: FunctionNode): boolean {
  for (const at of [callback, ...ancestors(callback)]) {
    if (at === writer) return false;
    const call = isFunction(at) ? outermost(at).parent : undefined;
    if (call?.type === 'CallExpression' && RENDER_EFFECT.test(calleeName(call) ?? '')) return true;
  }
  return false;
}

/** `using release = onRelease(() => boxes.delete(box))` */
function isDisposedOf(call: Node): boolean {
  const declaration = outermost(call).parent?.parent;
  return declaration?.type === 'VariableDeclaration' && declaration.kind.endsWith('using');
}

/** `{ once: true }` */
export function isOnce(argument: Node): boolean {
  return argument.type === 'ObjectExpression' && argument.properties.some((property) => property.type === 'Property' && propertyName(property) === 'once' && property.value.type === 'Literal' && property.value.value === true);
}

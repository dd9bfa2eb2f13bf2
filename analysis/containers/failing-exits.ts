import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, contains, enclosingFunction, type FunctionNode, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { callsOf } from '../flow/index.js';
import { calleeName, listenerIn } from '../ir/callbacks.js';
import type { WriteUse } from '../flow/use.js';
import type { SourceIndex } from '../source/source-index.js';
import { calledSites, type Releasing, sameRole } from './release-sites.js';

/** A failure after which an entry stays in, and what takes it out after another one. */
export interface FailureWithout {
  readonly failure: Node;
  readonly release: Node;
}

/**
 * Where a function gives up and leaves in the entry that it has put in, although it takes it out where something else fails:
 * the `catch` of one call lets go, that of another one does not. Nobody else has a reason to take out what has never begun.
 *
 * @returns `undefined` where all failures let go, or none does
 */
export function failureWithout(write: WriteUse, facts: Releasing): FailureWithout | undefined {
  const writer = enclosingFunction(write.node);
  if (!writer) return undefined;
  const failing = failuresIn(writer, write, facts.index);
  const handled = handlersIn(writer, facts.index);
  // Where one failure lets go and another does not, there are two.
  const sites = failing.length < 2 && handled.length < 2 ? [] : releaseSites(write, facts);
  return withoutRelease(failing, sites, writer, facts) ?? handledWithout(handled, sites, writer, facts);
}

function withoutRelease(failing: readonly Failure[], sites: readonly Node[], writer: FunctionNode, facts: Releasing): FailureWithout | undefined {
  // What is done in the end is done after every failure.
  if (!sites.some((site) => contains(writer, site)) || sites.some((site) => contains(writer, site) && isAtTheEnd(site, writer))) return undefined;
  const failures = failing.map(({ body, at }) => ({ at, release: siteIn(body, sites, facts) }));
  const failure = failures.find(({ release }) => release === undefined)?.at;
  const release = failures.map((one) => one.release).find((node) => node !== undefined);
  return failure && release && { failure, release };
}

/**
 * `request.onload = () => { … }` lets go, and `request.onerror = () => reject(…)` does not: after an error nothing else comes.
 *
 * @returns `undefined` where a handler lets go that is called after every end, or none lets go
 */
function handledWithout(handled: readonly Handler[], sites: readonly Node[], writer: FunctionNode, facts: Releasing): FailureWithout | undefined {
  const inside = sites.filter((site) => contains(writer, site));
  if (inside.length === 0 || sites.some((site) => runsAfterFailure(site))) return undefined;
  const letting = handled.filter(({ body }) => siteIn(body, sites, facts) !== undefined);
  const release = inside.find((site) => letting.some(({ body }) => contains(body, site)));
  if (!release || letting.some(({ event }) => COMES_LAST.test(event))) return undefined;
  const failure = handled.find(({ event, body }) => /^error$/i.test(event) && givesUp(body, facts.index) && siteIn(body, sites, facts) === undefined);
  return failure && { failure: failure.at, release };
}

/** Events that come after an error, too. */
const COMES_LAST = /^(?:close|loadend|exit|error|readystatechange)$/i;

/** Is a place in what runs after a failure: a `catch`, a `finally`, or what a promise is given for one? */
function runsAfterFailure(site: Node): boolean {
  return ancestors(site).some((at) => {
    if (at.type === 'CatchClause' || (at.parent?.type === 'TryStatement' && at.parent.finalizer === at)) return true;
    const call = isFunction(at) ? outermost(at).parent : undefined;
    const name = call?.type === 'CallExpression' ? calleeName(call) : undefined;
    return name === 'catch' || name === 'finally' || (name === 'then' && call?.type === 'CallExpression' && call.arguments.length > 1);
  });
}

interface Handler {
  readonly event: string;
  readonly body: Node;
  readonly at: Node;
}

/** What a function, and the handlers in it, do on events: `request.onload = …`, `stream.on('end', …)`. */
function handlersIn(writer: FunctionNode, index: SourceIndex): readonly Handler[] {
  const found: Handler[] = [];
  index.walk((node) => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      const event = /^on([a-z]+)$/.exec(propertyName(node.left) ?? '')?.[1];
      if (event !== undefined) found.push({ event, body: node.right, at: node.left });
    }
    const listener = node.type === 'CallExpression' ? listenerIn(node) : undefined;
    if (listener) found.push({ event: listener.event, body: listener.handler, at: node });
  }, writer.body);
  return found;
}

/** Where entries of the key of a write go out, in this file. */
function releaseSites(write: WriteUse, facts: Releasing): readonly Node[] {
  return facts.uses.filter(({ file }) => !file).flatMap((use): readonly Node[] => {
    if (use.kind === 'clear' || use.kind === 'replace' || use.kind === 'release') return [use.node];
    if (use.kind !== 'delete') return [];
    return [use, ...calledSites(use, facts)].filter(({ key }) => sameRole(write.key, key, facts.index)).map(({ node }) => node);
  });
}

interface Failure {
  /** What runs where something fails. */
  readonly body: Node;
  readonly at: Node;
}

/** Where a function gives up after a write: its `catch` clauses, and callbacks for the rejection of what it calls, that throw again or reject the promise that it makes. */
function failuresIn(writer: FunctionNode, write: WriteUse, index: SourceIndex): readonly Failure[] {
  const found: Failure[] = [];
  index.walk((node) => {
    if (node.range[0] < write.node.range[1]) return;
    const body = node.type === 'CatchClause' ? node.body : node.type === 'CallExpression' && !isAboutEntry(node, write, index) ? onRejection(node) : undefined;
    if (body && givesUp(body, index)) found.push({ body, at: node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.property : node });
  }, writer.body, isFunction);
  return found;
}

/** The callback of a call of `catch`, or the second one of `then`. */
function onRejection({ callee, arguments: args }: TSESTree.CallExpression): Node | undefined {
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  return name === 'catch' ? args[0] : name === 'then' ? args[1] : undefined;
}

/** Is a promise not that of a call, or that of one which is given the key, and so may wait for the entry to be taken out? */
function isAboutEntry(chained: TSESTree.CallExpression, write: WriteUse, index: SourceIndex): boolean {
  let call: Node = chained;
  while (call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(propertyName(call.callee) ?? '')) call = unwrap(call.callee.object);
  const key = index.plainText(write.key);
  return call.type !== 'CallExpression' || call.arguments.some((argument) => index.plainText(argument) === key);
}

/** Does what runs after a failure throw, or reject the promise that is being made around it? */
function givesUp(body: Node, index: SourceIndex): boolean {
  if (body.type === 'Identifier') return isReject(body, index);
  let found = false;
  index.walk((node) => {
    found ||= node.type === 'ThrowStatement' || (node.type === 'CallExpression' && isReject(unwrap(node.callee), index));
  }, isFunction(body) ? body.body : body, isFunction);
  return found;
}

/** Is a name the second parameter of what makes a promise? */
function isReject(node: Node, index: SourceIndex): boolean {
  const definition = node.type === 'Identifier' ? index.variableOf(node)?.defs[0] : undefined;
  const fn = definition?.type === 'Parameter' ? (definition.node as Node) : undefined;
  if (!isFunction(fn) || fn.params[1] !== definition?.name) return false;
  const { parent } = outermost(fn);
  return parent?.type === 'NewExpression' && parent.arguments[0] === fn && index.isGlobal(unwrap(parent.callee), 'Promise');
}

/** Where code comes to one of some places: there, or by a call of a function that does. */
export function siteIn(code: Node, sites: readonly Node[], { flow }: Releasing): Node | undefined {
  const asked = [...sites];
  const seen = new Set<Node>();
  for (let site = asked.pop(); site; site = asked.pop()) {
    if (seen.has(site)) continue;
    seen.add(site);
    if (contains(code, site)) return site;
    const fn = enclosingFunction(site);
    if (fn) asked.push(...callsOf(fn, flow));
  }
  return undefined;
}

/** Is a place in a `finally`, of a statement or of a promise? */
function isAtTheEnd(site: Node, writer: FunctionNode): boolean {
  for (let at: Node = site; at !== writer && at.parent; at = at.parent) {
    if (at.parent.type === 'TryStatement' && at.parent.finalizer === at) return true;
    const callee = at.parent.type === 'CallExpression' && at.parent.callee !== at ? unwrap(at.parent.callee) : undefined;
    if (callee?.type === 'MemberExpression' && propertyName(callee) === 'finally') return true;
  }
  return false;
}

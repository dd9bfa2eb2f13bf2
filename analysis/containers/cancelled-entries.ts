import { enclosingFunction, type FunctionNode, isFunction, type Node, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { callsOf } from '../flow/index.js';
import type { WriteUse } from '../flow/use.js';
import { calleeName } from '../ir/callbacks.js';
import type { Release } from './facts.js';
import { siteIn } from './failing-exits.js';
import { isFresh } from './fresh-ids.js';
import type { Releasing } from './release-sites.js';

/**
 * Where every release of an entry cancels the job that is in it, a timer or a request, what runs when the job ends by itself and
 * leaves the entry in.
 *
 * @returns `undefined` where something else takes entries out, too, or it is not seen how a job ends
 */
export function endOfJob(releases: readonly Release[], facts: Releasing): Node | undefined {
  const worthy = releases.filter(({ worth }) => worth !== 'none').map(({ use }) => use);
  const [one] = worthy.filter(({ kind }) => kind === 'delete');
  if (facts.kind === 'array' || !one || !worthy.every(({ kind, node }) => kind !== 'delete' || cancels(enclosingFunction(node), facts.index))) return undefined;
  const sites = worthy.map(({ node }) => node);
  for (const write of facts.writes) {
    const end = endOfTimer(write, facts.index) ?? endOfRequest(write, facts);
    if (end && siteIn(end, sites, facts) === undefined) return end;
  }
  return undefined;
}

/** Does a function cancel something: a timer, a request? */
function cancels(fn: FunctionNode | undefined, index: SourceIndex): boolean {
  return fn !== undefined && index.remember(cancelsHere, fn);
}

function cancelsHere(fn: FunctionNode, index: SourceIndex): boolean {
  let found = false;
  index.walk((node) => {
    found ||= node.type === 'CallExpression' && /^(?:clearTimeout|abort|cancel)$/.test(calleeName(node) ?? '');
  }, fn.body, isFunction);
  return found;
}

/** `timers.set(++last, setTimeout(run, wait))`: what the timer runs, and then it is over. The same key may have another one later. */
function endOfTimer({ key, value }: WriteUse, index: SourceIndex): Node | undefined {
  const made = value && valueOf(value, index);
  if (made?.type !== 'CallExpression' || !index.isGlobal(unwrap(made.callee), 'setTimeout') || !isFresh(key, index)) return undefined;
  const [run] = made.arguments;
  const variable = run?.type === 'Identifier' ? index.variableOf(run) : undefined;
  const fn = variable ? index.functionOf(variable) : run;
  return isFunction(fn) ? fn : undefined;
}

/**
 * `running.set(id, controller); return await load(url, controller.signal)`: the function that writes, and waits for what it can cancel.
 *
 * @returns `undefined` where it does not wait, or a caller may let go of the entry later
 */
function endOfRequest({ node, value }: WriteUse, facts: Releasing): Node | undefined {
  const { index, flow } = facts;
  const writer = enclosingFunction(node);
  const made = value && valueOf(value, index);
  if (!writer || value?.type !== 'Identifier' || made?.type !== 'NewExpression' || !index.isGlobal(unwrap(made.callee), 'AbortController')) return undefined;
  const isWaitedFor = index.suspensionsIn(writer).some((wait) => wait.range[0] > node.range[0] && index.membersWithin(wait, 'signal').some((member) => member.type === 'MemberExpression' && index.plainText(member.object) === value.name));
  const sites = facts.uses.filter(({ kind }) => kind === 'delete').map((use) => use.node);
  const callers = callsOf(writer, flow).map(enclosingFunction);
  return isWaitedFor && !callers.some((fn) => fn && siteIn(fn, sites, facts) !== undefined) ? writer.body : undefined;
}

function valueOf(node: Node, index: SourceIndex): Node | undefined {
  const inner = unwrap(node);
  const variable = inner.type === 'Identifier' ? index.variableOf(inner) : undefined;
  const value = variable ? index.constantValue(variable) : inner;
  return value && unwrap(value);
}

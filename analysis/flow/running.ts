import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, callOf, enclosingFunction, type FunctionNode, isClass, isField, isFunction, isImmediatelyCalled, methodCall, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { isSynchronousCallback, runnerOf } from '../ir/callbacks.js';
import { addTo } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';

/** Is code in the script of an instance, or in a component's `setup` and `data`, which Vue calls for each instance? */
export function runsPerComponent(node: Node, index: SourceIndex): boolean {
  if (index.scriptOf(node)?.isPerInstance) return true;
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at) && isSetup(at, index)) return true;
  return false;
}

/** `setup` or `data` of `defineComponent({ … })`, or of what a Vue file exports by default. */
function isSetup(fn: FunctionNode, index: SourceIndex): boolean {
  const property = fn.parent;
  if (property.type !== 'Property' || property.value !== fn || !/^(?:setup|data)$/.test(propertyName(property) ?? '')) return false;
  const options = outermost(property.parent);
  const { parent } = options;
  if (parent?.type === 'CallExpression') return parent.arguments[0] === options && parent.callee.type === 'Identifier' && parent.callee.name === 'defineComponent';
  return parent?.type === 'ExportDefaultDeclaration' && index.scriptOf(parent) !== undefined;
}

/** The nearest function around a node that can run more than once; an IIFE at module level runs once. */
export function runningFrame(node: Node, index: SourceIndex): FunctionNode | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (!isFunction(at)) continue;
    if (isImmediatelyCalled(at) || runsOnlyAtLoad(at, index)) continue;
    return at;
  }
  return undefined;
}

/**
 * Does a function run only while the module loads: a factory called once at the top level, `forEach` at the top level, a walk
 * down a tree that calls itself? One that waits and then calls itself again may go on for as long as the program.
 */
export function runsOnlyAtLoad(fn: FunctionNode, index: SourceIndex): boolean {
  const known = index.table(loadTimes);
  if (!known.has(fn)) decideLoadTimes(fn, known, index);
  return known.get(fn) === true;
}

/** Whether functions run only at load, as far as they were asked. */
function loadTimes(): Map<FunctionNode, boolean> {
  return new Map();
}

/** Decides for a function, and for all that lead to a call of it, each once. */
function decideLoadTimes(fn: FunctionNode, known: Map<FunctionNode, boolean>, index: SourceIndex): void {
  const asked = new Map<FunctionNode, Callers | undefined>();
  const calledBy = new Map<FunctionNode, FunctionNode[]>();
  for (const at of following([fn], (one) => (asked.get(one)?.functions ?? []).filter((caller) => !known.has(caller)), (one) => asked.set(one, index.remember(callersOf, one)))) {
    for (const caller of asked.get(at)?.functions ?? []) addTo(calledBy, caller, at);
  }
  const callees = (one: FunctionNode): readonly FunctionNode[] => calledBy.get(one) ?? [];
  const where = (test: (one: FunctionNode, callers: Callers | undefined) => boolean): FunctionNode[] => [...asked].flatMap(([one, callers]) => (test(one, callers) ? [one] : []));
  const called = following(where((_, callers) => callers?.isCalledAtTop === true || callers?.functions.some((caller) => known.get(caller) === true) === true), callees);
  const circles = inCircles(asked, callees);
  const later = following(where((one, callers) => !callers || callers.functions.some((caller) => known.get(caller) === false) || (one.async && circles.has(one))), callees);
  for (const one of asked.keys()) known.set(one, called.has(one) && !later.has(one));
}

/** All that is come to from some functions, each once, with those themselves. */
function following(from: readonly FunctionNode[], next: (one: FunctionNode) => readonly FunctionNode[], visit?: (one: FunctionNode) => void): ReadonlySet<FunctionNode> {
  const found = new Set(from);
  for (const at of found) {
    visit?.(at);
    for (const one of next(at)) found.add(one);
  }
  return found;
}

/** The functions that call each other in a circle, and what those call. */
function inCircles(asked: ReadonlyMap<FunctionNode, Callers | undefined>, callees: (one: FunctionNode) => readonly FunctionNode[]): ReadonlySet<FunctionNode> {
  const left = new Map([...asked].map(([one, callers]) => [one, callers?.functions.filter((caller) => asked.has(caller)).length ?? 0]));
  const free = [...left].flatMap(([one, count]) => (count === 0 ? [one] : []));
  for (let at = free.pop(); at; at = free.pop()) {
    left.delete(at);
    for (const one of callees(at)) {
      const count = (left.get(one) ?? 0) - 1;
      left.set(one, count);
      if (count === 0) free.push(one);
    }
  }
  return new Set(left.keys());
}

/** What leads to the runs of a function. */
interface Callers {
  /** The functions around its calls, which must run at load so that it does. */
  readonly functions: readonly FunctionNode[];
  /** Is one of its calls in no function? */
  readonly isCalledAtTop: boolean;
}

/** What must run at load so that a function does; `undefined` where that is not enough. */
function callersOf(fn: FunctionNode, index: SourceIndex): Callers | undefined {
  if (isImmediatelyCalled(fn)) return { functions: [], isCalledAtTop: true };
  const runner = runnerOf(outermost(fn));
  const runs = runner ? [runner] : runsOf(fn, index);
  if (!runs || runs.length === 0) return undefined;
  const around = runs.map((run) => functionsAround(run, index));
  if (around.includes(undefined)) return undefined;
  return { functions: [...new Set(around.flatMap((functions) => functions ?? []))], isCalledAtTop: around.some((functions) => functions?.length === 0) };
}

/** Where a function of the file runs: its calls, and where it is handed to what calls it at once. `undefined` where something else is done with it. */
function runsOf(fn: FunctionNode, index: SourceIndex): readonly Node[] | undefined {
  const calls = index.callsOf(fn);
  const variable = calls ? undefined : index.bindingOf(fn);
  if (!variable || index.isExported(variable) || index.functionOf(variable) !== fn || (fn.type === 'FunctionExpression' && fn.id)) return calls;
  const runs = variable.references.filter(({ init }) => !init).map(({ identifier }) => callOf(identifier) ?? runnerOf(outermost(identifier)));
  return runs.includes(undefined) ? undefined : runs.filter((run) => run !== undefined);
}

/**
 * The functions around a node; `undefined` where it is in an instance field or the script of a component, which run for each
 * instance, in a loop that goes on, or in a generator, which runs as long as somebody asks it.
 */
export function functionsAround(node: Node, index: SourceIndex): readonly FunctionNode[] | undefined {
  if (index.scriptOf(node)?.isPerInstance) return undefined;
  const functions: FunctionNode[] = [];
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at)) functions.push(at);
    if ((isFunction(at) && at.generator) || isEndless(at, index)) return undefined;
    if (isField(at) && !at.static && isClass(at.parent.parent)) return undefined;
  }
  return functions;
}

/**
 * Where in the code of a function a node runs, when it runs on the spot: what makes a promise runs where the promise is made.
 *
 * @returns the node itself, or the outermost `new Promise(…)` around it that no other function is around
 */
export function runOnTheSpot(node: Node, index: SourceIndex): Node {
  const fn = enclosingFunction(node);
  const made = fn && outermost(fn).parent;
  const isExecutor = made?.type === 'NewExpression' && made.arguments[0] === outermost(fn as Node) && index.isGlobal(unwrap(made.callee), 'Promise');
  return isExecutor && enclosingFunction(made) ? runOnTheSpot(made, index) : node;
}

/** The events after which a program, or a page, is gone, by what tells of them; SIGHUP often means to read the settings again. */
const LAST_EVENTS: Readonly<Record<string, RegExp>> = {
  process: /^(?:exit|beforeExit|SIG(?:INT|TERM|QUIT|BREAK))$/,
  app: /^(?:before-quit|will-quit|quit)$/,
  window: /^(?:before)?unload$/,
};

/** Handlers call others, which call others, as far as this. */
const MOST_CALLS = 4;

/** Does code run only when the program ends: in what `process.on('SIGTERM', …)` is given, or in what nothing but that calls? */
export function runsAtTheEnd(node: Node, index: SourceIndex, depth = 0): boolean {
  const fn = enclosingFunction(node);
  if (!fn || depth > MOST_CALLS) return false;
  if (runsAtTheEnd(fn, index, depth + 1)) return true;
  const variable = index.bindingOf(fn);
  if (variable && index.isExported(variable)) return false;
  const mentions = [...(variable?.references ?? []).filter(({ init }) => init !== true).map(({ identifier }) => outermost(identifier)), ...(fn.type === 'FunctionDeclaration' || variable ? [] : [outermost(fn)])];
  return mentions.length > 0 && mentions.every((mention) => {
    const call = mention.parent;
    return call?.type === 'CallExpression' && (call.callee === mention ? runsAtTheEnd(call, index, depth + 1) : call.arguments[1] === mention && isLastEvent(call, index));
  });
}

/** `process.on('SIGTERM', stop)`, `app.once('will-quit', stop)`, `window.addEventListener('unload', stop)` */
function isLastEvent({ callee, arguments: [event] }: TSESTree.CallExpression, index: SourceIndex): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || !/^(?:on|once|addListener|addEventListener)$/.test(propertyName(callee) ?? '')) return false;
  const last = LAST_EVENTS[callee.object.name];
  const events = last && event ? textsOf(event, index) : [];
  return last !== undefined && events.length > 0 && events.every((text) => last.test(text));
}

/** The texts that a node may be: its own, or those of the list that is gone through, `for (const signal of ['SIGINT', 'SIGTERM'])`. */
function textsOf(node: Node, index: SourceIndex): readonly string[] {
  if (node.type === 'Literal') return [String(node.value)];
  const definition = node.type === 'Identifier' ? index.variableOf(node)?.defs[0]?.node as Node | undefined : undefined;
  const loop = definition?.type === 'VariableDeclarator' ? definition.parent.parent : definition && outermost(definition).parent;
  const each = loop?.type === 'CallExpression' && isSynchronousCallback(loop) && loop.callee.type === 'MemberExpression' ? loop.callee.object : undefined;
  const named = loop?.type === 'ForOfStatement' ? loop.right : each;
  const variable = named?.type === 'Identifier' ? index.variableOf(named) : undefined;
  const list = named && unwrap((variable && index.constantValue(variable)) ?? named);
  return list?.type === 'ArrayExpression' ? list.elements.map((element) => (element?.type === 'Literal' ? String(element.value) : '')) : [];
}

/** Does the program end with the run around a node: `main().finally(() => process.exit())`? */
export function endsInExit(node: Node, index: SourceIndex): boolean {
  const run = ancestors(node).findLast(isFunction);
  const calls = run && index.callsOf(run);
  return calls !== undefined && calls.length > 0 && calls.every(isFollowedByExit);
}

/** Does the program exit once what a call promises has come: in a callback of the promise, or in the next statement? */
function isFollowedByExit(call: Node): boolean {
  const whole = outermost(call);
  const chained = methodCall(whole);
  if (chained) {
    const [done] = /^(?:then|finally)$/.test(chained.name) ? chained.call.arguments : [];
    return (isFunction(done) && done.body.type === 'BlockStatement' ? done.body.body.some(isExit) : isFunction(done) && isExitCall(done.body)) || isFollowedByExit(chained.call);
  }
  const statement = whole.parent?.type === 'AwaitExpression' ? outermost(whole.parent).parent : undefined;
  const list = statement?.type === 'ExpressionStatement' ? statement.parent : undefined;
  const statements: readonly Node[] = list?.type === 'Program' || list?.type === 'BlockStatement' ? list.body : [];
  return statement !== undefined && statements.slice(statements.indexOf(statement) + 1).some(isExit);
}

function isExit(statement: Node): boolean {
  return statement.type === 'ExpressionStatement' && isExitCall(statement.expression);
}

function isExitCall(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? node.callee : undefined;
  return callee?.type === 'MemberExpression' && propertyName(callee) === 'exit' && callee.object.type === 'Identifier' && callee.object.name === 'process';
}

/** Is a node a loop that nothing ends but a `break`, or that waits for what comes? One that counts, or goes through a list, ends. */
function isEndless(node: Node, index: SourceIndex): boolean {
  switch (node.type) {
    case 'ForOfStatement':
      return node.await;
    case 'ForStatement':
      return !node.test || index.remember(waits, node.test) || (node.update !== null && index.remember(waits, node.update));
    case 'WhileStatement':
    case 'DoWhileStatement':
      return node.test.type === 'Literal' || index.remember(waits, node);
    default:
      return false;
  }
}

/** Does code wait for something, so that time goes by before what follows? */
function waits(code: Node, index: SourceIndex): boolean {
  let found = false;
  index.walk((node) => { found ||= node.type === 'AwaitExpression'; }, code, isFunction);
  return found;
}

/** Does code run only while the module loads? */
export function isAtLoad(node: Node, index: SourceIndex): boolean {
  return functionsAround(node, index)?.every((fn) => runsOnlyAtLoad(fn, index)) ?? false;
}

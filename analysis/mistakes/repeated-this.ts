import { callOf, classOfMember, type FunctionNode, functionName, isClass, isField, isWritten, methodCall, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { calledFunction, holdsBelow, runOf, walkRun } from '../containers/weak/calls.js';
import { conditionsAt } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';
import type { Registration, Registry } from '../containers/weak/registries.js';
import type { Certainty } from '../containers/facts.js';
import type { KeyedWrite } from '../containers/weak/writes.js';

/** Why the same object comes to `register` again. */
export interface Repetition {
  readonly certainty: Certainty;
  readonly why: string;
  /** The write that has the target as its key, which can tell whether the target is known. */
  readonly write?: KeyedWrite;
}

/** Methods that their framework, or their name, promises to run once for an object. */
const RUNS_ONCE = /^[#_]*(?:init(?:ialize)?|setup|componentDidMount|componentWillMount|UNSAFE_componentWillMount|ngOnInit|ngAfter(?:View|Content)Init|firstUpdated|created|mounted|beforeCreate|beforeMount)$/;
/** Methods that a framework runs whenever something changes. */
const RUNS_OFTEN = /^(?:render|update|updated|componentDidUpdate|connectedCallback|attributeChangedCallback|ngOnChanges|ngDoCheck|toString|toJSON|valueOf)$/;
const MAX_DEPTH = 3;

/** `register(this, …)` in what can run again on the same object: a method, a getter, a setter. */
export function runsAgainOnThis({ call }: Registration, fn: FunctionNode, registry: Registry, context: WeakContext): Repetition | undefined {
  const member = memberOf(fn);
  if (!member || isGated(call, fn, context) || runsOnce(fn, context)) return undefined;
  // Somewhere in the same class or literal the registration ends: in a method that is called in turn with this one.
  if (registry.unregistrations.some((unregistration) => member.parent !== undefined && isWithin(unregistration, member.parent))) return undefined;
  const name = functionName(fn) ?? 'this function';
  const kind = 'kind' in member && (member.kind === 'get' || member.kind === 'set') ? member.kind : undefined;
  const why = kind === 'get' ? `the getter \`${name}\` runs at every read` : kind === 'set' ? `the setter \`${name}\` runs at every write` : `\`${name}\` can be called again on the same object`;
  return { certainty: kind !== undefined || RUNS_OFTEN.test(name) ? 'likely' : 'possible', why };
}

/** The member that a function is: of a class, an object literal, or a prototype. A static one has the class for its `this`. */
function memberOf(fn: FunctionNode): Node | undefined {
  const { parent } = outermost(fn);
  if (parent?.type === 'MethodDefinition' || isField(parent)) return parent.static ? undefined : parent;
  if (fn.type === 'ArrowFunctionExpression') return undefined;
  if (parent?.type === 'Property' && parent.parent.type === 'ObjectExpression') return parent;
  const target = parent?.type === 'AssignmentExpression' ? parent.left : undefined;
  return target?.type === 'MemberExpression' && propertyName(unwrap(target.object)) === 'prototype' ? parent : undefined;
}

/** Does a function run once for each object: by its name, or because constructors alone call it? */
function runsOnce(fn: FunctionNode, context: WeakContext, depth = 0): boolean {
  if (methodOf(fn)?.kind === 'constructor') return true;
  const name = functionName(fn);
  const member = memberOf(fn);
  if (name === undefined || !member || depth > MAX_DEPTH) return false;
  if (RUNS_ONCE.test(name)) return true;
  const isAccessor = 'kind' in member && member.kind !== 'method' && member.kind !== 'init';
  const calls = context.index.membersNamed(name).flatMap((mention) => (isAccessor ? mention : (callOf(mention) ?? mention)));
  return calls.length > 0 && calls.every((call) => runsAtConstruction(call, context, depth));
}

function runsAtConstruction(call: Node, context: WeakContext, depth: number): boolean {
  const caller = runOf(call);
  if (caller) return runsOnce(caller, context, depth + 1) && !isInLoop(call, caller);
  let at: Node | undefined = call.parent;
  while (at && !isField(at)) at = at.parent;
  return at !== undefined && !at.static && isClass(classOfMember(at));
}

function isInLoop(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (/^(?:For|While|DoWhile)/.test(at.type)) return true;
  return false;
}

function isWithin(node: Node, outer: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** Does a test on the way ask for something that this run changes, so that the next one does not come here? */
function isGated(call: Node, fn: FunctionNode, context: WeakContext): boolean {
  const { index } = context;
  for (let child = call, at = call.parent; at && at !== fn; child = at, at = at.parent) {
    // `this.#watched ??= watch(this)`, `known ?? …`, `case 'new':`
    if (at.type === 'AssignmentExpression' && /^(?:\?\?|\|\||&&)=$/.test(at.operator) && at.right === child) return true;
    if (at.type === 'LogicalExpression' && at.operator === '??' && at.right === child) return true;
    if (at.type === 'SwitchCase' && at.test && at.test !== child) return true;
  }
  const changed = changesOf(fn, context);
  const isTelling = (node: Node): boolean => {
    if (node.type === 'MemberExpression') return callOf(node) === undefined && changed.mayChange(context.index.plainText(node));
    if (node.type === 'CallExpression') return isAskedOf(node, changed);
    const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
    if (!variable) return false;
    const value = index.constantValue(variable);
    return value ? holdsBelow(value, (inner) => inner !== node && isTelling(inner), index) : changed.mayChange(variable.name);
  };
  return conditionsAt(call, index).some(({ test }) => holdsBelow(test, isTelling, index));
}

/** Is a call in a test one whose answer may be another the next time: of a container that the run fills, or of code that is not known? */
function isAskedOf(call: Node, changed: Changes): boolean {
  if (call.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  const [first] = call.arguments;
  if (callee.type !== 'MemberExpression') return !/^(?:Boolean|String|Number|isNaN|isFinite)$/.test(callee.type === 'Identifier' ? callee.name : '');
  if (/^(?:has|get)$/.test(propertyName(callee) ?? '')) return (first !== undefined && unwrap(first).type === 'ThisExpression') || changed.mayChange(changed.textOf(callee.object));
  return !/^(?:Number|Array|Object|Math|String)$/.test(changed.textOf(callee.object));
}

interface Changes {
  mayChange(text: string): boolean;
  textOf(node: Node): string;
}

/** What a run of a function writes, with the methods of the file that it calls; a method that is not seen may write anything of its object. */
function changesOf(fn: FunctionNode, context: WeakContext): Changes {
  const { index } = context;
  const written = new Set<string>();
  let isOpen = false;
  const visit = (at: FunctionNode, depth: number): void => {
    walkRun(at, (node) => {
      if ((node.type === 'MemberExpression' || node.type === 'Identifier') && (isWritten(node) || isContainerFilled(node))) written.add(index.plainText(node));
      if (node.type !== 'CallExpression') return;
      const called = calledFunction(node, index);
      if (called && called !== at && depth < MAX_DEPTH) visit(called, depth + 1);
      const callee = unwrap(node.callee);
      if (!called && callee.type === 'MemberExpression' && /^(?:ThisExpression|Super)$/.test(unwrap(callee.object).type)) isOpen = true;
    }, index);
  };
  visit(fn, 0);
  return { mayChange: (text) => written.has(text) || (isOpen && text.startsWith('this.')), textOf: (node) => index.plainText(node) };
}

/** `known.add(this)`, `tokens.set(this, token)`, `entries.push(this)` */
function isContainerFilled(node: Node): boolean {
  return /^(?:set|add|push|delete)$/.test(methodCall(outermost(node))?.name ?? '');
}

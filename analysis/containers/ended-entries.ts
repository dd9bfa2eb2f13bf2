import { contains, enclosingFunction, type FunctionNode, isFunction, isPrivateMember, methodCall, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { listenerIn } from '../ir/callbacks.js';
import { selfPutIn } from './self-registration.js';
import type { WriteUse } from '../flow/use.js';
import type { SourceIndex } from '../source/source-index.js';

const ENDS = 'unsubscribe|dispose|destroy|disconnect|close|cancel|stop|abort|teardown|terminate|release|remove|off';
/** Names of what ends a thing. */
export const ENDING = new RegExp(`^(?:${ENDS})$`);
const RETURNED_END = new RegExp(String.raw`\breturn\s+(?:\(\s*\)\s*=>|function\b[^{]{0,40}\{)[^}]{0,80}\.(?:${ENDS})\(\)`);
const WRAPPED_END = /\breturn\s+(?:\{|(?:(?:new\s+)?[\w.]+\(\s*)?(?:\(\s*\)\s*=>|function\b))/;

/** Can a file hold a function that gives back what ends an entry? By its text alone. */
export function mayEndEntries(text: string): boolean {
  return RETURNED_END.test(text);
}

/**
 * The call that ends an entry in what its writer gives back: `list.push(job); return () => job.cancel()`. Whoever calls
 * that is done with the entry, which is still in its container.
 *
 * @returns `undefined` where the writer gives no such thing back
 */
export function endOfEntry({ key, node }: WriteUse, index: SourceIndex): Node | undefined {
  const entry = unwrap(key);
  const writer = enclosingFunction(node);
  const variable = entry.type === 'Identifier' ? index.variableOf(entry) : undefined;
  if (!variable || !writer || !index.table(endsEntries)) return undefined;
  for (const { identifier } of variable.references) {
    const ended = methodCall(outermost(identifier));
    const around = ended && enclosingFunction(ended.call);
    if (ended && around && ENDING.test(ended.name) && isGivenBack(around, writer)) return ended.call;
  }
  return undefined;
}

/**
 * The call that ends what its writer has hung on an entry, in what it gives back: `marked.add(page); const change = page.onChange(…);
 * return new Disposable(() => change.dispose())`. Whoever calls that is done with the entry, too.
 *
 * @returns `undefined` where the writer gives no such thing back
 */
export function endBesideEntry({ key, node }: WriteUse, index: SourceIndex): Node | undefined {
  const entry = unwrap(key);
  const writer = enclosingFunction(node);
  const variable = entry.type === 'Identifier' ? index.variableOf(entry) : undefined;
  if (!variable || !writer || !index.table(wrapsEnds)) return undefined;
  for (const { identifier } of variable.references) {
    const hung = methodCall(outermost(identifier))?.call;
    const declared = hung && outermost(hung).parent;
    const things = declared?.type === 'VariableDeclarator' && enclosingFunction(declared) === writer ? index.declaredBy(declared) : [];
    for (const { identifier: thing } of things.flatMap(({ references }) => references)) {
      const ended = methodCall(outermost(thing));
      const around = ended && enclosingFunction(ended.call);
      if (ended && around && ENDING.test(ended.name) && isGivenBack(around, writer)) return ended.call;
    }
  }
  return undefined;
}

/** Events that tell that a thing has ended. */
const ENDED = /^(?:close[d]?|end(?:ed)?|exit(?:ed)?|destroy(?:ed)?|dispose[d]?|disconnect(?:ed)?|terminate[d]?|finish(?:ed)?|complete[d]?|unload(?:ed)?)$/;

/**
 * What handles the end of an entry where its writer listens for it: `sessions.set(id, session); session.on('exit', () => …)`.
 *
 * @returns `undefined` where the writer does not listen
 */
export function handlerOfEnd({ key, value, node }: WriteUse, index: SourceIndex): FunctionNode | undefined {
  const entry = unwrap(value ?? key);
  const writer = enclosingFunction(node);
  const variable = entry.type === 'Identifier' ? index.variableOf(entry) : undefined;
  for (const { identifier } of variable?.references ?? []) {
    const call = methodCall(outermost(identifier))?.call;
    const listener = call && enclosingFunction(call) === writer ? listenerIn(call) : undefined;
    if (listener && ENDED.test(listener.event) && isFunction(listener.handler)) return listener.handler;
  }
  return undefined;
}

/** Names of methods after which an object is of no more use. */
const FINAL = /^(?:dispose|destroy|close|teardown|terminate)$/;

/** The method that ends an instance which its constructor has put in: `constructor() { Tooltip.all.push(this); }`, `destroy() { … }`. */
export function endOfInstance(write: WriteUse, index: SourceIndex): FunctionNode | undefined {
  const self = selfPutIn(write, index);
  const owner = self && thisOwner(self);
  if (owner?.kind !== 'class' || owner.isStatic) return undefined;
  // What stands for another class in a test ends with the test.
  if (/^(?:Fake|Mock|Stub|Dummy)|(?:Fake|Mock|Stub|Dummy)$/.test(owner.node.id?.name ?? '')) return undefined;
  const end = owner.node.body.body.find((member) => member.type === 'MethodDefinition' && !member.static && !isPrivateMember(member) && FINAL.test(propertyName(member) ?? ''));
  return end?.type === 'MethodDefinition' && isFunction(end.value) ? end.value : undefined;
}

function wrapsEnds({ source }: SourceIndex): boolean {
  return WRAPPED_END.test(source.text);
}

function endsEntries({ source }: SourceIndex): boolean {
  return mayEndEntries(source.text);
}

/** Is a function what another one returns, a method of it, or what it is made of: `return { dispose: () => … }`, `return new Disposable(() => …)`? */
function isGivenBack(fn: FunctionNode, writer: FunctionNode): boolean {
  if (fn === writer || !contains(writer, fn)) return false;
  const given = outermost(fn);
  const { parent } = given;
  const isPart = parent?.type === 'Property' || ((parent?.type === 'NewExpression' || parent?.type === 'CallExpression') && parent.callee !== given);
  return isReturned(isPart ? outermost(parent.type === 'Property' ? parent.parent : parent) : given, writer);
}

function isReturned({ parent }: Node, writer: FunctionNode): boolean {
  return isFunction(parent) ? parent === writer : parent?.type === 'ReturnStatement' && enclosingFunction(parent) === writer;
}

import { type FunctionNode, functionName, isFunction, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { calledFunction, parameterIndex, runOf, walkRun } from '../containers/weak/calls.js';
import { conditionsAt, presenceIn } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding, type WeakRewrite } from './model.js';
import type { Registration, Registry } from '../containers/weak/registries.js';
import { type Repetition, runsAgainOnThis } from './repeated-this.js';
import { ownerOf } from '../source/places.js';
import type { KeyedWrite } from '../containers/weak/writes.js';

/** Finds registrations that the same target gets again and again: each one runs the callback once more. */
export function findRepeatedRegistrations(context: WeakContext): readonly WeakFinding[] {
  return context.registries.flatMap((registry) => registry.registrations.flatMap((registration) => judge(registration, registry, context) ?? []));
}

function judge(registration: Registration, registry: Registry, context: WeakContext): WeakFinding | undefined {
  const { call, target } = registration;
  const fn = runOf(call);
  if (!fn || methodOf(fn)?.kind === 'constructor' || unregisters(fn, registry, context)) return undefined;
  const found = ownerOf(target, context.index) ? runsAgainOnThis(registration, fn, registry, context) : ofOther(registration, fn, context);
  if (!found) return undefined;
  return {
    mistake: 'repeated-registration',
    certainty: found.certainty,
    name: registry.name,
    node: call,
    what: `\`${context.text(target)}\` is registered with \`${registry.name}\` again each time this runs`,
    why: found.why,
    advice: 'Register an object once: test first whether it is known, or unregister it before',
    rewrite: found.write ? gate(registration, found.write, context) : NO_REWRITE,
  };
}

/** Why what is not `this` comes again. */
function ofOther(registration: Registration, fn: FunctionNode, context: WeakContext): Repetition | undefined {
  if (isGated(registration, context)) return undefined;
  return keyedAgain(registration, fn, context) ?? dereferenced(registration, context) ?? gotOrCreated(registration, context) ?? rendered(registration, fn, context);
}

/** Does a test on the way to the registration ask more than whether the target is there at all? */
function isGated({ call, target }: Registration, context: WeakContext): boolean {
  return conditionsAt(call, context.index).some((condition) => {
    const presence = presenceIn(condition);
    if (!presence) return true;
    const { subject } = presence;
    // Only what is not there yet is made and registered.
    if (context.isSame(subject, target)) return !presence.present;
    // `typeof target`, and flags of the host, tell nothing of the object.
    return !/^(?:typeof )?(?:globalThis|window|WeakRef|FinalizationRegistry)\b/.test(context.index.text(subject)) && !context.registries.some(({ name }) => name === context.index.plainText(subject));
  });
}

function unregisters(fn: FunctionNode, { unregistrations }: Registry, context: WeakContext, depth = 0): boolean {
  let found = false;
  walkRun(fn, (node) => {
    if (found || node.type !== 'CallExpression') return;
    if (unregistrations.includes(node)) found = true;
    const called = depth < 2 ? calledFunction(node, context.index) : undefined;
    if (called && called !== fn) found ||= unregisters(called, { unregistrations } as Registry, context, depth + 1);
  }, context.index);
  return found;
}

/** The target is the key of a write: setting it again registers it again. */
function keyedAgain({ target, call }: Registration, fn: FunctionNode, context: WeakContext): Repetition | undefined {
  const inner = unwrap(target);
  const variable = inner.type === 'Identifier' ? context.index.variableOf(inner) : undefined;
  if (!variable || parameterIndex(variable)?.fn !== fn) return undefined;
  const write = context.writesIn(fn).find((each) => each.node.type === 'CallExpression' && context.isSame(each.key, target) && each.node !== call);
  if (!write) return undefined;
  return { certainty: 'likely', why: `it is the key of an entry (line ${context.line(write.node)}), and writing a key again is what \`${functionName(fn) ?? 'the function'}\` allows`, write };
}

/** The target was taken out of a reference, so it had been made, and may have been registered, before. */
function dereferenced({ target }: Registration, context: WeakContext): Repetition | undefined {
  return context.refs.isDereferenced(target) ? { certainty: 'possible', why: 'it comes out of a `WeakRef`, so the same object can come again' } : undefined;
}

/** `let x = cache.get(k); if (!x) x = make(); registry.register(x)`: the found object is registered, too. */
function gotOrCreated({ target }: Registration, context: WeakContext): Repetition | undefined {
  const inner = unwrap(target);
  const variable = inner.type === 'Identifier' ? context.index.variableOf(inner) : undefined;
  if (!variable || parameterIndex(variable)) return undefined;
  const values = variable.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [unwrap(reference.writeExpr)] : []));
  const isFound = (value: Node): boolean => value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && propertyName(value.callee) === 'get';
  const parts = values.flatMap((value) => (value.type === 'LogicalExpression' ? [unwrap(value.left), unwrap(value.right)] : [value]));
  if (!parts.some(isFound) || parts.length < 2) return undefined;
  return { certainty: 'likely', why: 'it is registered also where it was found, not only where it was made' };
}

/** A component or hook registers what it keeps between renders. */
function rendered({ target }: Registration, fn: FunctionNode, context: WeakContext): Repetition | undefined {
  const name = functionName(fn);
  if (name === undefined || !/^(?:use)?[A-Z]/.test(name) || methodOf(fn)) return undefined;
  let inner: Node = unwrap(target);
  while (inner.type === 'MemberExpression') inner = unwrap(inner.object);
  const variable = inner.type === 'Identifier' ? context.index.variableOf(inner) : undefined;
  const declarator = variable?.defs[0]?.node as Node | undefined;
  const init = declarator?.type === 'VariableDeclarator' && declarator.init ? unwrap(declarator.init) : undefined;
  if (init?.type !== 'CallExpression' || !/^(?:React\.)?use(?:Ref|State|Memo|Callback)\b/.test(context.index.text(init.callee))) return undefined;
  return { certainty: 'likely', why: `\`${name}\` runs at every render, and the object stays the same` };
}

/** Tests before the write whether the target is known, and registers it only if it is not. */
function gate({ call, target }: Registration, write: KeyedWrite, context: WeakContext): WeakRewrite {
  const { index } = context;
  const key = context.containerKey(write.container);
  const registering = outermost(call).parent;
  const writing = outermost(write.node).parent;
  if (key === undefined || !(context.weakContainers('WeakMap').has(key) || isMap(write))) return NO_REWRITE;
  if (registering?.type !== 'ExpressionStatement' || writing?.type !== 'ExpressionStatement' || registering.parent !== writing.parent || registering.parent.type !== 'BlockStatement') return NO_REWRITE;
  const test = `${index.text(write.container)}.has(${index.text(target)})`;
  const text = (condition: string): { range: [number, number]; text: string } => ({ range: [registering.range[0], registering.range[0]], text: `if (${condition}) ` });
  const fn = runOf(call);
  if (fn && isFunction(fn) && /\bisNew\b/.test(index.text(fn))) return NO_REWRITE;
  const edits =
    registering.range[0] < writing.range[0]
      ? [text(`!${test}`)]
      : [{ range: [writing.range[0], writing.range[0]] as const, text: `const isNew = !${test};\n${indentOf(writing, context)}` }, text('isNew')];
  return { outcome: 'edits', codemod: undefined, grade: 'suggestion', assumption: 'an object that is known was registered when it came first', title: 'Register only new keys', edits };
}

function isMap(write: KeyedWrite): boolean {
  return write.node.type === 'CallExpression' && write.node.arguments.length === 2;
}

function indentOf(node: Node, { index }: WeakContext): string {
  const { text } = index.source;
  const start = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  return /^\s*/.exec(text.slice(start, node.range[0]))?.[0] ?? '';
}

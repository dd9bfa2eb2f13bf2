import type { TSESTree } from '@typescript-eslint/utils';
import { isClass, isFunction, isStatementPosition, methodCall, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { runningFrame } from '../flow/running.js';
import type { Certainty } from '../containers/facts.js';
import { runOf, runsInto } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding } from './model.js';
import { isDeref } from '../containers/weak/derefs.js';

const TEST_CALL = /^(?:it|test|describe|suite|beforeEach|beforeAll|before|after|afterEach|bench)$/;

/** Finds weak references to objects that nothing else holds: they may be gone after the job that made them. */
export function findOrphans(context: WeakContext): readonly WeakFinding[] {
  return context.tools.creationsOf('WeakRef').flatMap((creation) => {
    const [target] = creation.arguments;
    if (!target || target.type === 'SpreadElement' || !isKept(creation) || isProbe(creation)) return [];
    const made = unwrap(target);
    const inline = orphanhood(made);
    if (inline) return [report(made, creation, inline, context)];
    const local = made.type === 'Identifier' && !isReadHere(creation, context) ? madeOnlyFor(made, context) : undefined;
    return local ? [report(local, creation, 'likely', context)] : [];
  });
}

function report(made: Node, creation: TSESTree.NewExpression, certainty: Certainty, context: WeakContext): WeakFinding {
  const noun = isFunction(made) || made.type === 'CallExpression' ? 'function' : isClass(made) ? 'class' : 'object';
  return {
    mistake: 'orphan',
    certainty,
    name: noun,
    node: creation,
    what: `The ${noun} in \`${context.text(creation.callee)}\` may be collected as soon as this job ends`,
    why: 'nothing but the weak reference holds it',
    advice: `Keep the ${noun} where it is needed, or hold it strongly`,
    rewrite: NO_REWRITE,
  };
}

/** Is the reference dereferenced in the same run, which hands the object on? */
function isReadHere(creation: Node, context: WeakContext): boolean {
  const fn = runOf(creation);
  return fn !== undefined && runsInto(fn, isDeref, context.index);
}

/** How sure it is that an expression's object is held by nobody else. */
function orphanhood(made: Node): Certainty | undefined {
  switch (made.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'ArrayExpression':
      return 'proven';
    case 'ObjectExpression':
      // An empty object is often meant to be missing: a reference that is dead from the start.
      return made.properties.length > 0 ? 'proven' : undefined;
    case 'NewExpression':
      // A constructor can hand out what it makes.
      return made.arguments.some((argument) => /^(?:ThisExpression|Identifier|ArrowFunctionExpression)$/.test(unwrap(argument).type)) ? 'possible' : 'likely';
    case 'CallExpression': {
      const callee = unwrap(made.callee);
      return callee.type === 'MemberExpression' && propertyName(callee) === 'bind' ? 'proven' : undefined;
    }
    default:
      return undefined;
  }
}

/** Does the reference itself live on: is it more than read or thrown away on the spot? */
function isKept(creation: TSESTree.NewExpression): boolean {
  const whole = outermost(creation);
  return !isStatementPosition(whole) && methodCall(whole)?.name !== 'deref' && whole.parent?.type !== 'UnaryExpression' && whole.parent?.type !== 'BinaryExpression';
}

/** Feature probes and tests of the collector make orphans on purpose. */
function isProbe(creation: Node): boolean {
  let child = creation;
  for (let at: Node | undefined = creation.parent; at; at = at.parent) {
    if (at.type === 'TryStatement' && at.block === child) return true;
    if (at.type === 'CallExpression' && at.arguments.includes(child as TSESTree.Expression) && TEST_CALL.test(calleeName(at.callee))) return true;
    child = at;
  }
  return false;
}

function calleeName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === 'MemberExpression') return node.object.type === 'Identifier' ? node.object.name : (propertyName(node) ?? '');
  return node.type === 'Identifier' ? node.name : '';
}

/** What a local `const` holds, where it is made in place and read nowhere but in this one reference. */
function madeOnlyFor(identifier: TSESTree.Identifier, { index }: WeakContext): Node | undefined {
  const variable = index.variableOf(identifier);
  const value = variable && (index.constantValue(variable) ?? index.functionOf(variable));
  const definition = variable?.defs[0];
  if (!variable || !value || !definition || !runningFrame(definition.node, index)) return undefined;
  const made = unwrap(value);
  const isMade = isFunction(made) || made.type === 'ObjectExpression' || isClass(made);
  return isMade && variable.references.every((reference) => reference.init === true || (reference.identifier as Node) === identifier) ? made : undefined;
}

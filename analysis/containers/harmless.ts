import { callOf, enclosingFunction, type Expression, isStatementPosition, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { ContainerKind } from '../flow/use.js';
import { outlives } from '../flow/outliving.js';
import { isWeakPlace, ownerOf } from '../source/places.js';
import { runningFrame } from '../flow/running.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * Do the mentions of the one variable that holds a new container show that it is no leak, so that who looks for leaks need not
 * follow it? None of them gives it a way to somewhere else in the file, and it dies with the call that makes it, or nothing is put in.
 *
 * Where this says no, the container may still be none: only what takes a look at each mention is asked.
 */
export function isHarmless(kind: ContainerKind, creation: Expression, index: SourceIndex): boolean {
  const { parent: declarator } = outermost(creation);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return false;
  const variable = index.variableOf(declarator.id);
  if (!variable || isWeakPlace({ kind: 'variable', variable }, index)) return false;
  const mentions = variable.references.flatMap(({ init, identifier }) => (init === true ? [] : [identifier as Node]));
  if (!mentions.every((mention) => isHeldBack(mention, index))) return false;
  if ((kind === 'map' || kind === 'set') && !mentions.some(mayWrite)) return true;
  const frame = runningFrame(declarator, index);
  return frame !== undefined && !mentions.some((mention) => outlives(mention, frame, index));
}

/** Is a mention of a container a use from which it comes to no other place in the file? */
function isHeldBack(mention: Node, index: SourceIndex): boolean {
  const whole = outermost(mention);
  const { parent } = whole;
  switch (parent?.type) {
    case 'MemberExpression': {
      if (parent.object !== whole) return false;
      const call = callOf(parent);
      // These two give the container back.
      return !call || !/^(?:set|add)$/.test(propertyName(parent) ?? '') || isStatementPosition(call);
    }
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.right === whole;
    case 'SpreadElement':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'IfStatement':
      return true;
    case 'ReturnStatement':
      return isGivenAway(parent, index);
    case 'CallExpression':
      return parent.callee !== whole && isCallElsewhere(unwrap(parent.callee), index);
    case 'NewExpression':
      return parent.callee !== whole;
    default:
      return false;
  }
}

/** Does a function give something back that nobody in the file asks it for? */
function isGivenAway(statement: Node, index: SourceIndex): boolean {
  const fn = enclosingFunction(statement);
  if (!fn || fn.async || fn.generator) return true;
  return !methodOf(fn) && !callOf(fn) && (index.callsOf(fn) ?? []).length === 0;
}

/** Is what is called no function of the file, as far as it shows, and nothing that puts its second argument into a container? */
function isCallElsewhere(callee: Node, index: SourceIndex): boolean {
  if (callee.type === 'MemberExpression') return ownerOf(callee.object, index)?.kind !== 'class' && !/^(?:set|getOrInsert)$/.test(propertyName(callee) ?? '');
  if (callee.type !== 'Identifier') return false;
  const variable = index.variableOf(callee);
  return !variable || variable.defs[0]?.type === 'ImportBinding';
}

/** Can a mention of a `Map` or `Set` that is held back put an entry in? */
function mayWrite(mention: Node): boolean {
  const { parent } = outermost(mention);
  return parent?.type === 'MemberExpression' && /^(?:set|add|getOrInsert|getOrInsertComputed)$/.test(propertyName(parent) ?? '');
}

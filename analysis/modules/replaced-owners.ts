import { classOfMember, enclosingFunction, type FunctionNode, isField, isInConstructor, isNothing, makingOf, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { rootPlace } from '../containers/homes.js';
import { runningFrame, runsOnlyAtLoad } from '../flow/running.js';
import type { Place } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import type { Sight } from './elsewhere.js';
import { callsAround } from './load-elsewhere.js';
import { type ClassInSight, mentionsAround } from './owners-elsewhere.js';

/** Owners of owners are followed as far as this. */
const MOST_OWNERS = 5;
/** More makers than so many are not followed. */
const MOST_MAKERS = 12;

/**
 * Is what a container lives in, an object or the call of a factory, put by all that make one where the next one takes its place:
 * `this.evaluator = createEvaluator()` in a method that is called more than once? The container then goes with the old one.
 */
export function isOfReplacedOwner(place: Place | undefined, sight: Sight): boolean {
  const root = rootPlace(place);
  if (root?.kind === 'field') return !root.isStatic && isClassReplaced({ ...sight, owner: root.owner }, 0);
  const definition = root?.kind === 'variable' || root?.kind === 'property' ? root.variable.defs[0] : undefined;
  const frame = definition && runningFrame(definition.node, sight.index);
  return frame !== undefined && isProductReplaced(frame, sight, 0);
}

/** Do all that make objects of a class replace one by the next? */
function isClassReplaced(known: ClassInSight, depth: number): boolean {
  if (depth > MOST_OWNERS) return false;
  const { isOpen, mentions } = mentionsAround(known);
  const made = mentions.flatMap(({ node, in: sight }) => {
    const making = makingOf(node);
    return making ? [{ making, sight }] : [];
  });
  return !isOpen && made.length > 0 && made.length <= MOST_MAKERS && made.every(({ making, sight }) => isReplaced(making, sight, depth + 1));
}

/** Do all calls of a function replace what it made before? */
function isProductReplaced(fn: FunctionNode, sight: Sight, depth: number): boolean {
  const method = methodOf(fn);
  if (depth > MOST_OWNERS) return false;
  if (method?.kind === 'constructor') {
    const owner = classOfMember(method);
    return owner !== undefined && isClassReplaced({ ...sight, owner }, depth);
  }
  const calls = callsAround(fn, sight);
  return calls !== undefined && calls.length > 0 && calls.length <= MOST_MAKERS && calls.every(({ call, from }) => isReplaced(call, from, depth + 1));
}

/** Does a value go where the next one takes its place, or into something that is replaced itself? */
function isReplaced(value: Node, sight: Sight, depth: number): boolean {
  const { index } = sight;
  const whole = outermost(value);
  const { parent } = whole;
  const fn = enclosingFunction(whole);
  switch (parent?.type) {
    case 'AssignmentExpression': {
      const target = unwrap(parent.left);
      if (parent.right !== whole || parent.operator !== '=' || !fn || !isLastingSlot(target, fn, sight)) return false;
      const isFirst = isInConstructor(target) && target.type === 'MemberExpression' && unwrap(target.object).type === 'ThisExpression';
      return takesPlace(target, fn, sight) || (isFirst && isProductReplaced(fn, sight, depth));
    }
    case 'PropertyDefinition': {
      const owner = isField(parent) ? classOfMember(parent) : undefined;
      return isSetAgain(`this.${propertyName(parent) ?? ''}`, undefined, index) || (owner !== undefined && !parent.static && isClassReplaced({ ...sight, owner }, depth));
    }
    case 'VariableDeclarator':
    case 'ReturnStatement': {
      const frame = runningFrame(whole, index);
      if (!frame) return parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && isSetAgain(parent.id.name, undefined, index);
      return frame === fn && isProductReplaced(frame, sight, depth);
    }
    case 'ArrowFunctionExpression':
      return parent.body === whole && isProductReplaced(parent, sight, depth);
    default:
      return false;
  }
}

/** A field, or a variable from outside of the function. */
function isLastingSlot(target: Node, fn: FunctionNode, { index }: Sight): boolean {
  if (target.type === 'MemberExpression') return propertyName(target) !== undefined;
  const definition = target.type === 'Identifier' ? index.variableOf(target)?.defs[0] : undefined;
  return definition !== undefined && enclosingFunction(definition.node) !== fn;
}

/**
 * Does an assignment take the place of an earlier value: is the function around it called from two places, or does the file set
 * the same slot elsewhere, too, or ask the old value for something first? What is set only where it is missing takes no place.
 */
function takesPlace(target: Node, fn: FunctionNode, sight: Sight): boolean {
  const { index } = sight;
  const text = index.plainText(target);
  if (isAskedBefore(target.parent, text, fn, index)) return false;
  if (isSetAgain(text, fn, index)) return true;
  if (isInConstructor(target) || runsOnlyAtLoad(fn, index)) return false;
  if (hasFirstValue(target, index)) return true;
  const isAskedFirst = index.nodesOf('MemberExpression').some((member) => index.plainText(unwrap(member.object)) === text && member.range[1] <= target.range[0] && enclosingFunction(member) === fn);
  return isAskedFirst || (callsAround(fn, sight)?.length ?? 0) > 1;
}

/** Has a variable or field a value where it is declared, or from the constructor? */
function hasFirstValue(target: Node, index: SourceIndex): boolean {
  const definition = target.type === 'Identifier' ? index.variableOf(target)?.defs[0] : undefined;
  if (definition?.type === 'Variable') return definition.node.init !== null && !isNothing(unwrap(definition.node.init));
  const name = target.type === 'MemberExpression' ? propertyName(target) : undefined;
  const text = index.plainText(target);
  return index.nodesOf('PropertyDefinition').some((field) => propertyName(field) === name && field.value !== null && !isNothing(unwrap(field.value)))
    || index.nodesOf('AssignmentExpression').some(({ left, right }) => index.plainText(unwrap(left)) === text && !isNothing(unwrap(right)) && isInConstructor(left));
}

/** Does a function other than one set a slot to something, and not only where it is missing? */
function isSetAgain(slot: string, other: FunctionNode | undefined, index: SourceIndex): boolean {
  return index.nodesOf('AssignmentExpression').some(({ left, right, operator, parent }) => {
    const fn = enclosingFunction(left);
    return operator === '=' && fn !== undefined && fn !== other && !runsOnlyAtLoad(fn, index) && !isInConstructor(left) && index.plainText(unwrap(left)) === slot && !isNothing(unwrap(right)) && !isAskedBefore(parent, slot, fn, index);
  });
}

/** `if (!this.cache) this.cache = …` */
function isAskedBefore(from: Node | undefined, slot: string, fn: FunctionNode, index: SourceIndex): boolean {
  for (let at = from; at && at !== fn; at = at.parent) if (at.type === 'IfStatement' && index.text(at.test).includes(slot)) return true;
  return false;
}

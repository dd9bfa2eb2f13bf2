import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, classOfMember, contains, type FunctionNode, isClass, isFunction, isImmediatelyCalled, isLoop, isWritten, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { Place } from '../source/places.js';
import type { WriteUse } from '../flow/use.js';
import { runnerOf } from '../ir/callbacks.js';
import { flowOf } from '../flow/index.js';
import { isAtLoad, runsPerComponent } from '../flow/running.js';
import { KeyReader } from './keys.js';
import { within } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * Does a write, however often it runs, only ever put in the same few keys?
 *
 * @param place where the container is kept, the outermost one
 */
export function isKeyedByFixed(write: WriteUse, place: Place | undefined, index: SourceIndex): boolean {
  if (write.file) return false;
  const container = place && whereOf(place);
  return isMadeAtLoad(write, index) || (write.how !== 'push' && container !== undefined && isFixedFor(write.key, container, index));
}

/** Is the key one of the objects that the module makes while it loads, whatever it calls them? */
function isMadeAtLoad({ key, node: use }: WriteUse, index: SourceIndex): boolean {
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(unwrap(key));
  const objects = register === undefined ? [] : flow.of(register);
  const isFixed = objects.length > 0 && objects.every(({ kind, node }) => node !== undefined && /^(?:object|array|map|set|weak|function)$/.test(kind) && isAtLoad(node, index));
  // Of strings and numbers the flow of values knows nothing.
  return isFixed && KeyReader.of(index).read(key, use).sort === 'object';
}

/** The part of the program that has a container of its own each time it runs: the scope of its variable, the class of its field. */
function whereOf(place: Place): Node | undefined {
  switch (place.kind) {
    case 'variable':
    case 'property':
      return place.variable.scope.block;
    case 'field':
      return place.isStatic ? place.owner.parent : place.owner;
    default:
      return undefined;
  }
}

/** The same few values for all writes into one container: a constant of a scope around it, what is made of such ones, or what goes with its making. */
function isFixedFor(key: Node, container: Node, index: SourceIndex): boolean {
  const node = unwrap(key);
  switch (node.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every((part) => isFixedFor(part, container, index));
    case 'BinaryExpression':
      return isFixedFor(node.left, container, index) && isFixedFor(node.right, container, index);
    case 'ThisExpression': {
      const maker = ancestors(node).find((at) => (isFunction(at) && at.type !== 'ArrowFunctionExpression') || isClass(at));
      return isFunction(maker) && contains(maker, container);
    }
    case 'Identifier': {
      const variable = index.variableOf(node);
      return variable !== undefined && isGivenWith(variable, container, index);
    }
    case 'MemberExpression':
      return isFixedMember(node, container, index);
    default:
      return false;
  }
}

/** Does a variable have the same value in all runs of the code around a container, or those of a loop that goes with its making? */
function isGivenWith(variable: Scope.Variable, container: Node, index: SourceIndex): boolean {
  const [definition, other] = variable.defs;
  const scope = variable.scope.block as Node;
  // What is imported may be assigned where it is declared.
  if (!definition || other || definition.type === 'ImportBinding' || index.laterWritesOf(variable).length > 0) return false;
  // The script of a component runs for each one anew.
  if (runsPerComponent(definition.node, index)) return false;
  if (!contains(scope, container)) return contains(container, scope) && runsOnceFor(scope, container, index);
  if (definition.type !== 'Variable' || definition.parent.kind !== 'var') return true;
  // A `var` in a loop gets a new value in each turn.
  const around = definition.parent.parent;
  return around === scope || around === (scope as Partial<FunctionNode>).body;
}

/** `panes.forEach((pane) => …)` beside the container, a loop there: does a part of the program run when the container is made, and not again? */
function runsOnceFor(part: Node, container: Node, index: SourceIndex): boolean {
  for (const at of [part, ...ancestors(part)]) {
    if (at === container) return true;
    if (isLoop(at) && index.remember(waits, at)) return false;
    if (!isFunction(at) || isImmediatelyCalled(at) || runnerOf(outermost(at))) continue;
    if (methodOf(at)?.kind !== 'constructor' || !isClass(container) || classOfMember(at.parent) !== container) return false;
  }
  return false;
}

/** May a loop go on for as long as something comes? */
function waits(loop: Node, index: SourceIndex): boolean {
  return (loop.type === 'ForOfStatement' && loop.await) || within(index.nodesOf('AwaitExpression'), loop).length > 0;
}

/** `context._id`: a member of an object that is made with the container, and that nothing puts anything else into. */
function isFixedMember(member: TSESTree.MemberExpression, container: Node, index: SourceIndex): boolean {
  const name = propertyName(member);
  const object = unwrap(member.object);
  const variable = object.type === 'Identifier' ? index.variableOf(object) : undefined;
  const made = variable && isGivenWith(variable, container, index) ? index.constantValue(variable) : undefined;
  const literal = made && unwrap(made);
  if (name === undefined || literal?.type !== 'ObjectExpression') return false;
  const named = literal.properties.filter((property) => property.type === 'SpreadElement' || propertyName(property) === undefined || propertyName(property) === name);
  const [property] = named;
  return named.length === 1 && property?.type === 'Property' && property.kind === 'init' && !index.rememberNamed(isPutInto, name);
}

/** Does anything in the file write to a member of a name? */
function isPutInto(name: string, index: SourceIndex): boolean {
  return index.membersNamed(name).some(isWritten);
}

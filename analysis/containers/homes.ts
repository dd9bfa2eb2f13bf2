import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, type ClassNode, classOfMember, enclosingFunction, functionName, type FunctionNode, isClass, isField, isFunction, isImmediatelyCalled, isPrivateMember, isWholeValue, methodOf, type Node, outermost, propertyName, unwrap, valuesOf } from '../source/ast.js';
import { keepsCallback } from '../ir/callbacks.js';
import { parameterOf } from './parameters.js';
import type { Home, HomeKind } from './facts.js';
import type { Use, WriteUse } from '../flow/use.js';
import { isConstructorFunction } from './self-registration.js';
import { lifeInFile, lifeOfMade, type OwnerLife } from './owners.js';
import { flowOf, isReached } from '../flow/index.js';
import { outlives, outlivingOf } from '../flow/outliving.js';
import { extendsClass, type Place } from '../source/places.js';
import { lazily } from '../source/lazily.js';
import { addTo } from '../source/lists.js';
import { isKeyedByFixed } from './fixed-keys.js';
import { endsInExit, isAtLoad, runningFrame, runsPerComponent } from '../flow/running.js';
import type { SourceIndex } from '../source/source-index.js';

/** Longer-lived homes first: a container that is kept in several places lives as long as the longest. */
const LIFETIME: readonly HomeKind[] = ['global', 'module', 'static', 'descriptor', 'closure', 'field', 'local', 'unknown'];

/** How long the instances of a class of the file live. */
type Owners = (owner: ClassNode) => OwnerLife;

/**
 * The home of a container that is kept in `places`, and the place that gives it.
 *
 * @param owners how long the objects live that have fields; where it is not given, as far as the file shows
 */
export function homeOf(places: readonly Place[], uses: readonly Use[], index: SourceIndex, owners: Owners = (owner) => index.remember(lifeInFile, owner)): { home: Home; place: Place | undefined } {
  let best: { home: Home; place: Place | undefined } = { home: { kind: 'unknown', reach: 'closed', label: 'an unknown place' }, place: undefined };
  let reach: Home['reach'] = 'closed';
  const within = lazily(() => nodesByFunction(uses));
  for (const place of places) {
    const home = homeOfPlace(place, { all: uses, within: (frame) => within().get(frame) ?? [] }, index, owners);
    if (home.reach === 'exported' || (home.reach === 'public' && reach === 'closed')) reach = home.reach;
    if (LIFETIME.indexOf(home.kind) < LIFETIME.indexOf(best.home.kind)) best = { home, place };
  }
  if (uses.some((use) => use.kind === 'escape' && use.to === 'export')) reach = 'exported';
  return { home: { ...best.home, reach }, place: best.place };
}

/** What happens to a container: all of it, and what of it is in a function. A container of many places is seen from each of their functions. */
interface Uses {
  readonly all: readonly Use[];
  readonly within: (frame: FunctionNode) => readonly Node[];
}

function nodesByFunction(uses: readonly Use[]): ReadonlyMap<Node, readonly Node[]> {
  const known = new Map<Node, Node[]>();
  for (const { node } of uses) {
    for (const around of ancestors(node)) if (isFunction(around)) addTo(known, around, node);
  }
  return known;
}

function homeOfPlace(place: Place, uses: Uses, index: SourceIndex, owners: Owners): Home {
  if (isPerComponent(place, index)) return { kind: 'local', reach: 'closed', label: 'an instance of the component' };
  switch (place.kind) {
    case 'variable':
      return homeOfVariable(place.variable, uses, index);
    case 'property': {
      if (index.classOf(place.variable) ?? index.functionOf(place.variable)) {
        const outer = homeOfVariable(place.variable, uses, index);
        return outer.kind === 'module' ? { kind: 'static', reach: outer.reach, label: `a property of \`${place.variable.name}\`` } : outer;
      }
      return homeOfVariable(place.variable, uses, index);
    }
    case 'field':
      return homeOfField(place, uses.all, index, owners);
    case 'loose-field':
      return homeOfLooseField(place.at, index);
    case 'expando':
      return { kind: 'field', reach: 'public', label: `a property hung on \`${place.holder.name}\`` };
    case 'entry':
      return homeOfPlace(place.outer, uses, index, owners);
    case 'known':
      return { kind: 'unknown', reach: 'closed', label: 'an unknown place' };
    case 'global':
      return place.exported ? { kind: 'module', reach: 'exported', label: 'an export of the module' } : { kind: 'global', reach: 'exported', label: 'the global object' };
  }
}

function homeOfLooseField(at: Node, index: SourceIndex): Home {
  const reach = isForeignMethod(at, index) ? 'exported' : 'public';
  const fn = enclosingFunction(at);
  const life = fn && index.remember(isConstructorFunction, fn) ? lifeOfMade(fn, index) : undefined;
  if (!fn || life?.kind !== 'kept') return { kind: 'field', reach, label: 'a field of an object' };
  return { kind: 'descriptor', reach, label: `a field of \`${functionName(fn) ?? 'a function'}\`, ${life.by}`, keptBy: life.by };
}

/** Is code in a method that the file gives to the class of another: `Scene.prototype.show = function () { … }`? Its fields are seen there, too. */
function isForeignMethod(node: Node, index: SourceIndex): boolean {
  const fn = ancestors(node).find((at) => isFunction(at) && at.type !== 'ArrowFunctionExpression');
  const assigned = fn?.parent.type === 'AssignmentExpression' && fn.parent.right === fn ? unwrap(fn.parent.left) : undefined;
  const prototype = assigned?.type === 'MemberExpression' ? unwrap(assigned.object) : undefined;
  if (prototype?.type !== 'MemberExpression' || propertyName(prototype) !== 'prototype') return false;
  const owner = unwrap(prototype.object);
  return owner.type === 'Identifier' && index.variableOf(owner)?.defs[0]?.type === 'ImportBinding';
}

/** Is a place made anew for each instance of a component of Vue or Svelte, and gone with it? */
function isPerComponent(place: Place, index: SourceIndex): boolean {
  switch (place.kind) {
    case 'variable':
    case 'property': {
      const node = place.variable.defs[0]?.node as Node | undefined;
      return node !== undefined && runsPerComponent(node, index);
    }
    case 'field':
      return runsPerComponent(place.owner, index);
    case 'loose-field':
    case 'expando':
      return runsPerComponent(place.at, index);
    case 'entry':
      return isPerComponent(place.outer, index);
    case 'global':
    case 'known':
      return false;
  }
}

function homeOfVariable(variable: Scope.Variable, uses: Uses, index: SourceIndex): Home {
  const definition = variable.defs[0];
  if (!definition || definition.type === 'Parameter' || definition.type === 'ImportBinding') return { kind: 'local', reach: 'closed', label: 'a parameter' };
  const frame = runningFrame(definition.node, index);
  if (!frame && endsInExit(definition.node, index)) return { kind: 'local', reach: 'closed', label: 'a run that ends the program' };
  if (!frame) return { kind: 'module', reach: index.isExported(variable) ? 'exported' : 'closed', label: 'module scope' };
  const outliving = outlivingOf(uses.within(frame), frame, index);
  if (!outliving) return { kind: 'local', reach: 'closed', label: 'a local variable' };
  const name = functionName(frame);
  return { kind: 'closure', reach: 'closed', outliving, label: name ? `the closure of \`${name}\`` : 'a closure' };
}

function homeOfField(place: Extract<Place, { kind: 'field' }>, uses: readonly Use[], index: SourceIndex, owners: Owners): Home {
  const className = place.owner.id ? `\`${place.owner.id.name}\`` : 'a class';
  const { declaration } = place;
  const isPrivate = place.name.startsWith('#') || (declaration !== undefined && (declaration.type === 'TSParameterProperty' ? declaration.accessibility === 'private' : isPrivateMember(declaration)));
  const reach = isPrivate ? 'closed' : 'public';
  if (place.isStatic) return { kind: 'static', reach, label: `a static field of ${className}` };
  const life = owners(place.owner);
  switch (life.kind) {
    case 'kept':
      return { kind: 'descriptor', reach, label: `a field of ${className}, ${life.by}`, keptBy: life.by };
    case 'per-call':
      return { kind: 'local', reach, label: `a field of ${className}, whose instances die with a call` };
    case 'unknown':
      return { kind: isDescriptorLike(uses, index) ? 'descriptor' : 'field', reach, label: `a field of ${className}`, ...(life.passing !== undefined && { passing: life.passing }) };
  }
}

/** Does the class both write and read by a key that is its methods' first parameter? */
function isDescriptorLike(uses: readonly Use[], index: SourceIndex): boolean {
  const byFirst = (use: Use): boolean => {
    if (use.kind !== 'get' && use.kind !== 'has' && use.kind !== 'set') return false;
    const parameter = parameterOf(use.key, index);
    return parameter?.position === 0 && (isField(parameter.fn.parent) || methodOf(parameter.fn) !== undefined) && methodOf(parameter.fn)?.kind !== 'constructor';
  };
  return uses.some((use) => use.kind === 'set' && byFirst(use)) && uses.some((use) => (use.kind === 'get' || use.kind === 'has') && byFirst(use));
}

/** The writes that can run any number of times during the life of the home. */
export function recurringWrites(uses: readonly Use[], place: Place | undefined, home: Home, index: SourceIndex): readonly WriteUse[] {
  const writes = uses.filter((use): use is WriteUse => use.kind === 'set' && use.how !== 'initial' && !isNeverCalled(use, index));
  // What dies with its call needs no such proof.
  return writes.filter((write) => recurs(write.node, place, home, index) && (home.kind === 'local' || (!fillsOwnMaking(write, index) && !isKeyedByFixed(write, rootPlace(place), index))));
}

/** Is a write in a function that nothing runs: a private method that is not called, a function that nobody has? */
function isNeverCalled({ node, file }: WriteUse, index: SourceIndex): boolean {
  // A file that exports nothing may be a script, whose functions others call.
  const fn = file || !index.exportsAnything ? undefined : enclosingFunction(node);
  return fn !== undefined && !index.remember(runsAtAll, fn);
}

function runsAtAll(fn: FunctionNode, index: SourceIndex): boolean {
  return isReached(fn, index.table(flowOf), index, new Set());
}

/**
 * Does a write fill what the call around it has made, by a variable of that call that never holds anything else? However
 * long the container is kept afterwards, and by whom: each call makes one of its own, and fills it once.
 */
function fillsOwnMaking({ node, receiver, file }: WriteUse, index: SourceIndex): boolean {
  const variable = receiver.type === 'Identifier' && !file ? index.variableOf(receiver) : undefined;
  const definition = variable?.defs[0];
  const frame = definition?.type === 'Variable' ? runningFrame(definition.node, index) : undefined;
  if (!variable || !frame || outlives(node, frame, index)) return false;
  const writes = variable.references.filter((reference) => reference.isWrite());
  return writes.every(({ identifier, writeExpr }) => writeExpr && isWholeValue(identifier, writeExpr) && valuesOf(writeExpr).every(isFreshlyMade));
}

function isFreshlyMade({ type }: Node): boolean {
  return type === 'NewExpression' || type === 'ObjectExpression' || type === 'ArrayExpression';
}

/** Can the code at `node` run again and again while the container lives? */
export function recurs(node: Node, place: Place | undefined, home: Home, index: SourceIndex): boolean {
  const root = rootPlace(place);
  if (home.kind === 'closure' && root && 'variable' in root) {
    const frame = runningFrame(root.variable.defs[0]?.node as Node, index);
    return frame !== undefined && outlives(node, frame, index);
  }
  if (root?.kind === 'field' && !root.isStatic) return recursInOwner(node, root.owner, index);
  if (root?.kind === 'loose-field' && isInConstructorFunction(node, index)) return false;
  return !isAtLoad(node, index);
}

/** `function Pool() { this.sockets = new Map(); }`: such code runs once for each object, as in the constructor of a class. */
function isInConstructorFunction(node: Node, index: SourceIndex): boolean {
  const fn = enclosingFunction(node);
  return fn !== undefined && index.remember(isConstructorFunction, fn);
}

/** The place of a container, or of the outermost one that it is an entry of. */
export function rootPlace<P extends Place | undefined>(place: P): P | Place {
  return place?.kind === 'entry' ? rootPlace(place.outer) : place;
}

/** In a class, a constructor and what only it calls run once for each owner. */
function recursInOwner(node: Node, owner: ClassNode, index: SourceIndex, seen = new Set<Node>()): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at === owner) return true;
    if (isField(at) && classOfMember(at) === owner) return isFunction(unwrap(at.value ?? at));
    if (!isFunction(at)) continue;
    const method = methodOf(at);
    if (!method || classOfMember(method) !== owner) {
      if (isClass(at.parent.parent)) return true;
      if (whole(at)) return true;
      continue;
    }
    if (method.kind === 'constructor') return false;
    if (!isPrivateMember(method) || seen.has(method)) return true;
    seen.add(method);
    const mentions = index.membersNamed(propertyName(method) ?? '');
    return mentions.every(({ type }) => type !== 'MemberExpression') || mentions.some((mention) => mention.type === 'MemberExpression' && recursInOwner(mention, owner, index, seen));
  }
  return true;

  // A callback inside the constructor that is kept runs again.
  function whole(fn: FunctionNode): boolean {
    const at = outermost(fn);
    const call = at.parent;
    if (call?.type !== 'CallExpression' || call.callee === at) return call?.type !== 'CallExpression' && !isImmediatelyCalled(fn);
    return keepsCallback(call);
  }
}

/** Does some class in the file extend the owner of a field and use the field? */
export function subclassUsing(place: Place, uses: readonly Use[], index: SourceIndex): Node | undefined {
  if (place.kind !== 'field' || place.isStatic) return undefined;
  return uses.find((use) => {
    for (let at: Node | undefined = use.node.parent; at; at = at.parent) if (isClass(at)) return at !== place.owner && extendsClass(at, place.owner, index);
    return false;
  })?.receiver;
}

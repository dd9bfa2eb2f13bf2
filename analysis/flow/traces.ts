// Every operation that can meet a container, in one place: what each is to it.
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import {
  declaresThis, enclosingFunction, type Expression, type FunctionNode, identitySought, isClass, isField, isNothing, isPrivateMember, isStatementPosition, isTypedApart, methodOf, type Node, outermost, partSought, propertyName, unwrap, valuesOf,
} from '../source/ast.js';
import { type Argument, type ClassUnit, type FunctionUnit, lower, type LoweredFile, type Operand, type Operation, type Register } from '../ir/index.js';
import type { ContainerKind, Use, WriteUse } from './use.js';
import { extendsClass, type Place, placeKeys } from '../source/places.js';
import { addTo } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';
import { CLOSING_CALLS, KNOWN_CALLS, LISTING_ARRAY_METHODS, LISTING_CONSTRUCTORS, LISTING_METHODS, REMOVING_ARRAY_METHODS } from './library.js';
import { borrowedBy } from './borrowed.js';
import { type AbstractObject, ANY, ELEMENTS, makeObject } from './objects.js';
import { placesOf, type Located } from './locations.js';
import { type CallOperation, type PointsTo, solve } from './points-to.js';

/** The flow of values through a file. */
export function flowOf(index: SourceIndex): PointsTo {
  return solve(index.table(lower));
}

export type Making = TSESTree.CallExpression | TSESTree.NewExpression;

/** An `object` is an empty one. */
export type MadeKind = 'map' | 'set' | 'object';

/** What makes a container, each time another one, by what the file imports. */
export type MadeElsewhere = ReadonlyMap<Making, MadeKind>;

/** The flow of values through a file for which others make containers. */
function flowWith(made: MadeElsewhere, index: SourceIndex): PointsTo {
  if (made.size === 0) return index.table(flowOf);
  const lowered = index.table(lower);
  const pins = new Map<Register, AbstractObject>();
  for (const [making, kind] of made) {
    const register = lowered.values.get(making);
    if (register !== undefined) pins.set(register, makeObject(kind, { node: making }));
  }
  return solve(lowered, pins);
}

/** Everything that happens to a container in this file. */
export interface Trace {
  readonly uses: readonly Use[];
  /** All places that hold the container, aliases included. */
  readonly places: readonly Place[];
  /** The types written on its way: casts, and return types of in-file accessors. */
  readonly types: readonly TSESTree.TypeNode[];
  /** The flow of values through the file, and the objects in it that the container is. */
  readonly flow: PointsTo;
  readonly objects: readonly AbstractObject[];
}

/** A container before it is judged: what creates it, where it is kept, what happens to it. */
export interface TracedContainer {
  readonly kind: ContainerKind;
  readonly creations: readonly Expression[];
  readonly trace: Trace;
}

/**
 * The containers of a file with all their uses, in source order. Those that come to one place are one.
 *
 * @param kindOf what kind of container an object is to be followed as, if at all
 */
export function traceAll(index: SourceIndex, kindOf: (object: AbstractObject) => ContainerKind | undefined, made: MadeElsewhere): readonly TracedContainer[] {
  const flow = flowWith(made, index);
  if (!flow.isComplete) return [];
  const groups = grouped(placesOf(flow, index, kindOf));
  new UseReader(flow, groups, index).read();
  return groups
    .map((group) => ({
      kind: group.kind,
      creations: group.members.map(({ object }) => object.node as Expression).sort((a, b) => a.range[0] - b.range[0]),
      trace: traceOf(group, flow, []),
    }))
    .sort((a, b) => (a.creations[0]?.range[0] ?? 0) - (b.creations[0]?.range[0] ?? 0));
}

/** Where a container of another file comes into a file. */
export interface Origin {
  /** An imported variable, or an expression that stands for what is imported. */
  readonly at: Scope.Variable | Node;
  /** The members that lead from there to the container, or to one that has it as a value. */
  readonly path: readonly string[];
  /** In how many maps of maps it is. */
  readonly depth: number;
}

/**
 * Follows a container of another file.
 *
 * @param places the places that hold it, as they are known already
 * @returns what happens to it, and to the map that has it as a value where there is one; and whether it was followed from all of its origins
 */
export function traceFrom(index: SourceIndex, kind: ContainerKind, origins: readonly Origin[], places: readonly Place[]): { readonly own: Trace; readonly around: Trace | undefined; readonly isWhole: boolean } {
  const lowered = index.table(lower);
  const own = makeObject(kind === 'dictionary' ? 'object' : kind);
  const layers = [own];
  const layer = (depth: number): AbstractObject => (layers[depth] ??= makeObject('map', { inside: [{ field: ELEMENTS, object: layer(depth - 1) }] }));
  const pins = new Map<Register, AbstractObject>();
  let isWhole = true;
  for (const { at, path, depth } of origins) {
    const register = 'references' in at ? lowered.variables.get(at) : lowered.values.get(at);
    // A variable that nothing mentions has no register.
    isWhole &&= register !== undefined || 'references' in at;
    if (register !== undefined) pins.set(register, path.reduceRight((object, field) => makeObject('object', { inside: [{ field, object }] }), layer(depth)));
  }
  const flow = solve(lowered, pins);
  const kindOf = (object: AbstractObject): ContainerKind | undefined => (object === own ? kind : object === layers[1] ? 'map' : undefined);
  const located = flow.isComplete ? placesOf(flow, index, kindOf) : [];
  const groups = located.map((one) => groupOf(one));
  new UseReader(flow, groups, index).read();
  const [inner, outer] = [own, layers[1]].map((object) => groups.find(({ members }) => members[0]?.object === object));
  return {
    own: inner ? traceOf(inner, flow, places) : { uses: [], places, types: [], flow, objects: [own] },
    around: outer && traceOf(outer, flow, []),
    isWhole,
  };
}

function traceOf({ members, uses, types }: Group, flow: PointsTo, known: readonly Place[]): Trace {
  return {
    places: distinct([...known, ...members.flatMap(({ places }) => places)]),
    uses: uses.sort((a, b) => a.node.range[0] - b.node.range[0]),
    types: [...types],
    flow,
    objects: members.map(({ object }) => object),
  };
}

interface Group {
  readonly kind: ContainerKind;
  readonly members: Located[];
  readonly uses: Use[];
  readonly types: Set<TSESTree.TypeNode>;
  readonly creations: Set<Node>;
}

function distinct(places: readonly Place[]): readonly Place[] {
  const keyOf = placeKeys();
  const seen = new Map<string, Place>();
  for (const place of places) if (!seen.has(keyOf(place))) seen.set(keyOf(place), place);
  return [...seen.values()];
}

function groupOf(one: Located): Group {
  return { kind: one.kind, members: [one], uses: [], types: new Set(), creations: new Set() };
}

/** Containers of one kind that come to one place by themselves, or to one that is no variable, are one. */
function grouped(located: readonly Located[]): readonly Group[] {
  const keyOf = placeKeys();
  const byKey = new Map<string, Group>();
  const groups = new Set<Group>();
  for (const one of located) {
    if (one.places.length === 0) continue;
    const keys = one.places.filter((place) => place.kind !== 'variable' || one.landings.has(place)).map((place) => `${one.kind} ${keyOf(place)}`);
    const known = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];
    const [target = { kind: one.kind, members: [], uses: [], types: new Set(), creations: new Set() } satisfies Group, ...others] = known;
    groups.add(target);
    for (const other of others) groups.delete(other);
    const joining = [...others.flatMap(({ members }) => members), one];
    target.members.push(...joining);
    for (const member of joining) for (const place of member.places) if (place.kind !== 'variable' || member.landings.has(place)) byKey.set(`${member.kind} ${keyOf(place)}`, target);
  }
  for (const group of groups) for (const { object: { node } } of group.members) if (node) group.creations.add(node);
  return [...groups];
}

/** Goes over the operations once and notes what each does with a container. */
class UseReader {
  readonly #groupOf = new Map<AbstractObject, Group>();
  /** What an object that is no instance has in it, however deep. */
  readonly #inside = new Map<AbstractObject, Set<Group>>();
  /** What went out of sight with something that it is in. */
  readonly #lostInside = new Set<Group>();
  readonly #lowered: LoweredFile;

  constructor(
    private readonly flow: PointsTo,
    private readonly groups: readonly Group[],
    private readonly index: SourceIndex,
  ) {
    this.#lowered = flow.lowered;
    for (const group of groups) for (const { object } of group.members) this.#groupOf.set(object, group);
    this.#findHolders();
  }

  read(): void {
    if (this.groups.length === 0) return;
    for (const operation of this.#lowered.operations) this.#operation(operation);
    this.#unseen();
    for (const [object, group] of this.#groupOf) if (this.flow.isDropped(object)) this.#given(group, object);
    for (const [holder, groups] of this.#inside) if (this.flow.isDropped(holder)) for (const group of groups) this.#given(group, holder);
    for (const object of this.flow.objects) if (object.kind === 'bound' && this.flow.isEscaped(object)) for (const group of this.#boundTo(object)) this.#given(group, object);
  }

  #findHolders(): void {
    const holders = this.flow.objects.filter(({ kind }) => kind === 'object' || kind === 'array' || kind === 'map' || kind === 'set' || kind === 'weak');
    const parents = new Map<AbstractObject, AbstractObject[]>();
    for (const holder of holders) {
      for (const field of holder.fields.values()) {
        for (const held of this.flow.of(field)) addTo(parents, held, holder);
      }
    }
    for (const [object, group] of this.#groupOf) {
      const seen = new Set<AbstractObject>([object]);
      for (const at of seen) {
        for (const holder of parents.get(at) ?? []) {
          if (seen.has(holder)) continue;
          seen.add(holder);
          const inside = this.#inside.get(holder) ?? new Set();
          this.#inside.set(holder, inside.add(group));
        }
      }
    }
  }

  /** What became of an object was not followed to the end. */
  #given(group: Group, { node }: AbstractObject): void {
    const [creation] = group.creations;
    const at = node ?? creation;
    if (at) this.#add(group, { kind: 'unknown', node: at, receiver: at });
  }

  #held(register: Register | undefined): ReadonlySet<Group> {
    const found = new Set<Group>();
    if (register !== undefined) for (const object of this.flow.of(register)) {
      const group = this.#groupOf.get(object);
      if (group) found.add(group);
    }
    return found;
  }

  #add(group: Group, use: Use): void {
    group.uses.push(use);
  }

  // ---------------------------------------------------------------- one operation

  #operation(operation: Operation): void {
    switch (operation.op) {
      case 'load':
        this.#load(operation);
        return;
      case 'store':
        this.#store(operation);
        return;
      case 'remove':
        this.#remove(operation);
        return;
      case 'ask':
        for (const group of this.#held(operation.base.register)) {
          const at = { node: operation.node, receiver: operation.base.node };
          if (group.kind === 'dictionary' && operation.key && operation.field === undefined) this.#add(group, { kind: 'has', key: operation.key as Expression, ...at });
          else this.#add(group, { kind: 'unknown', ...at });
        }
        return;
      case 'assign':
        for (const group of this.#held(operation.to)) this.#replaced(group, operation.node, operation.target, operation.from);
        return;
      case 'call':
      case 'new':
      case 'invoke':
        this.#call(operation);
        return;
      case 'super':
        for (const argument of operation.args) if (!argument.isSpread && this.#superIsOpen(operation)) this.#lost(operandOf(argument), 'argument', operation.node);
        return;
      case 'iterate':
        for (const group of this.#held(operation.from.register)) {
          const isListed = operation.how !== 'keys' || group.kind === 'dictionary';
          this.#add(group, { kind: isListed ? 'iterate' : 'unknown', node: operation.node, receiver: operation.from.node });
        }
        return;
      case 'spread':
        for (const group of this.#held(operation.from.register)) this.#add(group, { kind: 'iterate', node: operation.node, receiver: operation.from.node });
        this.#holderLost(operation.from, 'value', operation.node);
        return;
      case 'test':
        for (const group of this.#held(operation.from.register)) this.#add(group, { kind: 'test', node: operation.node, receiver: operation.from.node });
        // A method that is compared is another one of a weak container.
        if (operation.node.type === 'BinaryExpression' && !isNothing(operation.node.left) && !isNothing(operation.node.right)) this.#methodLost(operation.from, operation.node);
        return;
      case 'coerce':
        for (const group of this.#held(operation.from.register)) this.#add(group, { kind: 'unknown', node: operation.node, receiver: operation.from.node });
        if (operation.node.type === 'BinaryExpression') this.#methodLost(operation.from, operation.node);
        return;
      case 'cast':
        for (const group of this.#held(operation.from)) group.types.add(operation.type);
        this.#methodLost({ register: operation.from, node: operation.type }, operation.type);
        return;
      case 'return':
        this.#returned(operation);
        return;
      case 'escape':
        this.#lost(operation.from, operation.how, operation.node);
        return;
      case 'unknown':
        for (const group of this.#held(operation.from.register)) this.#add(group, { kind: 'unknown', node: operation.node, receiver: operation.from.node });
        this.#holderLost(operation.from, 'value', operation.node);
        return;
      default:
        return;
    }
  }

  /** A value goes out of sight. */
  #lost(from: Operand | undefined, to: Extract<Use, { kind: 'escape' }>['to'], node: Node): void {
    if (!from) return;
    for (const group of this.#held(from.register)) this.#add(group, { kind: 'escape', to, node, receiver: from.node });
    this.#holderLost(from, to === 'export' ? 'export' : 'value', node);
  }

  /** An object goes out of sight with the containers in it, or a function that stands for a method of one. */
  #holderLost({ register, node: receiver }: Operand, to: 'export' | 'value', node: Node): void {
    this.#methodLost({ register, node: receiver }, node);
    for (const object of this.flow.of(register)) {
      const isContainer = object.kind === 'map' || object.kind === 'set' || object.kind === 'weak';
      for (const group of this.#inside.get(object) ?? []) {
        // One way out of sight tells as much as all of them.
        if (to !== 'export' && this.#lostInside.has(group)) continue;
        this.#lostInside.add(group);
        this.#add(group, isContainer ? { kind: 'unknown', node, receiver } : { kind: 'escape', to, node, receiver });
      }
    }
  }

  /** A function that stands for a method of a container goes where its calls are not seen. */
  #methodLost({ register, node: receiver }: Operand, node: Node): void {
    for (const object of this.flow.of(register)) for (const group of this.#boundTo(object)) this.#add(group, { kind: 'unknown', node, receiver });
  }

  /** The containers that a method, bound or not, may be called on. */
  #boundTo(object: AbstractObject): ReadonlySet<Group> {
    if ((object.kind !== 'method' && object.kind !== 'bound') || !object.target) return new Set();
    const root = this.#groupOf.get(rootOf(object));
    return new Set([...(root ? [root] : []), ...this.#held(object.self)]);
  }

  #load({ base, field, node, key }: Extract<Operation, { op: 'load' }>): void {
    const whole = outermost(node);
    // Read only to be written anew: `d[key] ??= value`.
    if (whole.parent?.type === 'AssignmentExpression' && whole.parent.left === whole) return;
    const at = { node, receiver: base.node };
    for (const group of this.#held(base.register)) {
      switch (group.kind) {
        case 'dictionary':
          if (field === undefined && key && node.type === 'MemberExpression') this.#add(group, { kind: 'get', key: key as Expression, ...at });
          else if (!field?.startsWith('[')) this.#add(group, { kind: 'unknown', ...at, isFixedKey: true });
          break;
        case 'array':
          if (field === 'length') this.#add(group, { kind: 'size', ...at });
          else if (field === undefined) this.#add(group, { kind: 'iterate', ...at });
          else if (!field.startsWith('[') && !isMethodOf(group.kind, field)) this.#add(group, { kind: 'unknown', ...at });
          break;
        case 'map':
        case 'set':
          if (field === 'size') this.#add(group, { kind: 'size', ...at });
          else if (field === undefined || (!field.startsWith('[') && !isMethodOf(group.kind, field) && !isOwnField(group, field))) this.#add(group, { kind: 'unknown', ...at });
      }
    }
    if (field === undefined) for (const object of this.flow.of(base.register)) if (object.kind === 'object') for (const group of this.#inside.get(object) ?? []) this.#add(group, { kind: 'unknown', ...at });
  }

  #store({ base, field, from, node, target, key }: Extract<Operation, { op: 'store' }>): void {
    for (const group of this.#held(base.register)) {
      if (group.kind === 'dictionary' && field === undefined && key && node.type === 'AssignmentExpression' && unwrap(node.left) === target) {
        if (node.operator === '=' && isNothing(unwrap(node.right))) {
          this.#add(group, { kind: 'delete', key: key as Expression, node, receiver: base.node });
          continue;
        }
        const how = node.operator === '??=' || node.operator === '||=' ? 'getOrInsert' : 'assign';
        this.#add(group, { kind: 'set', how, key: key as Expression, value: node.right, node, receiver: base.node });
      } else if (group.kind === 'dictionary' && field === undefined && key && node.type === 'UpdateExpression') {
        this.#add(group, { kind: 'set', how: 'assign', key: key as Expression, value: undefined, node, receiver: base.node });
      } else if (group.kind === 'array' && node.type === 'AssignmentExpression' && node.operator === '=' && isEndOfList(target, this.index)) {
        this.#add(group, { kind: 'set', how: 'push', key: node.right, value: undefined, node, receiver: base.node });
      } else if (group.kind === 'array' && field === 'length') {
        this.#add(group, { kind: 'clear', node, receiver: base.node });
      } else if (!field?.startsWith('[') && !isOwnField(group, field)) {
        this.#add(group, { kind: 'unknown', node: target, receiver: base.node, ...(group.kind === 'dictionary' && { isFixedKey: true }) });
      }
    }
    const objects = this.flow.of(base.register);
    const replaced = new Set<Group>();
    for (const object of objects) {
      const location = object.fields.get(field ?? ANY);
      if (location !== undefined && node.type === 'AssignmentExpression') for (const group of this.#held(location)) replaced.add(group);
    }
    for (const group of replaced) this.#replaced(group, node, target, from);
    if (from === undefined) return;
    const isOut = objects.length === 0 || field === undefined || objects.some((object) => this.#isOutside(object, field));
    const receiver = node.type === 'AssignmentExpression' ? unwrap(node.right) : node.type === 'Property' ? unwrap(node.value) : node;
    // Whoever has an object has the functions in its fields.
    if (!isOut) this.#methodLost({ register: from, node: receiver }, node);
    if (isOut) this.#lost({ register: from, node: receiver }, 'property', node);
    else if (node.type === 'AssignmentExpression' && objects.some((object) => isExports(object, field))) this.#lost({ register: from, node: receiver }, 'export', node);
  }

  /** Is what is stored in an object out of sight there? */
  #isOutside(object: AbstractObject, field: string): boolean {
    if (object.kind === 'unknown') return !field.startsWith('#') && !this.#lowered.hung.has(field);
    if (object.kind === 'global') return !isExports(object, field) && !isGlobalObject(object);
    return false;
  }

  #remove({ base, field, node, key }: Extract<Operation, { op: 'remove' | 'ask' }>): void {
    for (const group of this.#held(base.register)) {
      const at = { node, receiver: base.node };
      if (group.kind === 'dictionary' && field === undefined && key) this.#add(group, { kind: 'delete', key: key as Expression, ...at });
      else this.#add(group, { kind: 'unknown', ...at, ...(group.kind === 'dictionary' && { isFixedKey: true }) });
    }
    const removed = node.type === 'UnaryExpression' ? unwrap(node.argument) : node;
    for (const object of this.flow.of(base.register)) {
      for (const group of this.#held(object.fields.get(field ?? ANY))) this.#add(group, { kind: 'replace', by: 'nothing', node, receiver: removed });
    }
  }

  /** A place that holds a container gets another value. */
  #replaced(group: Group, node: Node, target: Node, from: Register | undefined): void {
    const at = { node, receiver: target };
    if (node.type !== 'AssignmentExpression') {
      if (node.type === 'ForOfStatement' || node.type === 'UpdateExpression') this.#add(group, { kind: 'unknown', ...at });
      return;
    }
    const made = unwrap(node.left) === target ? valuesOf(node.right) : [];
    if (!/^(?:\?\?|\|\|)?=$/.test(node.operator)) {
      this.#add(group, { kind: 'unknown', ...at });
    } else if (made.length > 0 && made.every((value) => group.creations.has(value))) {
      if (node.operator === '=') this.#add(group, { kind: 'replace', by: 'fresh', ...at });
    } else if (made.length > 0 && made.every(isNothing)) {
      this.#add(group, { kind: 'replace', by: 'nothing', ...at });
    } else if (group.kind === 'array' && made.every((value) => isFilterOf(value, target, this.index))) {
      this.#add(group, { kind: 'delete', key: node.right, ...at });
    } else if (node.operator === '=' && this.#isMadeHere(group, from, node)) {
      this.#add(group, { kind: 'replace', by: 'fresh', ...at });
    } else if (!made.some((value) => group.creations.has(value)) && !this.#held(from).has(group)) {
      this.#add(group, { kind: 'unknown', ...at });
    }
  }

  /** Does the run of the function around an assignment make what is assigned? */
  #isMadeHere(group: Group, from: Register | undefined, node: Node): boolean {
    const fn = enclosingFunction(node);
    const values = from === undefined ? [] : this.flow.of(from);
    return fn !== undefined && values.length > 0 && values.every((object) => this.#groupOf.get(object) === group && object.node && enclosingFunction(object.node) === fn);
  }

  // ---------------------------------------------------------------- calls

  #call(operation: CallOperation): void {
    const callees = this.flow.calleesOf(operation);
    const target = operation.op === 'invoke' ? operation.base : operation.callee;
    if (operation.op === 'invoke') {
      for (const group of this.#held(target.register)) if (!this.#isOwnMethod(group, operation)) this.#containerCall(group, operation.field, operation.args, operation.node, target.node, operation.callee);
    } else {
      for (const group of this.#held(target.register)) this.#add(group, { kind: 'unknown', node: operation.node, receiver: target.node });
    }
    for (const callee of callees) {
      const { method, self, args } = methodCalled(callee, operation);
      if (!method) continue;
      // What it is called on counts: where it was read from something else, it would become the method of another kind.
      const root = this.#groupOf.get(rootOf(method));
      const { node } = operation;
      if (self !== undefined && !this.#isOwnTo(root, self)) {
        for (const group of new Set([...(root ? [root] : []), ...this.#held(self)])) this.#add(group, { kind: 'unknown', node, receiver: target.node });
        continue;
      }
      for (const group of self !== undefined ? this.#held(self) : root ? [root] : []) {
        if (operation.op !== 'invoke' || !this.#held(operation.base.register).has(group)) this.#containerCall(group, method.name, args, node, target.node, undefined);
      }
    }
    operation.args.forEach((argument, at) => { this.#argument(operation, callees, argument, at); });
  }

  /** Is a method called on the container that it was read from, and on nothing else? That of a list does for any list. */
  #isOwnTo(root: Group | undefined, self: Register): boolean {
    const groups = [...(root ? [root] : []), ...this.#held(self)];
    if (groups.every(({ kind }) => kind === 'array' || kind === 'dictionary')) return true;
    const objects = this.flow.of(self);
    return root !== undefined && objects.length > 0 && objects.every((object) => this.#groupOf.get(object) === root);
  }

  /** Does a class that extends `Map` have a method of its own for a call? */
  #isOwnMethod(group: Group, operation: Extract<Operation, { op: 'invoke' }>): boolean {
    if (operation.field === undefined || operation.callee.object.type === 'Super' || !group.members.some(({ object }) => object.owner !== undefined)) return false;
    return this.flow.calleesOf(operation).some(({ kind }) => kind !== 'method' && kind !== 'unknown');
  }

  #argument(operation: CallOperation, callees: readonly AbstractObject[], argument: Argument, at: number): void {
    const operand = operandOf(argument);
    if (!operand || argument.isSpread) return;
    const groups = this.#held(operand.register);
    const isHolder = this.flow.of(operand.register).some((object) => this.#inside.has(object) || object.kind === 'method' || object.kind === 'bound');
    if (groups.size === 0 && !isHolder) return;
    const { node } = operation;
    const entry = node.type === 'TaggedTemplateExpression' ? undefined : entryNamed(node, argument.node, this.index);
    const fates = new Set(callees.length === 0 ? ['escapes' as const] : callees.map((callee) => this.#fateOf(operation, callee, at)));
    for (const group of groups) {
      const use = { node, receiver: operand.node };
      if (group.kind === 'dictionary' && entry) this.#add(group, { ...entry, ...use });
      else if (fates.has('listed') || (at === 1 && borrowedBy(operation)?.how === 'apply')) this.#add(group, { kind: 'iterate', ...use });
      else if (fates.has('escapes')) this.#add(group, { kind: 'escape', to: 'argument', ...use });
      // What is closed takes no new keys; the entries of maps and sets are none of its business.
      else if ((group.kind === 'dictionary' || group.kind === 'array') && callees.some(({ kind, name }) => kind === 'global' && CLOSING_CALLS.has(name))) this.#add(group, { kind: 'unknown', ...use });
    }
    if ((fates.has('escapes') && !callees.every(isContainerMethod)) || fates.has('listed')) this.#holderLost(operand, 'value', node);
    else if (fates.has('escapes')) this.#methodLost(operand, node);
  }

  /** What becomes of an argument. */
  #fateOf(operation: CallOperation, callee: AbstractObject, at: number): 'followed' | 'listed' | 'escapes' {
    switch (callee.kind) {
      case 'function':
        return callee.unit && this.#isFollowed(callee.unit.node, operation, positionOf(operation, at)) ? 'followed' : 'escapes';
      case 'bound':
        return callee.target?.kind === 'function' ? 'followed' : 'escapes';
      case 'class':
        return operation.op === 'new' && !(callee.owner && this.#passesOut(callee.owner)) ? 'followed' : 'escapes';
      case 'method':
        // What it is called on, there or by what is bound, has a use of its own at the call.
        if (at === 0 && borrowedBy(operation)) return 'followed';
        return at === 1 && /^(?:set|getOrInsert)$/.test(callee.name) && (callee.target?.kind === 'map' || callee.target?.kind === 'weak') ? 'followed' : 'escapes';
      case 'global':
        if (callee.name === 'Object.assign' && this.#mergesLiterals(operation)) return 'followed';
        if (operation.op === 'new') return LISTING_CONSTRUCTORS.has(callee.name) ? 'listed' : 'escapes';
        switch (KNOWN_CALLS.get(callee.name)) {
          case 'lists':
            return 'listed';
          case 'returns':
            return 'followed';
          default:
            return 'escapes';
        }
      default:
        return 'escapes';
    }
  }

  /** Does `Object.assign` do no more than to put what literals have into objects that are seen? */
  #mergesLiterals({ args }: CallOperation): boolean {
    return args.every(({ register, isSpread }, at) => {
      const objects = register === undefined || isSpread ? [] : this.flow.of(register);
      return objects.length > 0 && objects.every((object) => (at === 0 ? /^(?:object|instance|class|function|loose)$/ : /^object$/).test(object.kind) && object.accessors.size === 0 && !this.#groupOf.has(object));
    });
  }

  /** Does an argument go on in the function of this file that is called, and nowhere else? */
  #isFollowed(fn: FunctionNode, operation: CallOperation, at: number): boolean {
    if (declaresThis(fn) || isTypedApart(fn) && !methodOf(fn) && fn.parent.type !== 'Property' && operation.op !== 'new' && !isCalledHere(fn)) return false;
    const parameter = fn.params[at];
    if (operation.op !== 'invoke') return parameter !== undefined;
    return parameter !== undefined && !this.#isOverridable(fn);
  }

  /** Can a subclass have its own method for a call: in this file, or wherever an exported class is extended? */
  #isOverridable(fn: FunctionNode): boolean {
    const method = methodOf(fn);
    const owner = method?.parent.parent;
    if (!method || !isClass(owner) || isPrivateMember(method)) return false;
    const binding = this.index.bindingOf(owner);
    if (!method.static && (!binding || this.index.isExported(binding))) return true;
    return this.index.methodsNamed(propertyName(method) ?? '').some((other) => other !== method && isClass(other.parent.parent) && extendsClass(other.parent.parent, owner, this.index));
  }

  #superIsOpen({ owner }: Extract<Operation, { op: 'super' }>): boolean {
    return owner?.base === undefined || this.#isBaseOpen(owner, new Set());
  }

  /** Does a class without a constructor of its own hand what it is given to one that is not seen? */
  #passesOut(owner: ClassUnit, seen = new Set<ClassUnit>()): boolean {
    if (owner.base === undefined || seen.has(owner) || owner.members.some(({ kind }) => kind === 'constructor')) return false;
    return this.#isBaseOpen(owner, seen.add(owner));
  }

  #isBaseOpen({ base }: ClassUnit, seen: Set<ClassUnit>): boolean {
    const bases = base === undefined ? [] : this.flow.of(base);
    return bases.length === 0 || bases.some(({ kind, owner }) => kind !== 'class' || (owner !== undefined && this.#passesOut(owner, seen)));
  }

  // ---------------------------------------------------------------- methods of containers

  #containerCall(group: Group, name: string | undefined, args: readonly Argument[], call: TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression, receiver: Node, callee: TSESTree.MemberExpression | undefined): void {
    const [first, second] = args;
    const key = first && !first.isSpread ? (first.node as Expression) : undefined;
    const value = second && !second.isSpread ? (second.node as Expression) : undefined;
    const at = { node: call, receiver };
    if (group.kind === 'dictionary') {
      if (name === undefined && callee) this.#add(group, { kind: 'get', key: callee.property as Expression, node: callee, receiver });
      // What has no prototype has no such method.
      else if (name === 'hasOwnProperty' && key && group.members.every(({ object }) => object.node?.type === 'ObjectExpression')) this.#add(group, { kind: 'has', key, ...at });
      else this.#add(group, { kind: 'unknown', node: callee ?? call, receiver, isFixedKey: true });
    } else if (name === undefined) {
      this.#add(group, { kind: group.kind === 'array' ? 'iterate' : 'unknown', node: callee ?? call, receiver });
    } else if (group.kind === 'array') {
      this.#arrayCall(group, name, key, args, call, receiver);
    } else if (name === 'clear') {
      this.#add(group, { kind: 'clear', ...at });
    } else if (LISTING_METHODS.has(name)) {
      this.#add(group, { kind: 'iterate', ...at });
    } else if ((name === 'has' || name === 'delete' || name === 'get') && key) {
      this.#add(group, { kind: name, key, ...at });
    } else if ((name === 'set' || name === 'add') && key) {
      this.#add(group, { kind: 'set', how: name, key, value, ...at });
    } else if ((name === 'getOrInsert' || name === 'getOrInsertComputed') && key) {
      this.#add(group, { kind: 'set', how: 'getOrInsert', key, value, ...at });
    } else {
      this.#add(group, { kind: 'unknown', ...at });
    }
  }

  #arrayCall(group: Group, name: string, key: Expression | undefined, args: readonly Argument[], call: Node, receiver: Node): void {
    const at = { node: call, receiver };
    if (name === 'push' || name === 'unshift') {
      if (args.length === 1 && key) this.#add(group, { kind: 'set', how: 'push', key, value: undefined, ...at });
      else this.#add(group, { kind: 'unknown', ...at });
    } else if ((name === 'includes' || name === 'indexOf' || name === 'lastIndexOf') && key) {
      this.#add(group, { kind: 'has', key, ...at });
    } else if ((name === 'find' || name === 'findIndex') && key) {
      const sought = identitySought(key);
      this.#add(group, sought ? { kind: 'has', key: sought, ...at } : { kind: 'iterate', sought: partSought(key), ...at });
    } else if (REMOVING_ARRAY_METHODS.has(name)) {
      this.#add(group, { kind: 'delete', key: key ?? (call as Expression), ...at });
    } else if (LISTING_ARRAY_METHODS.has(name)) {
      this.#add(group, { kind: 'iterate', sought: name === 'some' && key ? partSought(key) : undefined, ...at });
    } else {
      this.#add(group, { kind: 'unknown', ...at });
    }
  }

  // ---------------------------------------------------------------- ways out

  /** A returned container goes on at the calls, where all of them are in sight; otherwise it escapes. */
  #returned({ unit, from, node }: Extract<Operation, { op: 'return' }>): void {
    const groups = this.#held(from.register);
    const isOpen = this.#isOpen(unit);
    for (const group of groups) {
      if (unit.node.returnType) group.types.add(unit.node.returnType.typeAnnotation);
      const isIgnored = node === unit.node && isResultIgnored(unit.node);
      if (isOpen && !isIgnored) this.#add(group, { kind: 'escape', to: 'return', node, receiver: from.node });
    }
    if (isOpen) this.#holderLost(from, 'value', node);
    else this.#methodLost(from, node);
  }

  /** Can code that is not seen call a function, or get its result in another way? */
  #isOpen(unit: FunctionUnit): boolean {
    const { node } = unit;
    if (node.async || node.generator) return true;
    const method = methodOf(node);
    const owner = method && this.#lowered.classes.get(method.parent.parent);
    if (method) return !isPrivateMember(method) && (!owner || this.flow.isOpen(owner));
    if (isCalledHere(node)) return false;
    if (isTypedApart(node) && node.parent.type !== 'Property') return true;
    if (isField(node.parent)) return !isPrivateMember(node.parent);
    const object = this.flow.functionOf(unit);
    return !object || this.flow.isEscaped(object);
  }

  /** What names a variable that holds a container where no operation is: in markup, in syntax that is not known. */
  #unseen(): void {
    for (const [variable, register] of this.#lowered.variables) {
      const name = variable.defs[0]?.name as Node | undefined;
      // A type of its own may say what a method gives back.
      if (name?.type === 'Identifier' && name.typeAnnotation) this.#methodLost({ register, node: name }, name);
      const groups = this.#held(register);
      if (groups.size === 0) continue;
      for (const { identifier, init } of variable.references) {
        const node = identifier as Node;
        if (init || this.#lowered.values.has(node) || isOnlyType(node)) continue;
        for (const group of groups) this.#add(group, { kind: 'unknown', node: node.parent ?? node, receiver: node });
      }
    }
  }
}

function operandOf({ register, node }: Argument): Operand | undefined {
  return register === undefined ? undefined : { register, node: unwrap(node) };
}

/** Which argument of a function one of a call is: `call` and `bind` take the `this` first, and `apply` has all others in a list. */
function positionOf(operation: CallOperation, at: number): number {
  return at > 0 && borrowedBy(operation) ? at - 1 : at;
}

/** What a container of this file is given is still in sight: it is in the container. */
function isContainerMethod({ kind, target }: AbstractObject): boolean {
  return kind === 'method' && target?.node !== undefined;
}

/** The container that a method, bound or not, is one of. */
function rootOf(object: AbstractObject): AbstractObject {
  return (object.kind === 'method' || object.kind === 'bound') && object.target ? rootOf(object.target) : object;
}

/** The method of a container that a call runs, and how many arguments stand before its own. */
function methodCalled(callee: AbstractObject, operation: CallOperation): { readonly method: AbstractObject | undefined; readonly self: Register | undefined; readonly args: readonly Argument[] } {
  const borrowed = borrowedBy(operation);
  let method: AbstractObject | undefined = callee;
  let self = borrowed?.self?.register;
  let args = borrowed?.args ?? operation.args;
  for (; method?.kind === 'bound'; method = method.target) {
    // What is bound first stays so.
    ({ self } = method);
    args = [...method.args, ...args];
  }
  // What is only bound is not called yet; a `delete` that is given its key is bound to be.
  const isCalled = borrowed?.how !== 'bind' || (method?.name === 'delete' && args.length > 0);
  return { method: method?.kind === 'method' && isCalled ? method : undefined, self, args };
}

function isGlobalObject({ kind, name }: AbstractObject): boolean {
  return kind === 'global' && /^(?:globalThis|window|self|global)$/.test(name);
}

/** Is a member of an object an export of a module of Node's older kind? */
function isExports({ kind, name }: AbstractObject, field: string | undefined): boolean {
  return kind === 'global' && (name === 'exports' || name === 'module.exports' || (name === 'module' && field === 'exports'));
}

const METHODS: Readonly<Record<ContainerKind, RegExp>> = {
  map: /^(?:get|set|has|delete|clear|getOrInsert|getOrInsertComputed)$/,
  set: /^(?:add|has|delete|clear)$/,
  array: /^(?:push|includes|indexOf)$/,
  dictionary: /^$/,
};

/** Is a member a method of a container whose use is seen where it is called? */
function isMethodOf(kind: ContainerKind, name: string): boolean {
  return METHODS[kind].test(name);
}

/** Is a member of a container of the file's own class a field that says nothing of the entries? What an accessor does is followed by itself. */
function isOwnField({ kind, members }: Group, field: string | undefined): boolean {
  if (field === undefined || field === 'size' || (kind !== 'map' && kind !== 'set') || isMethodOf(kind, field) || LISTING_METHODS.has(field)) return false;
  return members.every(({ object }) => object.owner !== undefined);
}

function isCalledHere(fn: FunctionNode): boolean {
  const whole = outermost(fn);
  return whole.parent?.type === 'CallExpression' && whole.parent.callee === whole;
}

/** `list.forEach((x) => set.add(x))`: what the arrow gives back is ignored. */
function isResultIgnored(arrow: Node): boolean {
  const outer = arrow.parent;
  return outer?.type === 'CallExpression' && outer.arguments[0] === arrow && outer.callee.type === 'MemberExpression' && propertyName(outer.callee) === 'forEach' && isStatementPosition(outer);
}

type EntryUse = { readonly kind: 'get' | 'has' | 'delete'; readonly key: Expression } | Pick<WriteUse, 'kind' | 'how' | 'key' | 'value'>;

/** What a call of a built-in function does with an entry of a dictionary: `Object.hasOwn(d, key)`, `Object.prototype.hasOwnProperty.call(d, key)`, `Reflect.set(d, key, value)`. */
function entryNamed(call: TSESTree.CallExpression | TSESTree.NewExpression, dictionary: Node, index: SourceIndex): EntryUse | undefined {
  const callee = unwrap(call.callee);
  const [first, key, value] = call.arguments;
  if (first !== dictionary || !key || key.type === 'SpreadElement' || callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee);
  const object = unwrap(callee.object);
  if ((name === 'hasOwn' && index.isGlobal(object, 'Object')) || (name === 'has' && index.isGlobal(object, 'Reflect'))) return { kind: 'has', key };
  if (name === 'call' && object.type === 'MemberExpression' && propertyName(object) === 'hasOwnProperty' && isPlainPrototype(unwrap(object.object), index)) return { kind: 'has', key };
  // A name that is fixed makes a record of it.
  if (!index.isGlobal(object, 'Reflect') || key.type === 'Literal') return undefined;
  switch (name) {
    case 'get':
      return call.arguments.length === 2 ? { kind: 'get', key } : undefined;
    case 'set':
      return value && value.type !== 'SpreadElement' && call.arguments.length === 3 ? { kind: 'set', how: 'assign', key, value } : undefined;
    case 'deleteProperty':
      return { kind: 'delete', key };
    default:
      return undefined;
  }
}

/** `Object.prototype`, or `{}`, which has its methods. */
function isPlainPrototype(node: Node, index: SourceIndex): boolean {
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  return node.type === 'MemberExpression' && propertyName(node) === 'prototype' && index.isGlobal(unwrap(node.object), 'Object');
}

/** `list[list.length]`, to which a write adds. */
function isEndOfList(target: Node, index: SourceIndex): boolean {
  if (target.type !== 'MemberExpression' || !target.computed) return false;
  const at = unwrap(target.property);
  return at.type === 'MemberExpression' && propertyName(at) === 'length' && index.plainText(at.object) === index.plainText(target.object);
}

/** `list = list.filter(…)`: what is left out is released. */
function isFilterOf(value: Node, receiver: Node, index: SourceIndex): boolean {
  if (value.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return false;
  return /^(?:filter|slice)$/.test(propertyName(value.callee) ?? '') && index.plainText(value.callee.object) === index.plainText(receiver);
}

function isOnlyType({ parent }: Node): boolean {
  return parent !== undefined && (/^TS(?:TypeReference|TypeQuery|QualifiedName|InterfaceHeritage|ClassImplements)$/.test(parent.type) || /^(?:Import|Export)/.test(parent.type));
}

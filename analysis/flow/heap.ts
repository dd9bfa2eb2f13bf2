import type { Node } from '../source/ast.js';
import type { FunctionUnit, Register } from '../ir/index.js';
import { type AbstractObject, ANY, ELEMENTS, KEYS, makeObject } from './objects.js';
import { Registers } from './registers.js';

/** So many objects between one and what it inherits from are looked through. */
const MOST_PARENTS = 8;

/** A member of an object, wherever in its chain of prototypes it is. */
export interface Member {
  readonly value: Register;
  readonly getters: FunctionUnit[];
  /** What it is read of: the `this` of its getters. */
  readonly readers: Set<Register>;
}

/** The abstract heap: objects, their fields, what they inherit, what lists and maps have. */
export class Heap extends Registers {
  /** The objects that have fields. */
  readonly objects: AbstractObject[] = [];
  readonly #fieldWatchers = new WeakMap<AbstractObject, ((name: string, field: Register) => void)[]>();
  readonly #parentWatchers = new WeakMap<AbstractObject, ((parent: AbstractObject) => void)[]>();
  readonly #members = new WeakMap<AbstractObject, Map<string, Member>>();
  readonly #derived = new WeakMap<Node, WeakMap<AbstractObject, AbstractObject>>();
  /** The entries of maps. */
  readonly #entries = new WeakMap<AbstractObject, AbstractObject>();
  /** Lists whose elements a built-in function puts into another list. */
  readonly #takenApart = new WeakSet<AbstractObject>();

  /**
   * @param registers how many the file has
   * @param fixed those that hold what is put into them by `hold`, and nothing else
   */
  constructor(registers: number, fixed: ReadonlyMap<Register, unknown>) {
    super(registers, fixed, makeObject('unknown'));
    this.objects.push(this.unknown);
  }

  /** A new object; what is not given of it is empty. */
  make(kind: AbstractObject['kind'], facts?: Partial<AbstractObject>): AbstractObject {
    const object = makeObject(kind, facts);
    this.objects.push(object);
    return object;
  }

  /** The register of a field, made when it is first asked for. */
  field(object: AbstractObject, name: string): Register {
    let field = object.fields.get(name);
    if (field === undefined) {
      field = this.fresh();
      object.fields.set(name, field);
      for (const visit of this.#fieldWatchers.get(object) ?? []) visit(name, field);
    }
    return field;
  }

  /** Does something for each field that an object has, or comes to have. */
  eachField(object: AbstractObject, visit: (name: string, field: Register) => void): void {
    const watchers = this.#fieldWatchers.get(object) ?? [];
    this.#fieldWatchers.set(object, watchers);
    watchers.push(visit);
    for (const [name, field] of [...object.fields]) visit(name, field);
  }

  /** Lets an object inherit from another one. */
  addParent(object: AbstractObject, parent: AbstractObject): void {
    if (object === parent || object.parents.includes(parent)) return;
    object.parents.push(parent);
    for (const visit of this.#parentWatchers.get(object) ?? []) visit(parent);
  }

  /** Visits an object and what it inherits from, up to the first that has a member of its own. */
  lookUp(object: AbstractObject, name: string, visit: (holder: AbstractObject) => void, seen = new Set<AbstractObject>()): void {
    if (seen.has(object)) return;
    seen.add(object);
    visit(object);
    if (object.kind === 'prototype' && object.owner?.members.some((member) => member.name === name && !member.isStatic)) return;
    const watchers = this.#parentWatchers.get(object) ?? [];
    this.#parentWatchers.set(object, watchers);
    const go = (parent: AbstractObject): void => { this.lookUp(parent, name, visit, seen); };
    watchers.push(go);
    for (const parent of [...object.parents]) go(parent);
  }

  /** What an object has, or inherits, under a name. */
  member(object: AbstractObject, name: string): Member {
    const members = this.#members.get(object) ?? new Map<string, Member>();
    this.#members.set(object, members);
    const known = members.get(name);
    if (known) return known;
    const member: Member = { value: this.fresh(), getters: [], readers: new Set() };
    members.set(name, member);
    this.lookUp(object, name, (holder) => {
      this.copy(this.field(holder, name), member.value);
      if (holder.fields.has(ANY) || holder.kind === 'object' || holder.kind === 'loose') this.copy(this.field(holder, ANY), member.value);
      const getter = holder.accessors.get(`get ${name}`);
      if (!getter) return;
      this.copy(getter.result, member.value);
      member.getters.push(getter);
      for (const reader of member.readers) this.copy(reader, getter.self);
    });
    return member;
  }

  /** What a call makes, one for each thing that it makes it of. */
  madeAt(node: Node, of: AbstractObject | undefined, make: () => AbstractObject): AbstractObject {
    const made = this.#derived.get(node) ?? new WeakMap<AbstractObject, AbstractObject>();
    this.#derived.set(node, made);
    const object = made.get(of ?? this.unknown) ?? make();
    made.set(of ?? this.unknown, object);
    return object;
  }

  /** All elements of an object that can be gone through. */
  elements(object: AbstractObject, to: Register): void {
    switch (object.kind) {
      case 'array':
        this.eachField(object, (name, field) => { if (name.startsWith('[')) this.copy(field, to); });
        return;
      case 'map':
        this.add(to, this.entry(object));
        return;
      case 'set':
        this.copy(this.field(object, ELEMENTS), to);
        return;
      case 'unknown':
      case 'global':
        this.add(to, this.unknown);
        return;
      default:
    }
  }

  /** An entry of a map, as a list of key and value; of a set or list, with its element as the value. */
  entry(map: AbstractObject): AbstractObject {
    const known = this.#entries.get(map);
    if (known) return known;
    const entry = this.make('array');
    this.#entries.set(map, entry);
    if (map.kind === 'array') {
      this.elements(map, this.field(entry, '[1]'));
      return entry;
    }
    this.copy(this.field(map, map.kind === 'map' ? KEYS : ELEMENTS), this.field(entry, '[0]'));
    this.copy(this.field(map, ELEMENTS), this.field(entry, '[1]'));
    return entry;
  }

  /** The list that a call makes of what a register holds. */
  list(node: Node, of: AbstractObject, from: Register): AbstractObject {
    // A list of a list of a list, as a loop makes them, is one.
    const list = this.madeAt(node, of.name === 'list' ? undefined : of, () => this.make('array', { name: 'list' }));
    this.copy(from, this.field(list, ELEMENTS));
    return list;
  }

  /** Holds the elements of the lists in a register. */
  spread(list: Register | undefined): Register {
    const to = this.fresh();
    this.each(list, (object) => { this.elements(object, to); });
    return to;
  }

  /** Holds what a register does, and what is in the lists among it, however deep. */
  flattened(from: Register): Register {
    const to = this.fresh();
    this.copy(from, to);
    this.each(to, (object) => { if (object.kind === 'array') this.takeApart(object, to); });
    return to;
  }

  /** Puts the elements of a list into a register, as a built-in function does. */
  takeApart(list: AbstractObject, to: Register): void {
    this.#takenApart.add(list);
    this.elements(list, to);
  }

  /** Are the elements of a list somewhere else by a built-in function? */
  isTakenApart(list: AbstractObject): boolean {
    return this.#takenApart.has(list);
  }
}

/** Has a prototype, or one that it inherits from, a member of its own? */
export function hasMember({ fields, parents }: AbstractObject, name: string, depth = 0): boolean {
  return fields.has(name) || (depth < MOST_PARENTS && parents.some((parent) => hasMember(parent, name, depth + 1)));
}

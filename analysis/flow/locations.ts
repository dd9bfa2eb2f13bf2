import { type ClassNode, isField, type Node } from '../source/ast.js';
import type { Operation, Register } from '../ir/index.js';
import { grouped } from '../source/lists.js';
import type { ContainerKind } from './use.js';
import type { Place } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import { type AbstractObject, ELEMENTS } from './objects.js';
import type { PointsTo } from './points-to.js';

type StoreOperation = Extract<Operation, { op: 'store' }>;

/** A container, and the places that may hold it. */
export interface Located {
  readonly object: AbstractObject;
  readonly kind: ContainerKind;
  /** Those that it comes to by itself first, then all others in source order. */
  readonly places: readonly Place[];
  /** The places that it comes to from its creation without another place between. */
  readonly landings: ReadonlySet<Place>;
}

/** Finds the places of containers. */
export function placesOf(flow: PointsTo, index: SourceIndex, kindOf: (object: AbstractObject) => ContainerKind | undefined): readonly Located[] {
  const containers = flow.objects.flatMap((object) => {
    const kind = kindOf(object);
    return kind ? [{ object, kind }] : [];
  });
  if (containers.length === 0) return [];
  const locations = new Locations(flow, index);
  return containers.map(({ object, kind }) => {
    const { landings, places } = locations.of(object);
    return { object, kind, places, landings };
  });
}

const STORAGE: ReadonlySet<AbstractObject['kind']> = new Set(['map', 'set', 'weak', 'array', 'object']);

class Locations {
  readonly #byRegister = new Map<Register, Place>();
  readonly #registers = new Map<AbstractObject, Register[]>();
  readonly #outer = new Map<AbstractObject, Place | undefined>();
  readonly #at = new Map<Place, number>();
  /** The stores by name, where `this` of functions or an object that is not known may be written. */
  readonly #stores: ReadonlyMap<string, StoreOperation[]>;
  readonly #ofClasses: ReadonlyMap<ClassNode, AbstractObject[]>;

  constructor(
    private readonly flow: PointsTo,
    private readonly index: SourceIndex,
  ) {
    this.#stores = grouped(flow.lowered.operations.filter((operation) => operation.op === 'store'), ({ field }) => field);
    this.#ofClasses = grouped(flow.objects, ({ kind, owner }) => (kind === 'instance' || kind === 'prototype' || kind === 'class' ? owner?.node : undefined));
    for (const [variable, register] of flow.lowered.variables) {
      if (variable.defs.some(({ type }) => type === 'ImportBinding')) continue;
      this.#locate(register, { kind: 'variable', variable }, (variable.defs[0]?.name as Node | undefined)?.range[0] ?? 0);
    }
    // Entries are placed by what holds them, which must have its place first.
    const holders = flow.objects.filter(({ fields }) => fields.size > 0);
    for (const holder of holders) {
      for (const [name, register] of holder.fields) {
        if (name === ELEMENTS || !this.#holdsStorage(register)) continue;
        const place = this.#memberOf(holder, name);
        if (place) this.#locate(register, place, holder.node?.range[0] ?? 0);
      }
    }
    for (const holder of holders) {
      const register = holder.fields.get(ELEMENTS);
      if (register === undefined || (holder.kind !== 'map' && holder.kind !== 'weak')) continue;
      const outer = this.#holding(holder);
      if (outer) this.#locate(register, { kind: 'entry', outer }, holder.node?.range[0] ?? 0);
    }
  }

  of(object: AbstractObject): { readonly places: readonly Place[]; readonly landings: ReadonlySet<Place> } {
    const all = (this.#registers.get(object) ?? []).map((register) => this.#byRegister.get(register) as Place);
    const landings = new Set(this.#landings(object));
    const order = (place: Place): number => (landings.has(place) ? 0 : 1);
    return { landings, places: all.sort((a, b) => order(a) - order(b) || (this.#at.get(a) ?? 0) - (this.#at.get(b) ?? 0)) };
  }

  /** May a register hold a container, or what one can be in? The members that hold functions and values are many more. */
  #holdsStorage(register: Register): boolean {
    return this.flow.of(register).some(({ kind }) => STORAGE.has(kind));
  }

  #locate(register: Register, place: Place, at: number): void {
    this.#byRegister.set(register, place);
    this.#at.set(place, at);
    for (const object of this.flow.of(register)) {
      const known = this.#registers.get(object);
      if (known) known.push(register);
      else this.#registers.set(object, [register]);
    }
  }

  /** Where the value of a creation comes to first. */
  *#landings({ node }: AbstractObject): Generator<Place> {
    const start = node && this.flow.lowered.values.get(node);
    if (start === undefined) return;
    const seen = new Set([start]);
    for (const register of seen) {
      const place = this.#byRegister.get(register);
      if (place) yield place;
      else for (const next of this.flow.next(register)) seen.add(next);
    }
  }

  /** A place that holds an object, by which what is in it is named. */
  #holding(object: AbstractObject): Place | undefined {
    if (!this.#outer.has(object)) {
      this.#outer.set(object, undefined);
      this.#outer.set(object, this.of(object).places[0]);
    }
    return this.#outer.get(object);
  }

  #memberOf(holder: AbstractObject, name: string): Place | undefined {
    switch (holder.kind) {
      case 'instance':
      case 'prototype':
        if (holder.owner) return this.#field(holder, holder.owner.node, name, false);
        return { kind: 'loose-field', name, at: holder.node ?? this.index.source.ast };
      case 'loose':
        return { kind: 'loose-field', name, at: this.#storesTo(holder, name)[0]?.target ?? this.index.source.ast };
      case 'class':
        return holder.owner && this.#field(holder, holder.owner.node, name, true);
      case 'unknown':
        return this.flow.lowered.hung.has(name) ? this.#hung(holder, name) : undefined;
      case 'global':
        if (/^(?:globalThis|window|self|global)$/.test(holder.name)) return { kind: 'global', name, exported: false };
        if (holder.name === 'exports' || holder.name === 'module.exports' || (holder.name === 'module' && name === 'exports')) return { kind: 'global', name, exported: true };
        return undefined;
      case 'function': {
        const variable = holder.unit && this.index.bindingOf(holder.unit.node);
        return variable && name !== 'prototype' ? { kind: 'property', variable, path: [name] } : undefined;
      }
      case 'object': {
        if (holder.node === undefined) return { kind: 'loose-field', name, at: this.index.source.ast };
        const outer = this.#holding(holder);
        if (outer?.kind === 'variable' && this.index.constantValue(outer.variable)) return { kind: 'property', variable: outer.variable, path: [name] };
        if (outer?.kind === 'property') return { ...outer, path: [...outer.path, name] };
        return undefined;
      }
      default:
        return undefined;
    }
  }

  /** A property hung on what a variable holds. */
  #hung(holder: AbstractObject, name: string): Place | undefined {
    for (const { base, target } of this.#storesTo(holder, name)) {
      const variable = base.node.type === 'Identifier' ? this.index.variableOf(base.node) : undefined;
      if (variable) return { kind: 'expando', name, holder: variable, at: target };
    }
    return undefined;
  }

  #storesTo(holder: AbstractObject, name: string): readonly StoreOperation[] {
    return (this.#stores.get(name) ?? []).filter(({ base }) => this.flow.of(base.register).includes(holder));
  }

  /** A field belongs to the uppermost class that has it. */
  #field(holder: AbstractObject, owner: ClassNode, name: string, isStatic: boolean): Place {
    let at = owner;
    // A class may seem to extend itself: `Base = class extends Base {}`.
    const seen = new Set([owner]);
    for (let base = this.#baseOf(at); base && !seen.has(base); base = this.#baseOf(at)) {
      seen.add(base);
      const held = this.#ofClasses.get(base)?.find(({ kind }) => kind === holder.kind)?.fields.get(name);
      if (held === undefined || name.startsWith('#') || this.flow.of(held).length === 0) break;
      at = base;
    }
    return { kind: 'field', owner: at, name, isStatic, declaration: declarationOf(at, name, isStatic, this.index) };
  }

  #baseOf(node: ClassNode): ClassNode | undefined {
    const register = this.flow.lowered.classes.get(node)?.base;
    const bases = register === undefined ? [] : this.flow.of(register);
    return bases.find(({ kind, owner }) => kind === 'class' && owner !== undefined)?.owner?.node;
  }
}

/** The field or parameter property that declares a member, if the class body does. */
function declarationOf(owner: ClassNode, name: string, isStatic: boolean, index: SourceIndex): Extract<Place, { kind: 'field' }>['declaration'] {
  const field = index.membersOfClass(owner, name, isStatic).find(isField);
  const constructor = isStatic ? undefined : index.membersOfClass(owner, 'constructor', false).find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const params = constructor?.type === 'MethodDefinition' ? constructor.value.params : [];
  const parameter = params.find((param) => {
    if (param.type !== 'TSParameterProperty') return false;
    const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
    return target.name === name;
  });
  if (parameter?.type !== 'TSParameterProperty') return field;
  // Of two that declare it, the one that comes first in the body.
  return field && field.range[0] < parameter.range[0] ? field : parameter;
}

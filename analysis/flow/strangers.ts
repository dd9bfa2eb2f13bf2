import type { Node } from '../source/ast.js';
import type { Field } from '../ir/index.js';
import { addTo } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';
import { type AbstractObject, makeObject } from './objects.js';
import type { PointsTo } from './points-to.js';

/** What a register holds besides an object, and a place that shows it. */
interface Company {
  readonly held: readonly AbstractObject[];
  readonly node: Node;
}

/** Where objects meet others, worked out once for a file. */
export interface Companies {
  readonly ofObject: ReadonlyMap<AbstractObject, readonly Company[]>;
  /** The names of the fields that may hold an object. */
  readonly fieldsOf: ReadonlyMap<AbstractObject, ReadonlySet<string>>;
  /** What is stored under a name in an object that is not known; under `undefined`, where the name is not fixed. */
  readonly storedUnder: ReadonlyMap<Field, readonly Company[]>;
}

/** Stands for a value that is no object of the file, and not unknown either: what only a type speaks of. */
const NOTHING: readonly AbstractObject[] = [makeObject('unknown')];

/** Finds the variables, fields and receivers that may hold more than one object. */
export function companiesIn(flow: PointsTo, { source: { ast: root } }: SourceIndex): Companies {
  const ofObject = new Map<AbstractObject, Company[]>();
  const fieldsOf = new Map<AbstractObject, Set<string>>();
  const storedUnder = new Map<Field, Company[]>();
  const meet = (register: number | undefined, node: Node): void => {
    const held = register === undefined ? undefined : flow.of(register);
    if (!held || held.length < 2) return;
    for (const object of held) addTo(ofObject, object, { held, node });
  };
  /** A value of which nothing is known but its type comes to where objects are. */
  const join = (from: number | undefined, to: number | undefined, node: Node): void => {
    if (from === undefined || to === undefined || flow.of(from).length > 0) return;
    for (const object of flow.of(to)) addTo(ofObject, object, { held: NOTHING, node });
  };
  const names = new Map([...flow.lowered.variables].map(([variable, register]) => [register, variable.defs[0]?.name as Node | undefined]));
  for (const [variable, register] of flow.lowered.variables) if (variable.defs[0]) meet(register, variable.defs[0].name);
  for (const holder of flow.objects) {
    for (const [name, field] of holder.fields) {
      for (const object of flow.of(field)) fieldsOf.set(object, (fieldsOf.get(object) ?? new Set()).add(name));
    }
  }
  for (const operation of flow.lowered.operations) {
    switch (operation.op) {
      case 'copy':
        if (names.has(operation.from)) join(operation.from, operation.to, names.get(operation.from) ?? root);
        break;
      case 'assign':
        join(operation.from, operation.to, operation.node);
        break;
      case 'return':
        join(operation.from.register, operation.unit.result, operation.node);
        break;
      case 'load':
      case 'invoke':
        meet(operation.base.register, operation.node);
        meet(operation.to, operation.node);
        break;
      case 'store': {
        meet(operation.base.register, operation.node);
        if (operation.from === undefined) break;
        meet(operation.from, operation.node);
        const bases = flow.of(operation.base.register);
        for (const base of bases) {
          meet(base.fields.get(operation.field ?? '*'), operation.node);
          join(operation.from, base.fields.get(operation.field ?? '*'), operation.node);
        }
        if (bases.length > 0 && !bases.some(({ kind }) => kind === 'unknown')) break;
        addTo(storedUnder, operation.field, { held: flow.of(operation.from), node: operation.node });
        break;
      }
      default:
    }
  }
  return { ofObject, fieldsOf, storedUnder };
}

/**
 * A place where something other than some objects may come to a variable, field or receiver that may hold one of them.
 *
 * @returns `undefined` where each of these holds nothing else, so that every use of them is one of exactly these objects
 */
export function strangerBeside(objects: readonly AbstractObject[], { ofObject, fieldsOf, storedUnder }: Companies): Node | undefined {
  const isOther = ({ held }: Company): boolean => held.some((object) => !objects.includes(object));
  for (const object of objects) {
    const found = ofObject.get(object)?.find(isOther);
    if (found) return found.node;
    for (const name of fieldsOf.get(object) ?? []) {
      // Whoever is written may be the one that has it.
      const stored = storedUnder.get(name)?.find(isOther);
      if (stored) return stored.node;
    }
  }
  return undefined;
}

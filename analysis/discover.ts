import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, isField, type Node, outermost, unwrap } from './ast.js';
import { endOfEntry } from './ended-entries.js';
import { isHarmless } from './harmless.js';
import type { ContainerKind } from './model.js';
import { isValueBranch, landingOf, type Place, placeKeys } from './places.js';
import { mayHoldDictionary, mayOfferContainer, maySearchLists } from './prefilter.js';
import { indexOfUse, inSourceOrder, type SourceIndex } from './source-index.js';
import { creationsByStandIn } from './stand-ins.js';
import { type Trace, traceUses, valuesOf } from './uses.js';
import { waysOut } from './elsewhere.js';
import { weakEntryOf } from './weak-entries.js';

/** A container before it is judged: what creates it, where it is kept, what happens to it. */
export interface Candidate {
  readonly kind: ContainerKind;
  readonly creations: readonly Expression[];
  readonly trace: Trace;
}

interface Group {
  readonly kind: ContainerKind;
  readonly creations: Expression[];
  readonly places: Place[];
}

/**
 * Finds all candidates of a file, in source order.
 *
 * @param isOffered whether lists and objects that only other files may use as containers are candidates, too
 * @param leaksOnly whether those are left out that are no leak at a glance
 */
export function discover(index: SourceIndex, isOffered = false, leaksOnly = false): readonly Candidate[] {
  const isOffering = isOffered && mayOfferContainer(index.source.text);
  return index
    .table(isOffering ? allCreated : leaksOnly ? doubtful : isOffered ? filled : created)
    .filter((candidate) => isContainer(candidate, index) || (isOffered && waysOut(candidate.trace, index).some((way) => way.kind === 'export')));
}

/** What is created as a container, or seems to be used as one. */
function created(index: SourceIndex): readonly Candidate[] {
  return candidatesFrom(creationsIn(index, 'searched'), index);
}

/** The same with lists that other files may search. */
function filled(index: SourceIndex): readonly Candidate[] {
  return maySearchLists(index.source.text) ? index.table(created) : candidatesFrom(creationsIn(index, 'filled'), index);
}

/** The same without those that are no leak at a glance; what holds weak references is judged by other things. */
function doubtful(index: SourceIndex): readonly Candidate[] {
  return index.mentionsWeakRef ? index.table(created) : candidatesFrom(creationsIn(index, 'searched').filter(({ kind, creation }) => !isHarmless(kind, creation, index)), index);
}

/** The same with all lists and objects. */
function allCreated(index: SourceIndex): readonly Candidate[] {
  return candidatesFrom(creationsIn(index, 'offered'), index);
}

function candidatesFrom(creations: readonly Creation[], index: SourceIndex): readonly Candidate[] {
  const groups: Group[] = [];
  for (const { kind, creation } of creations) {
    const { places } = landingOf(creation, index);
    if (places.length > 0) groups.push({ kind, creations: [creation], places: [...places] });
  }
  const keyOf = placeKeys();
  const traced = mergeGroups(groups, keyOf).map((group) => traceOf(group, index));
  // A container that reaches a field through a variable is the same as the one that the field is built with.
  const reached = traced.map(({ group, trace }) => ({ ...group, places: trace.places.filter((place) => place.kind !== 'variable' || group.places.includes(place)) }));
  const alone = new Map(traced.map((one) => [one.group.creations[0], one]));
  return mergeGroups(reached, keyOf)
    .map((group) => {
      const known = alone.get(group.creations[0]);
      return known?.group.creations.length === group.creations.length ? known : traceOf(group, index);
    })
    .map(({ group, trace }) => ({ kind: group.kind, creations: group.creations, trace }))
    .sort((a, b) => (a.creations[0]?.range[0] ?? 0) - (b.creations[0]?.range[0] ?? 0));
}

function traceOf(group: Group, index: SourceIndex): { readonly group: Group; readonly trace: Trace } {
  return { group, trace: traceUses(group.kind, group.creations, group.places, index) };
}

/** Creations that land in one place are one container. */
function mergeGroups(groups: readonly Group[], keyOf: (place: Place) => string): Group[] {
  const byKey = new Map<string, Group>();
  const merged: Group[] = [];
  for (const group of groups) {
    const keys = group.places.map((place) => `${group.kind} ${keyOf(place)}`);
    const known = keys.map((key) => byKey.get(key)).find((found) => found !== undefined);
    const target = known ?? { kind: group.kind, creations: [], places: [] };
    if (!known) merged.push(target);
    target.creations.push(...group.creations);
    target.places.push(...group.places);
    for (const key of keys) byKey.set(key, target);
  }
  return merged;
}

interface Creation {
  readonly kind: ContainerKind;
  readonly creation: Expression;
}

/**
 * @param which lists: those of a file that fills and searches some, for without that none is a container; those of one that fills some, for
 * other files to search; or all, and all objects, for other files to fill
 */
function creationsIn(index: SourceIndex, which: 'searched' | 'filled' | 'offered'): readonly Creation[] {
  const found: Creation[] = [];
  for (const [name, kind] of [['Map', 'map'], ['Set', 'set']] as const) {
    for (const identifier of index.globalReferences(name)) {
      const parent = identifier.parent;
      if (parent.type === 'NewExpression' && parent.callee === identifier && !hasWeakBranch(parent, index)) found.push({ kind, creation: parent });
    }
    for (const creation of creationsByStandIn(name, index)) found.push({ kind, creation });
  }
  const { text } = index.source;
  const hasArrays = which === 'offered' || (text.includes('.push(') && (which === 'filled' || maySearchLists(text)));
  const hasDictionaries = which === 'offered' || mayHoldDictionary(text);
  const arrays = hasArrays ? index.emptyLiterals('ArrayExpression').filter(isEmptyArray) : [];
  const dictionaries = hasDictionaries ? [...index.emptyLiterals('ObjectExpression'), ...bareObjects(index)].filter((node) => isEmptyObject(node, index)) : [];
  for (const creation of inSourceOrder<Expression>(arrays, dictionaries)) {
    if (isStored(creation)) found.push({ kind: creation.type === 'ArrayExpression' ? 'array' : 'dictionary', creation });
  }
  return found;
}

/** The calls that may be `Object.create(null)`. */
function bareObjects(index: SourceIndex): readonly Node[] {
  return index.source.text.includes('Object.create') ? index.named('create').flatMap(({ parent }) => parent?.parent ?? []) : [];
}

function isEmptyArray(node: Node): node is TSESTree.ArrayExpression {
  return node.type === 'ArrayExpression' && node.elements.length === 0;
}

/** `hasWeakMap ? new WeakMap() : new Map()`: strong only where there is no weak one. */
function hasWeakBranch(creation: Node, index: SourceIndex): boolean {
  let whole = outermost(creation);
  while (whole.parent && isValueBranch(whole.parent, whole)) whole = outermost(whole.parent);
  return valuesOf(whole).some((value) => value.type === 'NewExpression' && (index.isGlobal(value.callee, 'WeakMap') || index.isGlobal(value.callee, 'WeakSet')));
}

/** `{}` or `Object.create(null)`. */
function isEmptyObject(node: Node, index: SourceIndex): node is TSESTree.ObjectExpression | TSESTree.CallExpression {
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  if (node.type !== 'CallExpression' || node.arguments.length !== 1) return false;
  const [prototype] = node.arguments;
  return prototype?.type === 'Literal' && prototype.raw === 'null' && index.text(node.callee) === 'Object.create';
}

function isStored(value: Node): boolean {
  const whole = outermost(value);
  const parent = whole.parent as Node;
  return (parent.type === 'VariableDeclarator' && parent.init === whole) || (isField(parent) && parent.value === whole) || (parent.type === 'AssignmentExpression' && parent.right === whole) || (parent.type === 'Property' && parent.value === whole);
}

/** Is a candidate used as what it would be: an array as a set, an object as a dictionary? */
export function isContainer(candidate: Pick<Candidate, 'kind' | 'trace'>, index: SourceIndex): boolean {
  switch (candidate.kind) {
    case 'array':
      return isUsedAsSet(candidate, index) || holdsWeakRefs(candidate, index);
    case 'dictionary':
      return candidate.trace.uses.some((use) => use.kind === 'set') && !candidate.trace.uses.some((use) => use.kind === 'unknown' && use.isFixedKey);
    case 'map':
    case 'set':
      return true;
  }
}

/** An array of weak references is one whatever it is used as. */
function holdsWeakRefs({ kind, trace }: Pick<Candidate, 'kind' | 'trace'>, index: SourceIndex): boolean {
  return index.mentionsWeakRef && trace.uses.some((use) => use.kind === 'set' && weakEntryOf(use, kind, indexOfUse(use, index)) !== undefined);
}

/** An array is a container of ours where it is searched by identity, where instances put themselves in, or where entries end one by one. */
function isUsedAsSet({ trace }: Pick<Candidate, 'trace'>, index: SourceIndex): boolean {
  const pushes = trace.uses.filter((use) => use.kind === 'set');
  if (pushes.length === 0) return false;
  return trace.uses.some((use) => use.kind === 'has') || pushes.some((use) => unwrap(use.key).type === 'ThisExpression' || endOfEntry(use, indexOfUse(use, index)) !== undefined);
}

/**
 * What each stage of the analysis knows of one container, as plain data: for whoever asks why a verdict is what it is. Nothing
 * is decided here.
 */
import { enclosingFunction, functionName, type FunctionNode, isFunction, isPrivateMember, methodOf, type Node } from '../source/ast.js';
import { decisiveOf, type DoubtId, doubtOf, type DoubtLevel } from './doubts.js';
import { wordsOf } from './explain.js';
import type { Operation } from '../ir/index.js';
import { listing } from '../ir/index.js';
import type { Home, KeyEvidence, Release } from '../containers/facts.js';
import type { Container } from './model.js';
import type { OtherFile } from '../source/other-file.js';
import type { Use } from '../flow/use.js';
import { type Leaving, leavingWith } from '../containers/paths.js';
import { type Place, placeName } from '../source/places.js';
import { indexOfUse, SourceIndex } from '../source/source-index.js';
import type { ParsedSource } from '../source/source.js';

/** A place in the text of the container's file, or in another one. */
export interface Spot {
  readonly node: Node;
  readonly file?: OtherFile | undefined;
}

/** What each stage knows. */
export interface Stages {
  /** Where it is kept: the variables and fields that may hold it, the one that bounds its lifetime first. */
  readonly locations: readonly Location[];
  /** The functions that touch it, and the top level, in source order. */
  readonly functions: readonly TouchingFunction[];
  /** What each write shows of its key. */
  readonly keys: readonly (Spot & KeyShown)[];
  /** What keeps its keys: from the root to them. */
  readonly retention: readonly Holder[];
  /** For each function that writes: how it leaves with the entry still in, as far as its own paths show. */
  readonly exits: readonly Exit[];
  readonly doubts: readonly DoubtShown[];
}

/** A variable, a field, a property or the entries of another container. */
export interface Location extends Partial<Spot> {
  readonly kind: Place['kind'];
  readonly name: string;
  readonly boundsLifetime: boolean;
}

/** A function that touches a container. */
export interface TouchingFunction extends Spot {
  /** `undefined` for the top level and for what has no name. */
  readonly name: string | undefined;
  readonly isTopLevel: boolean;
  /** Can code that is not seen call it? */
  readonly isOpen: boolean;
  readonly calledFrom: readonly (Spot & { readonly name: string | undefined })[];
  /** What it does to the container. */
  readonly effects: readonly Effect[];
  readonly operations: readonly OperationShown[];
}

/** One use as a part of what a function does. */
export interface Effect extends Spot {
  readonly kind: Use['kind'];
  /** The key as it is written. */
  readonly key: string | undefined;
  /** Which parameter of the function the key is, from 0. */
  readonly parameter: number | undefined;
  /** For what takes entries out. */
  readonly release: Pick<Release, 'how' | 'worth' | 'because'> | undefined;
  /** The call by which it is a release for the function that writes. */
  readonly site: Spot | undefined;
}

/** An operation as a line. */
export interface OperationShown extends Partial<Spot> {
  readonly text: string;
  /** May a register in it hold the container? */
  readonly isOnContainer: boolean;
}

/** What a write shows of its key. */
export interface KeyShown {
  readonly text: string;
  readonly sort: KeyEvidence['sort'];
  readonly certainty: KeyEvidence['certainty'];
  readonly isNullable: boolean;
  readonly because: string;
  readonly shownAt: Spot;
}

/** One that holds the next. */
export interface Holder extends Partial<Spot> {
  readonly role: 'root' | 'variable' | 'object' | 'field' | 'entry' | 'container' | 'key';
  readonly name: string;
}

/** A way out of a function that writes. */
export interface Exit extends Spot {
  /** The function that writes. */
  readonly name: string | undefined;
  readonly how: Leaving['how'];
}

/** A doubt about the container, in words. */
export interface DoubtShown {
  readonly id: DoubtId;
  readonly level: DoubtLevel;
  readonly says: string;
  /** Does it decide how certain the finding is, or that there is none? */
  readonly isDecisive: boolean;
}

/** Collects what each stage knows of a container of a file. */
export function stagesOf(container: Container, source: ParsedSource): Stages {
  const index = SourceIndex.of(source);
  return {
    locations: locationsOf(container),
    functions: functionsOf(container, index),
    keys: container.written().map(({ write, key }) => ({
      node: write.node, file: write.file, text: indexOfUse(write, index).text(write.key), sort: key.sort, certainty: key.certainty, isNullable: key.nullable, because: key.because, shownAt: { node: key.node, file: key.file },
    })),
    retention: retentionOf(container),
    exits: exitsOf(container, index),
    doubts: doubtsOf(container),
  };
}

function locationsOf({ trace: { places }, place }: Container): readonly Location[] {
  const first = places.filter((at) => at === place);
  return [...first, ...places.filter((at) => at !== place)].map((at) => ({ kind: at.kind, name: placeName(at), ...spotOf(at), boundsLifetime: at === place }));
}

/** Where a place is declared, or first written. */
function spotOf(place: Place): Partial<Spot> {
  switch (place.kind) {
    case 'variable':
    case 'property':
      return nodeAt(place.variable.defs[0]?.name);
    case 'field':
      return nodeAt(place.declaration ?? place.owner);
    case 'loose-field':
    case 'expando':
      return nodeAt(place.at);
    case 'entry':
      return spotOf(place.outer);
    case 'known':
      return nodeAt(place.reads[0]);
    case 'global':
      return {};
  }
}

function nodeAt(node: Node | undefined): Partial<Spot> {
  return node ? { node } : {};
}

type Around = FunctionNode | undefined;

function functionsOf({ uses, releases, creations, trace: { flow, objects } }: Container, index: SourceIndex): readonly TouchingFunction[] {
  const { lowered } = flow;
  const released = releases();
  const { line, registersOf, nodeOf } = listing(lowered, (node) => index.text(node));
  const held = new Set(objects);
  const isHeld = (operation: Operation): boolean => registersOf(operation).some((register) => flow.of(register).some((object) => held.has(object)));
  const own = uses.filter(({ file }) => !file);
  const all = new Map<Around, Operation[]>();
  const touching = new Set<Around>([...own.map(({ node }) => node), ...creations].map((node) => enclosingFunction(node)));
  for (const operation of lowered.operations) {
    const node = nodeOf(operation);
    const around = node && enclosingFunction(node);
    // A variable of the top level touches nothing by being there.
    if (around && isHeld(operation)) touching.add(around);
    const list = all.get(around) ?? [];
    all.set(around, list);
    list.push(operation);
  }
  const at = (fn: Around): Node => fn ?? index.source.ast;
  return [...touching].sort((a, b) => at(a).range[0] - at(b).range[0]).map((fn): TouchingFunction => {
    const unit = fn && lowered.functions.get(fn);
    const object = unit && flow.functionOf(unit);
    const effects = own.filter(({ node }) => enclosingFunction(node) === fn);
    return {
      node: at(fn),
      name: fn && functionName(fn),
      isTopLevel: fn === undefined,
      isOpen: fn !== undefined && isOpen(fn, !object || flow.isEscaped(object), index),
      calledFrom: (unit ? [...new Set(flow.callsOf(unit))] : []).map((node) => ({ node, name: nameAround(node) })),
      effects: effects.map((use) => effectOf(use, fn, released, index)),
      operations: (all.get(fn) ?? []).map((operation) => ({ text: line(operation), ...nodeAt(nodeOf(operation)), isOnContainer: isHeld(operation) })),
    };
  });
}

/** Can code that is not seen call a function? */
function isOpen(fn: FunctionNode, isEscaped: boolean, index: SourceIndex): boolean {
  const method = methodOf(fn);
  if (method) return !isPrivateMember(method);
  const variable = index.bindingOf(fn);
  return isEscaped || (variable !== undefined && index.isExported(variable));
}

function nameAround(node: Node): string | undefined {
  const fn = enclosingFunction(node);
  return fn && functionName(fn);
}

function effectOf(use: Use, fn: Around, releases: readonly Release[], index: SourceIndex): Effect {
  const release = releases.find((one) => one.use === use);
  const key = 'key' in use ? use.key : undefined;
  const variable = key?.type === 'Identifier' ? index.variableOf(key) : undefined;
  const [definition] = variable?.defs ?? [];
  const isParameter = definition?.type === 'Parameter' && isFunction(definition.node) && definition.node === fn;
  const parameter = isParameter ? fn.params.findIndex((param) => param.range[0] <= definition.name.range[0] && definition.name.range[1] <= param.range[1]) : undefined;
  return {
    kind: use.kind, node: use.node, file: use.file, key: key && index.text(key), parameter,
    release: release && { how: release.how, worth: release.worth, ...(release.because !== undefined && { because: release.because }) },
    site: release?.site && { node: release.site },
  };
}

function retentionOf({ place, home, kind, creation, keys, name, trace: { places } }: Container): readonly Holder[] {
  const at = place ?? places[0];
  const root: Holder = { role: 'root', name: rootOf(home) };
  const key = keys();
  const holders: readonly Holder[] = at ? holdersOf(at, root, home.keptBy) : [root];
  return [...holders, { role: 'container', name: `the ${kind} \`${name}\``, node: creation }, { role: 'key', name: key.noun, node: key.node, file: key.file }];
}

/** What holds everything else, by how long that lives. */
function rootOf({ kind, label }: Home): string {
  switch (kind) {
    case 'module':
    case 'static':
      return 'module scope';
    case 'descriptor':
      return 'the program';
    case 'global':
      return 'the global object';
    case 'field':
      return 'whoever has the object';
    case 'closure':
    case 'local':
    case 'unknown':
      return label;
  }
}

/** From what lives longest down to a place. */
function holdersOf(place: Place, root: Holder, keptBy: string | undefined): readonly Holder[] {
  switch (place.kind) {
    case 'variable':
      return [root, { role: 'variable', name: `\`${place.variable.name}\``, ...spotOf(place) }];
    case 'property':
      return [root, { role: 'variable', name: `\`${place.variable.name}\``, ...spotOf(place) }, ...place.path.map((name): Holder => ({ role: 'field', name: `\`.${name}\`` }))];
    case 'field': {
      const owner = place.owner.id ? `\`${place.owner.id.name}\`` : 'a class';
      return [root, { role: 'object', name: place.isStatic ? owner : `an object of ${owner}${keptBy === undefined ? '' : `, ${keptBy}`}`, node: place.owner }, { role: 'field', name: `\`.${place.name}\``, ...spotOf(place) }];
    }
    case 'loose-field':
      return [root, { role: 'field', name: `\`.${place.name}\``, node: place.at }];
    case 'expando':
      return [root, { role: 'object', name: `\`${place.holder.name}\``, ...nodeAt(place.holder.defs[0]?.name) }, { role: 'field', name: `\`.${place.name}\``, node: place.at }];
    case 'entry':
      return [...holdersOf(place.outer, root, keptBy), { role: 'entry', name: `an entry of \`${placeName(place.outer)}\`` }];
    case 'global':
      return [root, { role: 'field', name: `\`.${place.name}\`` }];
    case 'known':
      return [root, { role: 'variable', name: place.name, ...spotOf(place) }];
  }
}

function exitsOf({ growth, uses, releases }: Container, index: SourceIndex): readonly Exit[] {
  const writes = growth.writes.filter(({ file }) => !file);
  const writers = new Set(writes.flatMap(({ node }) => enclosingFunction(node) ?? []));
  const freeing = releases().filter(({ worth }) => worth !== 'none').flatMap(({ use, site }) => [...(use.file ? [] : [use.node]), ...(site ? [site] : [])]);
  const own = uses.filter(({ file }) => !file).map(({ node }) => node);
  return [...writers].flatMap((fn): Exit[] => {
    const inside = (node: Node): boolean => enclosingFunction(node) === fn;
    const leaving = leavingWith({
      fn,
      writes: writes.map(({ node }) => node).filter(inside),
      releases: freeing.filter(inside).sort((a, b) => a.range[0] - b.range[0]),
      asksForEntry: (branching) => own.some((node) => isTestOf(branching, node)),
      index,
    });
    return leaving ? [{ name: functionName(fn), how: leaving.how, node: leaving.how === 'ends' ? fn : leaving.node }] : [];
  });
}

/** Is a use a part of the condition of a branching? */
function isTestOf(branching: Node, { range }: Node): boolean {
  const test = 'test' in branching ? branching.test : branching.type === 'LogicalExpression' ? branching.left : undefined;
  return test !== undefined && test !== null && test.range[0] <= range[0] && range[1] <= test.range[1];
}

function doubtsOf({ doubts, home }: Container): readonly DoubtShown[] {
  const decisive = decisiveOf(doubts);
  return doubts.map((id) => ({ id, level: doubtOf(id).level, says: wordsOf(id, home), isDecisive: decisive.includes(id) }));
}

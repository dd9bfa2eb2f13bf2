import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type ClassNode, type FunctionNode, makingOf, type Node, propertyName, thisOwner, unwrap } from '../../source/ast.js';
import { KeyReader } from '../keys.js';
import { grouped } from '../../source/lists.js';
import { landingOf, lastName, type Place, placeKey, placeOfValue } from '../../source/places.js';
import type { SourceIndex } from '../../source/source-index.js';
import { bearersOf } from './bearers.js';
import { runOf } from './calls.js';
import { Refs } from './refs.js';
import { findRegistries, type Registry } from './registries.js';
import { Tools } from './tools.js';
import { collectWrites, type KeyedWrite } from './writes.js';

/** Begins the key of a container that is known by its member name alone. */
export const ANY_MEMBER = '?.';

/** The facts of one file that all questions about weak tools share. */
export class WeakContext {
  readonly tools: Tools;
  readonly refs: Refs;
  readonly keys: KeyReader;
  readonly registries: readonly Registry[];
  readonly #ids = new WeakMap<object, number>();
  readonly #weakContainers = new Map<'WeakMap' | 'WeakSet', ReadonlySet<string>>();
  #weakCandidates: readonly Node[] | undefined;
  #strong: ReadonlySet<string> | undefined;
  #writes: readonly KeyedWrite[] | undefined;
  #writesByContainer: ReadonlyMap<string, KeyedWrite[]> | undefined;
  #writesByRun: ReadonlyMap<FunctionNode | 'top level', KeyedWrite[]> | undefined;
  #weakWrites: ReadonlyMap<unknown, KeyedWrite[]> | undefined;
  #cleanups: ReadonlySet<Node> | undefined;
  #next = 0;

  constructor(readonly index: SourceIndex) {
    this.tools = new Tools(index);
    this.refs = new Refs(index, this.tools);
    this.keys = KeyReader.of(index);
    this.registries = findRegistries(index, this.tools, (object) => this.idOf(object));
  }

  /** A number that stands for an object in keys of places. */
  idOf(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) this.#ids.set(object, (id = this.#next++));
    return id;
  }

  /** A key that is equal for expressions that read the same container; `undefined` where the place is not in sight. */
  containerKey(expression: Node): string | undefined {
    const node = unwrap(expression);
    const self = node.type === 'Super' || node.type === 'ThisExpression' ? this.#collectionAround(node) : undefined;
    if (self) return `self${this.idOf(self)}`;
    const place = placeOfValue(node, this.index);
    if (place) return placeKey(place, (object) => this.idOf(object));
    // A member of an object that is read from somewhere: all objects of the file with such a member are taken for one sort.
    const name = node.type === 'MemberExpression' ? propertyName(node) : undefined;
    return name === undefined ? undefined : `${ANY_MEMBER}${name}`;
  }

  /** The keys of all places that hold nothing but a `WeakMap` or `WeakSet` made in this file. */
  weakContainers(tool: 'WeakMap' | 'WeakSet'): ReadonlySet<string> {
    const known = this.#weakContainers.get(tool);
    if (known) return known;
    const found = new Set(this.#placesOf(tool).map((place) => placeKey(place, (object) => this.idOf(object))));
    this.#weakContainers.set(tool, found);
    return found;
  }

  /** The expressions that may be a `WeakMap` or `WeakSet` which is made in this file, or which a type in it speaks of. */
  weakCandidates(): readonly Node[] {
    return (this.#weakCandidates ??= this.#bearersOfWeak());
  }

  #bearersOfWeak(): readonly Node[] {
    const places = [...this.#placesOf('WeakMap'), ...this.#placesOf('WeakSet')];
    // What is in the entries of another container has no name of its own.
    const read = places.some(({ kind }) => kind === 'entry') ? this.index.membersNamed('get').flatMap((member) => callOf(member) ?? []) : [];
    const made = [...this.tools.creationsOf('WeakMap'), ...this.tools.creationsOf('WeakSet')];
    return bearersOf(['WeakMap', 'WeakSet', ...places.flatMap(lastName)], this.index, [...made, ...read]);
  }

  #placesOf(tool: 'WeakMap' | 'WeakSet'): readonly Place[] {
    return this.tools.creationsOf(tool).flatMap((creation) => landingOf(creation, this.index).places);
  }

  /** The keys of all places that hold a `Map` or `Set` made in this file. */
  strongContainers(): ReadonlySet<string> {
    if (this.#strong) return this.#strong;
    const found = new Set<string>();
    for (const constructor of [...this.index.globalReferences('Map'), ...this.index.globalReferences('Set')]) {
      const made = makingOf(constructor);
      for (const place of made ? landingOf(made, this.index).places : []) found.add(placeKey(place, (object) => this.idOf(object)));
    }
    return (this.#strong = found);
  }

  /** Every keyed write of the file. */
  keyedWrites(): readonly KeyedWrite[] {
    return (this.#writes ??= collectWrites(this));
  }

  /** The keyed writes to a container, in source order. */
  writesOf(container: string): readonly KeyedWrite[] {
    this.#writesByContainer ??= grouped(this.keyedWrites(), (write) => this.containerKey(write.container));
    return this.#writesByContainer.get(container) ?? [];
  }

  /** The keyed writes that are a part of a function's run, in source order. */
  writesIn(run: FunctionNode | undefined): readonly KeyedWrite[] {
    this.#writesByRun ??= grouped(this.keyedWrites(), (write) => runOf(write.node) ?? 'top level');
    return this.#writesByRun.get(run ?? 'top level') ?? [];
  }

  /** The writes to a `WeakMap` whose key is the variable that an identifier names. */
  weakWritesUnder(key: TSESTree.Identifier): readonly KeyedWrite[] {
    const nameOf = (node: Node): unknown => (node.type === 'Identifier' ? (this.index.variableOf(node) ?? node.name) : undefined);
    this.#weakWrites ??= grouped(this.keyedWrites(), (write) => {
      const container = this.containerKey(write.container);
      return container !== undefined && this.weakContainers('WeakMap').has(container) ? nameOf(unwrap(write.key)) : undefined;
    });
    return this.#weakWrites.get(nameOf(key)) ?? [];
  }

  /** Is a function the callback of a registry, or inside one? */
  isCleanup(fn: FunctionNode): boolean {
    this.#cleanups ??= new Set(this.registries.flatMap(({ cleanups }) => cleanups.map((cleanup) => cleanup.fn)));
    if (this.#cleanups.has(fn)) return true;
    for (let at: Node | undefined = fn.parent; at; at = at.parent) if (this.#cleanups.has(at)) return true;
    return false;
  }

  /** Do two expressions read the same, by their text without casts? */
  isSame(a: Node, b: Node): boolean {
    return this.index.plainText(a).replaceAll('?.', '.') === this.index.plainText(b).replaceAll('?.', '.');
  }

  /** The line that a node begins in, counted from 1. */
  line(node: Node): number {
    return this.index.lineOf(node.range[0]);
  }

  /** The text of a node on one line, cut where it is long. */
  text(node: Node): string {
    const text = this.index.text(node).replace(/\s+/g, ' ');
    return text.length > 50 ? `${text.slice(0, 47)}…` : text;
  }

  /** The class around `this` or `super`, where it extends a collection. */
  #collectionAround(node: TSESTree.Super | TSESTree.ThisExpression): ClassNode | undefined {
    const owner = thisOwner(node);
    return owner.kind === 'class' && owner.node.superClass ? owner.node : undefined;
  }
}

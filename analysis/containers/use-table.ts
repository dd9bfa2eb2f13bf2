import { enclosingFunction, type FunctionNode, type Node } from '../source/ast.js';
import { grouped, within } from '../source/lists.js';
import type { Use, WriteUse } from '../flow/use.js';
import type { Leaving } from './paths.js';
import { runOnTheSpot } from '../flow/running.js';
import type { SourceIndex } from '../source/source-index.js';

/** Where an entry goes: at a delete, or at a call of a function that always does it with what it is given. */
export interface Site {
  readonly node: Node;
  readonly key: Node;
}

/** The calls that always come to a delete with what they are given. */
export interface SitesOfDelete {
  readonly calls: readonly Site[];
  /** Those of them, and of the delete itself, that other code comes to: no call, or one that does not tell what it gives. */
  readonly outer: readonly Site[];
}

/** The uses of one container by where they are, for questions that are asked anew for each of its releases. */
export class UseTable {
  readonly #all: readonly Node[];
  readonly #byKind: ReadonlyMap<Use['kind'], readonly Node[]>;
  readonly #iterations: ReadonlySet<Node>;
  readonly #writes: ReadonlyMap<FunctionNode | 'top level', ReadonlyMap<string, WriteUse[]>>;

  readonly #sites = new WeakMap<Node, SitesOfDelete>();
  readonly #companions = new Map<string, boolean>();
  readonly #walks = new WeakMap<FunctionNode, Map<string, Leaving | undefined>>();

  /** @param uses all uses of the container, in source order. */
  constructor(uses: readonly Use[], index: SourceIndex) {
    this.#all = uses.map(({ node }) => node);
    this.#byKind = new Map([...grouped(uses, ({ kind }) => kind)].map(([kind, of]) => [kind, of.map(({ node }) => node)]));
    this.#iterations = new Set(this.#byKind.get('iterate'));
    const placed = uses.filter((use): use is WriteUse => use.kind === 'set').flatMap((use) => {
      const around = [use.node, ...(use.file ? [] : [runOnTheSpot(use.node, index)])].map((node): FunctionNode | 'top level' => enclosingFunction(node) ?? 'top level');
      return [...new Set(around)].map((fn) => ({ fn, use }));
    });
    this.#writes = new Map([...grouped(placed, ({ fn }) => fn)].map(([fn, of]) => [fn, grouped(of.map(({ use }) => use), ({ key }) => index.plainText(key))]));
  }

  /** Is a use, of one kind if it is named, a part of a node? */
  hasWithin(outer: Node, kind?: Use['kind']): boolean {
    return this.nodesWithin(outer, kind).length > 0;
  }

  /** The uses, of one kind if it is named, that are parts of a node. */
  nodesWithin(outer: Node, kind?: Use['kind']): readonly Node[] {
    return within(kind === undefined ? this.#all : (this.#byKind.get(kind) ?? []), outer);
  }

  /** Is a node a part of an iteration of the container? */
  isIterated(node: Node): boolean {
    for (let at: Node | undefined = node; at && this.#iterations.size > 0; at = at.parent) if (this.#iterations.has(at)) return true;
    return false;
  }

  /** The calls that always come to a delete: found at the first question. */
  sitesOf(node: Node, find: () => SitesOfDelete): SitesOfDelete {
    const sites = this.#sites.get(node) ?? find();
    this.#sites.set(node, sites);
    return sites;
  }

  /** Is a list that reads so filled together with the container? Found at the first question. */
  isCompanion(list: string, find: () => boolean): boolean {
    const known = this.#companions.get(list) ?? find();
    this.#companions.set(list, known);
    return known;
  }

  /** How a function leaves with what it wrote, for each key that reads so, as far as it has been asked. */
  walksOf(fn: FunctionNode): Map<string, Leaving | undefined> {
    const walks = this.#walks.get(fn) ?? new Map<string, Leaving | undefined>();
    this.#walks.set(fn, walks);
    return walks;
  }

  /** The writes in a function, or in what makes a promise there, of a key that reads so. */
  writesOf(fn: FunctionNode | undefined, key: string): readonly WriteUse[] {
    return this.#writes.get(fn ?? 'top level')?.get(key) ?? [];
  }
}

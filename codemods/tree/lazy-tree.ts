import type { TSESTree } from '@typescript-eslint/utils';
import { nameBorne } from '../../analysis/source/ast.js';
import type { NodeInventory } from '../../analysis/source/source.js';
import { ByName } from './by-name.js';
import { Bytes, type Comment, NONE } from './bytes.js';
import { AROUND_PARAMETER, type Field, type Kind, KINDS, PARAMETERS, TEMPLATE_ELEMENT, TYPE_BODIES } from './layout.js';

type Range = [number, number];

/**
 * The tree of a file, whose nodes are made when they are first asked for: of most files, few ever are.
 *
 * Nodes are as typescript-estree has them, with `range` and `parent`, without `loc`; each is made once. A number stands for a node that
 * need not be made.
 */
export class LazyTree implements NodeInventory {
  readonly bytes: Bytes;
  readonly #nodes: (LazyNode | undefined)[];
  #table: NodeTable | undefined;
  #comments: Comment[] | undefined;
  #named: ByName | undefined;

  constructor(
    buffer: ArrayBuffer,
    readonly text: string,
    readonly sourceType: 'module' | 'script',
  ) {
    this.bytes = new Bytes(buffer, text);
    this.#nodes = new Array<LazyNode | undefined>(this.bytes.nodeCount);
  }

  get program(): TSESTree.Program {
    return this.node(this.bytes.program) as unknown as TSESTree.Program;
  }

  get comments(): readonly Comment[] {
    return (this.#comments ??= this.bytes.comments());
  }

  /** The node of a number. */
  node(number: number): LazyNode {
    return this.#childOf(undefined, number);
  }

  /** The number of the node that a node is in; `NONE` for the root. */
  parentOf(number: number): number {
    return this.#nodeTable().parents[number] as number;
  }

  #nodeTable(): NodeTable {
    return (this.#table ??= tableOf(this.bytes));
  }

  types(): ReadonlySet<string> {
    return new Set(this.#numbersOf(KNOWN).map((number) => this.#typeOf(number)));
  }

  nodesOf(type: string): readonly TSESTree.Node[] {
    return this.#inOrder(this.#numbersOf(kindsOf(type)).filter((number) => this.#typeOf(number) === type));
  }

  #inOrder(numbers: number[]): readonly TSESTree.Node[] {
    const { bytes } = this;
    return numbers.sort((a, b) => bytes.startOf(a) - bytes.startOf(b) || bytes.endOf(b) - bytes.endOf(a) || a - b).map((number) => this.node(number) as unknown as TSESTree.Node);
  }

  empty(type: 'ArrayExpression' | 'ObjectExpression'): readonly TSESTree.Node[] {
    return this.#inOrder(this.#numbersOf(kindsOf(type)).filter((number) => this.bytes.slot(number, 2) === 0));
  }

  named(name: string): readonly TSESTree.Node[] {
    this.#named ??= new ByName(this.#numbersOf(BEARERS), (number) => this.#hashOfName(number));
    // Two that begin at one place, as in `{ a }`, come in the order of their numbers.
    const nodes = [...this.#named.maybe(name)].sort((a, b) => a - b).map((number) => this.node(number) as unknown as TSESTree.Node);
    return nodes.filter((node) => nameBorne(node) === name).sort((a, b) => a.range[0] - b.range[0]);
  }

  #hashOfName(number: number): number {
    const { bytes } = this;
    const { slot, isPrivate } = BEARINGS[bytes.kindOf(number)] as Bearing;
    return bytes.hashBetween(bytes.slot(number, slot), bytes.slot(number, slot + 1), isPrivate ? '#' : '');
  }

  /** The nodes of the tree that are of some kinds, kind by kind in the order of their numbers. */
  #numbersOf(kinds: readonly number[]): number[] {
    const { first, next } = this.#nodeTable();
    const found: number[] = [];
    for (const kind of kinds) for (let number = first[kind] as number; number !== NONE; number = next[number] as number) found.push(number);
    return found;
  }

  #typeOf(number: number): string {
    return typeOf(this.bytes.kindOf(number), this.bytes.flagsOf(number));
  }

  /** Is it what is between the braces of an enumeration or a namespace? */
  isTypeBody(number: number): boolean {
    return TYPE_BODIES.has(this.bytes.kindOf(number));
  }

  child(parent: LazyNode, slot: number): LazyNode | undefined {
    const number = this.bytes.slot(parent.number, slot);
    return number === NONE ? undefined : this.#childOf(parent, number);
  }

  list(parent: LazyNode, slot: number, rest: number | undefined): NodeList {
    const { bytes } = this;
    const length = bytes.slot(parent.number, slot + 1);
    const last = rest === undefined ? NONE : bytes.slot(parent.number, rest);
    return length === 0 && last === NONE ? EMPTY : this.#listOf(parent, slot, bytes.slot(parent.number, slot), length, last);
  }

  parameters(parent: LazyNode, slot: number): NodeList {
    const { bytes } = this;
    const holder = bytes.slot(parent.number, slot);
    if (holder === NONE) return EMPTY;
    const length = bytes.slot(holder, 2);
    const rest = bytes.slot(holder, 3);
    return length === 0 && rest === NONE ? EMPTY : this.#listOf(parent, slot, bytes.slot(holder, 1), length, rest);
  }

  /** The list in a slot of a node: so many numbers from a place on, and a last one. */
  #listOf(parent: LazyNode, slot: number, start: number, length: number, last: number): NodeList {
    for (let known = parent.lists; known; known = known.next) if (known.slot === slot) return known.nodes;
    const made: (LazyNode | null)[] = [];
    for (let i = 0; i < length; i++) {
      const number = this.bytes.listed(start + i);
      made.push(number === NONE ? null : this.#childOf(parent, number));
    }
    if (last !== NONE) made.push(this.#childOf(parent, last));
    parent.lists = { slot, nodes: made, next: parent.lists };
    return made;
  }

  #childOf(parent: LazyNode | undefined, number: number): LazyNode {
    return this.#nodes[number] ?? this.#make(number, parent);
  }

  #make(number: number, parent: LazyNode | undefined): LazyNode {
    const kind = this.bytes.kindOf(number);
    const made = kind === AROUND_PARAMETER ? this.#childOf(parent, this.bytes.slot(number, 1)) : new (classOf(kind))(this, number, typeOf(kind, this.bytes.flagsOf(number)), parent);
    this.#nodes[number] = made;
    return made;
  }
}

type NodeList = readonly (LazyNode | null)[];

/** A list of children that has been made; few nodes have two. */
interface MadeList {
  readonly slot: number;
  readonly nodes: NodeList;
  readonly next: MadeList | undefined;
}

const EMPTY: readonly never[] = Object.freeze([]);

/** What all nodes have; what each kind has besides is read by getters that `layout.ts` tells. */
export class LazyNode {
  // Declared without initialisers, which would be run one by one for each node.
  declare readonly tree: LazyTree;
  declare readonly number: number;
  declare readonly type: string;
  declare private above: LazyNode | undefined;
  declare private span: Range | undefined;
  /** A value that is made once. */
  declare private kept: string | undefined;
  /** The lists among its children that have been asked for. */
  declare lists: MadeList | undefined;

  constructor(tree: LazyTree, number: number, type: string, above: LazyNode | undefined) {
    this.tree = tree;
    this.number = number;
    this.type = type;
    this.above = above;
    this.span = undefined;
    this.kept = undefined;
    this.lists = undefined;
  }

  get parent(): LazyNode | undefined {
    if (this.above) return this.above;
    const number = this.tree.parentOf(this.number);
    return number === NONE ? undefined : (this.above = this.tree.node(number));
  }

  get range(): Range {
    return (this.span ??= this.tree.bytes.kindOf(this.number) === TEMPLATE_ELEMENT ? rangeOfElement(this) : this.ownRange());
  }

  get flags(): number {
    return this.tree.bytes.flagsOf(this.number);
  }

  /** From where to where the parser saw it. */
  ownRange(): Range {
    const { bytes } = this.tree;
    return [bytes.startOf(this.number), bytes.endOf(this.number)];
  }

  textAt(slot: number): string {
    const { bytes } = this.tree;
    return bytes.textBetween(bytes.slot(this.number, slot), bytes.slot(this.number, slot + 1));
  }

  /** Reads a field. */
  static getter(field: Field): (this: LazyNode) => unknown {
    switch (field.sort) {
      case 'node': {
        const { slot, absent } = field;
        return function () {
          return this.tree.child(this, slot) ?? absent;
        };
      }
      case 'list': {
        const { slot, rest } = field;
        return function () {
          return this.tree.list(this, slot, rest);
        };
      }
      case 'parameters': {
        const { slot } = field;
        return function () {
          return this.tree.parameters(this, slot);
        };
      }
      case 'flag': {
        const mask = 1 << field.bit;
        return function () {
          return (this.flags & mask) !== 0;
        };
      }
      case 'choice': {
        const { among, bit } = field;
        const mask = (1 << (32 - Math.clz32(among.length - 1))) - 1;
        return function () {
          return among[(this.flags >> bit) & mask];
        };
      }
      case 'text': {
        const { slot } = field;
        return function () {
          return (this.kept ??= this.textAt(slot));
        };
      }
      case 'made': {
        const { make } = field;
        return function () {
          return make(this);
        };
      }
      case 'always': {
        const { value } = field;
        return () => value;
      }
    }
  }
}

/** TypeScript counts the marks around a part of a template to it. */
function rangeOfElement(element: LazyNode): Range {
  const [start, end] = element.ownRange();
  return element.tree.bytes.isTyped ? [start - 1, end + (element.flags & 1 ? 1 : 2)] : [start, end];
}

const classes: (typeof LazyNode | undefined)[] = [];

/** The class of the nodes of a kind, whose getters are its fields. */
function classOf(kind: number): typeof LazyNode {
  return (classes[kind] ??= classFor(knownKind(kind)));
}

function classFor({ fields }: Kind): typeof LazyNode {
  const made = class extends LazyNode {};
  for (const [name, field] of Object.entries(fields)) Object.defineProperty(made.prototype, name, { get: LazyNode.getter(field), enumerable: true });
  return made;
}

function typeOf(kind: number, flags: number): string {
  const { type } = knownKind(kind);
  if (typeof type === 'string') return type;
  const which = type.bits.reduce((sum, bit, i) => sum | (((flags >> bit) & 1) << i), 0);
  return type.among[which] as string;
}

/** The kinds whose nodes are in the tree; others only hold a part of one. */
const KNOWN = Array.from(KINDS.keys()).filter((kind) => KINDS[kind] !== undefined);

const kindsByType = new Map<string, readonly number[]>();

/** The kinds whose nodes can be of a type. */
function kindsOf(type: string): readonly number[] {
  const known = kindsByType.get(type) ?? KNOWN.filter((kind) => typesOf(knownKind(kind)).includes(type));
  kindsByType.set(type, known);
  return known;
}

function typesOf({ type }: Kind): readonly string[] {
  return typeof type === 'string' ? [type] : type.among;
}

function knownKind(kind: number): Kind {
  const known = KINDS[kind];
  if (!known) throw new TypeError(`no kind ${kind} of nodes is known; is yuku-core another version than this package asks for?`);
  return known;
}

/** From which slot on the bytes tell where the name of a node stands; that of a private one comes after its `#`. */
interface Bearing {
  readonly slot: number;
  readonly isPrivate: boolean;
}

/** How the nodes of a kind bear names that stand in the bytes. */
const BEARINGS: readonly (Bearing | undefined)[] = KINDS.map((kind) => {
  if (kind?.type !== 'Identifier' && kind?.type !== 'PrivateIdentifier' && kind?.type !== 'Literal') return undefined;
  const field = kind.fields[kind.type === 'Literal' ? 'value' : 'name'];
  return field?.sort === 'text' ? { slot: field.slot, isPrivate: kind.type === 'PrivateIdentifier' } : undefined;
});

const BEARERS = Array.from(BEARINGS.keys()).filter((kind) => BEARINGS[kind] !== undefined);

/** Which slots of a kind hold nodes, and which lists of them. */
const slots: { readonly nodes: readonly number[]; readonly lists: readonly number[] }[] = KINDS.map((kind, number) => {
  // A parameter's own parent is the function.
  if (number === AROUND_PARAMETER) return { nodes: [1], lists: [] };
  if (number === PARAMETERS) return { nodes: [3], lists: [1] };
  const fields = Object.values(kind?.fields ?? {});
  return {
    nodes: fields.flatMap((field) => (field.sort === 'node' || field.sort === 'parameters' ? [field.slot] : field.sort === 'list' && field.rest !== undefined ? [field.rest] : [])),
    lists: fields.flatMap((field) => (field.sort === 'list' ? [field.slot] : [])),
  };
});

/** What the parser made and did not use, such as a list in brackets that became the parameters of an arrow function. */
const UNUSED = -2;

/** Tables by the numbers of nodes. */
interface NodeTable {
  /** The node that each is in. */
  readonly parents: Int32Array;
  /** The first node of each kind, and for each node the next one of its kind; those left out that the parser did not use. */
  readonly first: Int32Array;
  readonly next: Int32Array;
}

/** Goes through all nodes once. Parents have higher numbers than what they hold. */
function tableOf(bytes: Bytes): NodeTable {
  const parents = new Int32Array(bytes.nodeCount).fill(UNUSED);
  const next = new Int32Array(bytes.nodeCount);
  const first = new Int32Array(slots.length).fill(NONE);
  parents[bytes.program] = NONE;
  for (let number = bytes.program; number >= 0; number--) {
    if (parents[number] === UNUSED) continue;
    const kind = bytes.kindOf(number);
    next[number] = first[kind] as number;
    first[kind] = number;
    const { nodes, lists } = slots[kind] as (typeof slots)[number];
    const parent = kind === PARAMETERS || kind === AROUND_PARAMETER ? (parents[number] as number) : number;
    // Here `for … of` would make an object at each step, as long as the code is not compiled.
    for (let i = nodes.length - 1; i >= 0; i--) {
      const child = bytes.slot(number, nodes[i] as number);
      if (child !== NONE) parents[child] = parent;
    }
    for (let i = lists.length - 1; i >= 0; i--) {
      const slot = lists[i] as number;
      const start = bytes.slot(number, slot);
      const end = start + bytes.slot(number, slot + 1);
      for (let at = start; at < end; at++) {
        const child = bytes.listed(at);
        if (child !== NONE) parents[child] = parent;
      }
    }
  }
  return { parents, first, next };
}

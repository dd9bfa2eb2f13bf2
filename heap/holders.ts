import { isInDictionaryMode, type Table } from './entries.js';
import type { HeapGraph, Ordinal } from './graph.js';
import { isOfPlatform, type ScriptPlace, type Scripts } from './scripts.js';
import { classWord } from './words.js';

/** How a program names what it holds an object by. */
export type Binding =
  | { readonly by: 'variable'; readonly name: string }
  /** A variable that the module exports, by the name that others import. */
  | { readonly by: 'export'; readonly name: string }
  | { readonly by: 'global'; readonly name: string }
  /** Of an object of the class. */
  | { readonly by: 'field'; readonly name: string; readonly of: string }
  | { readonly by: 'static'; readonly name: string; readonly of: string }
  /** Of a plain object. */
  | { readonly by: 'member'; readonly name: string }
  /** An entry of another container. */
  | { readonly by: 'entry' }
  /** What a CommonJS module exports: `module.exports`. */
  | { readonly by: 'module' }
  /** By something that has no name in the program, such as the stack. */
  | { readonly by: 'machine'; readonly name: string };

/** Who holds an object, from the root to it. */
export interface Holder {
  /** As its user would say it: `boxes`, `this.#values`, `Page.cache`, `caches.byNode`, `notes[…]`. */
  readonly name: string;
  readonly binding: Binding;
  /** The retention path in words, from the root to the object. */
  readonly steps: readonly string[];
  /** A place in the scope of the variable, or where the class of the field is written. */
  readonly place: ScriptPlace | undefined;
  /** Who holds the object that it is a member or an entry of. */
  readonly parent?: Holder;
}

const MOST_STEPS = 12;
/** A plain object with more members than are written by hand is a table, and the names of its members are data. */
const MOST_NAMES = 40;
/** Of the names that hold an object, those looked at. */
const MOST_CANDIDATES = 4;

/** What a link that names something is worth: the lower, the better. */
const RANK = { variable: 0, static: 1, field: 2, export: 3, module: 3, member: 4, global: 5, entry: 6, machine: 7 } as const satisfies Record<Binding['by'], number>;

interface Link {
  readonly from: Ordinal;
  readonly binding: Binding;
}

/** Finds who holds objects, in the words of the program. */
export class Holders {
  readonly #globals: ReadonlySet<Ordinal>;
  readonly #links = new Map<Ordinal, readonly Link[]>();

  /**
   * @param tables by store, the container that it is of
   */
  constructor(
    readonly graph: HeapGraph,
    readonly scripts: Scripts,
    readonly tables: ReadonlyMap<Ordinal, Table>,
  ) {
    this.#globals = globalsIn(graph);
  }

  /** All that holds an object by a name, the best first; at least one. */
  of(node: Ordinal): readonly [Holder, ...Holder[]] {
    const [first, ...others] = this.#linksOf(node).slice(0, MOST_CANDIDATES).map((link) => this.#holderBy(link, new Set([node])));
    return [first ?? unknown(), ...others];
  }

  #holderBy({ from, binding }: Link, seen: ReadonlySet<Ordinal>): Holder {
    const { graph, scripts } = this;
    switch (binding.by) {
      case 'variable': {
        const place = scripts.placeIn(from);
        return { name: binding.name, binding, place, steps: [place?.url ?? 'a function', `variable \`${binding.name}\``] };
      }
      case 'export': {
        const place = this.#placeOfCell(from);
        return { name: binding.name, binding, place, steps: [place?.url ?? 'a module', `export \`${binding.name}\``] };
      }
      case 'global':
        return { name: `globalThis.${binding.name}`, binding, place: undefined, steps: ['global object', `property \`${binding.name}\``] };
      case 'static': {
        const place = scripts.placeOf(from);
        return { name: `${binding.of}.${binding.name}`, binding, place, steps: [place?.url ?? 'a script', `static field \`${binding.name}\` of \`${binding.of}\``] };
      }
      case 'field': {
        const steps = this.#stepsTo(from, seen);
        return { name: `this.${binding.name}`, binding, place: scripts.placeOf(from), steps: [...steps, `field \`${binding.name}\` of \`${binding.of}\``] };
      }
      case 'member': {
        const parent = this.#parentOf(from, seen);
        return { name: `${parent.name}.${binding.name}`, binding, parent, place: parent.place ?? scripts.placeOf(from), steps: [...parent.steps, `property \`${binding.name}\``] };
      }
      case 'entry': {
        const parent = this.#parentOf(this.tables.get(from)?.node ?? from, seen);
        return { name: `${parent.name}[…]`, binding, parent, place: parent.place, steps: [...parent.steps, 'an entry'] };
      }
      case 'module': {
        const file = fileOf(graph, from);
        return { name: 'exports', binding, place: file === undefined ? undefined : { url: file, line: 0, column: 0 }, steps: [file ?? 'a module', 'exports'] };
      }
      case 'machine': {
        const steps = graph.distance(from) > 0 && seen.size < MOST_STEPS ? this.#stepsTo(from, seen) : [];
        return { name: '', binding, place: scripts.placeOf(from), steps: steps.at(-1) === binding.name ? steps : [...steps, binding.name] };
      }
      default:
        return binding satisfies never;
    }
  }

  #stepsTo(node: Ordinal, seen: ReadonlySet<Ordinal>): readonly string[] {
    return this.#parentOf(node, seen).steps;
  }

  #parentOf(node: Ordinal, seen: ReadonlySet<Ordinal>): Holder {
    const link = seen.size >= MOST_STEPS ? undefined : this.#linksOf(node).find(({ from }) => !seen.has(from) && !seen.has(this.tables.get(from)?.node ?? from));
    if (link) return this.#holderBy(link, new Set([...seen, node]));
    return this.#globals.has(node) ? { ...unknown(), name: 'globalThis', steps: ['global object'] } : unknown();
  }

  #linksOf(node: Ordinal): readonly Link[] {
    const known = this.#links.get(node);
    if (known) return known;
    const { graph } = this;
    const found: { link: Link; rank: number }[] = [];
    for (const { from, edge } of graph.retainersOf(node)) {
      if (from === node || from === graph.root) continue;
      const isNearer = graph.distance(from) < graph.distance(node);
      for (const binding of this.#bindingsBy(from, edge)) {
        found.push({ link: { from, binding }, rank: RANK[binding.by] + (isNearer ? 0 : 20) + (binding.by === 'variable' && isOfPlatform(this.scripts.placeIn(from)?.url ?? '') ? 3.5 : 0) });
      }
    }
    const links = found.sort((a, b) => a.rank - b.rank || graph.distance(a.link.from) - graph.distance(b.link.from)).map(({ link }) => link);
    this.#links.set(node, links);
    return links;
  }

  /** What an edge binds, the likeliest first: V8 tells of the variables of a block without their names. */
  #bindingsBy(from: Ordinal, edge: number): readonly Binding[] {
    const { graph } = this;
    if (graph.edgeType(edge) === graph.edgeTypes.hidden && graph.name(from) === 'system / Context') return blockVariablesAt(graph, from, graph.edgeName(edge)).map((name) => ({ by: 'variable', name }));
    const binding = this.#bindingBy(from, edge);
    return binding ? [binding] : [];
  }

  #bindingBy(from: Ordinal, edge: number): Binding | undefined {
    const { graph } = this;
    const { context, property, internal, element, hidden } = graph.edgeTypes;
    const type = graph.edgeType(edge);
    const label = graph.edgeLabel(edge);
    const name = graph.name(from);
    if (type === context) return label.startsWith('.') || label === 'this' ? undefined : { by: 'variable', name: label };
    if (type === property) return this.#memberOf(from, label);
    if (type === element) return { by: 'entry' };
    if (this.tables.has(from) && (type === internal || type === hidden)) return this.tables.get(from)?.node === from ? undefined : { by: 'entry' };
    if (type === internal && name === 'system / Cell' && label === 'value') {
      const exported = this.#exportedAs(from);
      if (exported) return this.#hasSource(exported.table) ? { by: 'export', name: exported.name } : { by: 'machine', name: 'a module' };
    }
    // What V8 keeps to run faster is not what keeps an object.
    if (type === hidden || graph.type(from) === 'code' || name.startsWith('system / ') || name === '(object properties)' || name === '(object elements)') return undefined;
    return { by: 'machine', name: wordFor(graph, from, label) };
  }

  #memberOf(from: Ordinal, label: string): Binding | undefined {
    const { graph } = this;
    if (label === '__proto__' || label === 'constructor' || label === 'prototype') return undefined;
    if (this.#globals.has(from)) return { by: 'global', name: label };
    if (graph.type(from) === 'closure') return { by: 'static', name: label, of: graph.name(from) || 'a function' };
    const name = graph.name(from);
    if (name === 'Module' && label === 'exports') return { by: 'module' };
    if (name !== 'Object') return { by: 'field', name: label, of: classWord(name) };
    return isTable(graph, from) ? { by: 'entry' } : { by: 'member', name: label };
  }

  /** The module and the name under which a cell is exported: modules keep their exports in a table of names and cells. */
  #exportedAs(cell: Ordinal): { readonly name: string; readonly table: Ordinal } | undefined {
    const { graph } = this;
    for (const { from, edge } of graph.retainersOf(cell)) {
      if (graph.type(from) !== 'array') continue;
      const index = Number(graph.edgeLabel(edge));
      for (const other of graph.edgesOf(from)) {
        if (Number(graph.edgeLabel(other)) !== index - 1) continue;
        const key = graph.edgeTarget(other);
        if (graph.type(key).endsWith('string')) return { name: graph.name(key), table: from };
      }
    }
    return undefined;
  }

  /** Modules of the platform, of JSON, and those that stand for a CommonJS module are made without a source: others hold what is in them, too. */
  #hasSource(table: Ordinal): boolean {
    for (const { from } of this.graph.retainersOf(table)) if (this.graph.name(from) === 'system / SyntheticModule') return false;
    return true;
  }

  #placeOfCell(cell: Ordinal): ScriptPlace | undefined {
    const { graph } = this;
    const seen = new Set([cell]);
    for (const at of seen) {
      if (graph.name(at) === 'system / SourceTextModule') {
        for (const edge of graph.edgesOf(at)) {
          const target = graph.edgeTarget(edge);
          // While a module runs, it has a generator in place of its function.
          const place = this.scripts.placeOf(target) ?? this.scripts.placeOf(graph.follow(target, 'function') ?? target);
          if (place) return place;
        }
      }
      for (const { from } of graph.retainersOf(at)) if (seen.size < 50 && (graph.type(from) === 'array' || graph.name(from) === 'system / SourceTextModule')) seen.add(from);
    }
    return undefined;
  }
}

/** The global objects: the root tells of them, or else the contexts that scripts run in. */
function globalsIn(graph: HeapGraph): ReadonlySet<Ordinal> {
  const globals = new Set<Ordinal>();
  for (const edge of graph.edgesOf(graph.root)) if (graph.edgeType(edge) === graph.edgeTypes.shortcut) globals.add(graph.edgeTarget(edge));
  // In a page, the address comes after the name.
  const contexts = new Set(graph.snapshot.strings.flatMap((text, index) => (text.startsWith('system / NativeContext') ? [index] : [])));
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!contexts.has(graph.nameIndex(node))) continue;
    for (const edge of graph.edgesOf(node)) if (GLOBALS.has(graph.edgeLabel(edge))) globals.add(graph.edgeTarget(edge));
  }
  return globals;
}

const GLOBALS: ReadonlySet<string> = new Set(['global_object', 'global_proxy_object']);

/** Is a plain object used as a table, so that the names of its members are not those of a program? */
function isTable(graph: HeapGraph, node: Ordinal): boolean {
  let members = 0;
  for (const edge of graph.edgesOf(node)) if (graph.edgeType(edge) === graph.edgeTypes.property) members++;
  return members > MOST_NAMES || isInDictionaryMode(graph, node);
}

/**
 * The names that a variable of a block may have, by its place among those that V8 tells of. The scope has all names in their order; variables
 * that are small whole numbers are told of nowhere, so that one after them has a name further on.
 */
function blockVariablesAt(graph: HeapGraph, context: Ordinal, place: number): readonly string[] {
  const scope = graph.follow(context, 'scope_info');
  if (scope === undefined) return [];
  const names = hiddenOf(graph, scope).filter(({ node }) => graph.type(node).endsWith('string')).sort((a, b) => a.place - b.place);
  const last = Math.max(...hiddenOf(graph, context).map((one) => one.place));
  const unknown = Math.max(0, names.length - last - 1);
  return names.slice(place, place + unknown + 1).map(({ node }) => graph.name(node)).filter((name) => !name.startsWith('.') && name !== 'this');
}

function hiddenOf(graph: HeapGraph, node: Ordinal): readonly { readonly place: number; readonly node: Ordinal }[] {
  return [...graph.edgesOf(node)].filter((edge) => graph.edgeType(edge) === graph.edgeTypes.hidden).map((edge) => ({ place: graph.edgeName(edge), node: graph.edgeTarget(edge) }));
}

/** The file of a CommonJS module. */
function fileOf(graph: HeapGraph, module: Ordinal): string | undefined {
  const name = graph.follow(module, 'filename') ?? graph.follow(module, 'id');
  return name !== undefined && graph.type(name) === 'string' ? graph.name(name) : undefined;
}

function unknown(): Holder {
  return { name: '', binding: { by: 'machine', name: '' }, place: undefined, steps: ['root'] };
}

function wordFor(graph: HeapGraph, node: Ordinal, label: string): string {
  const name = graph.name(node);
  switch (graph.type(node)) {
    case 'synthetic':
      return name.replace(/^\((.*)\)$/, '$1').toLowerCase() || 'root';
    case 'closure':
      return label === 'bound_this' || label.startsWith('bound') ? `bound function \`${name}\`` : `function \`${name}\``;
    case 'array':
      return 'a list of the machine';
    default:
      return classWord(name);
  }
}

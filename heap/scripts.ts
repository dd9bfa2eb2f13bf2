import type { HeapGraph, Location, Ordinal } from './graph.js';

/** A place in a script that has a name. */
export interface ScriptPlace extends Pick<Location, 'line' | 'column'> {
  /** As V8 knows the script: a URL or a path. */
  readonly url: string;
}

/** The scripts of a snapshot: which of them a function, an object of a class or a context is written in. */
export class Scripts {
  #urls: Map<number, string> | undefined;
  readonly #heads = new Map<string, string>();

  constructor(readonly graph: HeapGraph) {}

  /** Where a function is written, or the class of an object. Where V8 tells no more than the script, as of functions that never ran, its beginning. */
  placeOf(node: Ordinal): ScriptPlace | undefined {
    const { graph } = this;
    const constructor = this.#constructorOf(node);
    const location = graph.location(node) ?? (constructor === undefined ? undefined : graph.location(constructor));
    const url = location === undefined ? scriptOf(graph, constructor ?? node) : this.#named.get(location.script);
    return url === undefined || url === '' ? undefined : { url, line: location?.line ?? 0, column: location?.column ?? 0 };
  }

  /** A place in the scope that a context is of: where a function is written that was made in it, or in one within. */
  placeIn(context: Ordinal): ScriptPlace | undefined {
    const seen = new Set([context]);
    for (const at of seen) {
      for (const { from, edge } of this.graph.retainersOf(at)) {
        const label = this.graph.edgeLabel(edge);
        if (label === 'context') {
          const place = this.placeOf(from);
          if (place) return place;
        } else if (label === 'previous' && seen.size < 200) seen.add(from);
      }
    }
    return undefined;
  }

  /** The names of all of them. */
  get all(): readonly string[] {
    return [...new Set(this.#named.values())];
  }

  /** How the text of a script begins: V8 puts no more than that into a snapshot. */
  headOf(url: string): string | undefined {
    return this.#named.size > 0 ? this.#heads.get(url) : undefined;
  }

  get #named(): ReadonlyMap<number, string> {
    this.#urls ??= this.#read();
    return this.#urls;
  }

  /** The names of the scripts by their ids, which functions show. */
  #read(): Map<number, string> {
    const { graph } = this;
    const urls = new Map<number, string>();
    for (const node of graph.located) {
      const location = graph.location(node);
      if (location === undefined || urls.has(location.script)) continue;
      const script = scriptNodeOf(graph, node);
      const name = script === undefined ? '' : nameOf(graph, script);
      if (script === undefined || name === '') continue;
      urls.set(location.script, name);
      const source = graph.follow(script, 'source');
      if (source !== undefined && graph.type(source) === 'string') this.#heads.set(name, graph.name(source));
    }
    return urls;
  }

  /** Objects that V8 does not locate have a class that it does. */
  #constructorOf(node: Ordinal): Ordinal | undefined {
    const { graph } = this;
    if (graph.type(node) !== 'object') return undefined;
    const prototype = graph.follow(node, '__proto__');
    return prototype === undefined ? undefined : graph.follow(prototype, 'constructor');
  }
}

/** The name of the script that a function is written in. */
function scriptOf(graph: HeapGraph, node: Ordinal): string | undefined {
  const script = scriptNodeOf(graph, node);
  return script === undefined ? undefined : nameOf(graph, script);
}

function scriptNodeOf(graph: HeapGraph, node: Ordinal): Ordinal | undefined {
  if (graph.type(node) !== 'closure') return undefined;
  const shared = graph.follow(node, 'shared');
  return shared === undefined ? undefined : (graph.follow(shared, 'script') ?? graph.follow(shared, 'script_or_debug_info'));
}

function nameOf(graph: HeapGraph, script: Ordinal): string {
  const name = graph.name(script);
  // While a script is debugged there is something between.
  return name.startsWith('system /') ? graph.name(graph.follow(graph.follow(script, 'script') ?? script, 'name') ?? script) : name;
}

/** Is a script part of what runs the program, such as `node:internal/timers`? */
export function isOfPlatform(url: string): boolean {
  return /^(?:node:|internal\/|electron\/|extensions::|chrome-extension:|devtools:|ext:|native |v8\/|evalmachine)/.test(url) || url === '' || url.startsWith('system /');
}

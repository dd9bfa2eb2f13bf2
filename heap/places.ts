import { SourceSyntaxError, parseSource } from '../codemods/parse.js';
import { placesIn, type Place } from '../codemods/places.js';
import type { HeapContainer } from './containers.js';
import type { HeapKind } from './entries.js';
import type { Holder } from './holders.js';
import { creationOf, type Making, makingsIn, mayBe } from './makings.js';
import { isOfPlatform, type ScriptPlace } from './scripts.js';
import type { SourceFile, SourceFiles, TextPlace } from './source-files.js';

/** Where a container is made. */
export interface SourcePlace extends Place {
  /** Absolute. */
  readonly path: string;
  /** Is it where the container is made? Otherwise it is where what holds it is written. */
  readonly isCreation: boolean;
  /** What the source calls it, where that is not what runs. */
  readonly name?: string;
}

/** Finds where in the sources the containers of a heap are made. */
export class Places {
  readonly #makings = new Map<string, readonly Making[]>();

  /**
   * @param scripts all scripts of the program that are in the heap, for what no script owns
   */
  constructor(
    readonly files: SourceFiles,
    readonly scripts: readonly string[],
  ) {}

  /** Where a container is made, as far as one of its names leads there, and the name that does. */
  placeOf({ kind, holders }: Pick<HeapContainer, 'kind' | 'holders'>): { readonly holder: Holder; readonly place: SourcePlace | undefined } {
    let second: { readonly holder: Holder; readonly place: SourcePlace } | undefined;
    for (const holder of holders) {
      const place = this.#placeBy(holder, kind);
      if (place?.isCreation) return { holder, place };
      if (place) second ??= { holder, place };
    }
    return second ?? { holder: holders[0], place: undefined };
  }

  #placeBy(holder: Holder, kind: HeapKind): SourcePlace | undefined {
    if (holder.binding.by === 'global') return this.#placeOfGlobal(holder.binding.name, kind);
    if (!holder.place || isOfPlatform(holder.place.url)) return undefined;
    const script = this.files.ofScript(holder.place.url);
    if (!script) return undefined;
    const anchor = anchorIn(script, holder.place);
    const making = bestOf(holder, kind, this.#makingsOf(script), anchor);
    if (making) return this.#originalOf(script, making, kind);
    return anchor === undefined ? undefined : this.#traced(script, anchor);
  }

  #placeOfGlobal(name: string, kind: HeapKind): SourcePlace | undefined {
    for (const url of this.scripts) {
      const script = this.files.ofScript(url);
      if (!script?.text.includes(name)) continue;
      const making = this.#makingsOf(script).find((one) => one.name === name && mayBe(one, kind) && (one.as === 'variable' || /^(?:globalThis|global|window|self|this)?$/.test(one.of ?? '')));
      if (making) return this.#originalOf(script, making, kind);
    }
    return undefined;
  }

  /** The place of a creation in the source that the script was made of. */
  #originalOf(script: SourceFile, making: Making, kind: HeapKind): SourcePlace {
    const node = creationOf(making.node);
    const made = { path: script.path, ...placesIn(script.text)(node.range[0]), isCreation: mayBe(making, kind) };
    if (!this.files.hasMap(script)) return made;
    // The beginning of a creation is not always mapped; what follows it may be.
    for (const offset of [node.range[0], ...firstWordsOf(script.text, node.range)]) {
      const place = placesIn(script.text)(offset);
      const original = this.files.original(script, { line: place.line, column: place.column - 1 });
      if (original) return this.#refined(original.path, original.file, original.place, kind, made.isCreation);
    }
    return made;
  }

  /** The creation in the source that a map leads near to. */
  #refined(path: string, file: SourceFile, { line, column }: TextPlace, kind: HeapKind, isCreation: boolean): SourcePlace {
    const near = { path, line, column: column + 1, isCreation };
    const placeOf = placesIn(file.text);
    const here = this.#makingsOf(file)
      .filter((making) => mayBe(making, kind))
      .map(({ as, name, node }) => ({ ...placeOf(creationOf(node).range[0]), ...(as === 'variable' && { name }) }))
      .filter((place) => place.line === line);
    const [best] = here.sort((a, b) => Math.abs(a.column - near.column) - Math.abs(b.column - near.column));
    return best ? { ...near, ...best } : near;
  }

  #traced(script: SourceFile, anchor: number): SourcePlace {
    const place = placesIn(script.text)(anchor);
    const original = this.files.original(script, { line: place.line, column: place.column - 1 });
    return original ? { path: original.path, line: original.place.line, column: original.place.column + 1, isCreation: false } : { path: script.path, ...place, isCreation: false };
  }

  #makingsOf(file: SourceFile): readonly Making[] {
    const known = this.#makings.get(file.path);
    if (known) return known;
    let makings: readonly Making[] = [];
    try {
      makings = makingsIn(parseSource(file.path, file.text));
    } catch (error) {
      // What does not parse as a file of its name has no places.
      if (!(error instanceof SourceSyntaxError)) throw error;
    }
    this.#makings.set(file.path, makings);
    return makings;
  }
}

/** The offset of a place in a script, where the text on the disk is the one that ran: else there is no function there. */
function anchorIn({ text }: SourceFile, { line, column }: ScriptPlace): number | undefined {
  let start = 0;
  for (let at = 0; at < line; at++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  const offset = start + column;
  if (offset === 0) return 0;
  return offset < text.length && /^(?:\(|class\b|abstract\b|@|async\b|[\w$]+\s*=>|\{|static\b|[\w$#[*])/.test(text.slice(offset, offset + 200)) ? offset : undefined;
}

function bestOf({ binding, parent }: Holder, kind: HeapKind, makings: readonly Making[], anchor: number | undefined): Making | undefined {
  switch (binding.by) {
    case 'variable':
    case 'export':
      return variableOf(binding.name, kind, makings, anchor);
    case 'field':
    case 'static': {
      const named = makings.filter(({ as, name }) => as === 'member' && name === binding.name);
      const own = named.filter(({ of }) => of === binding.of);
      const around = anchor === undefined ? [] : named.filter(({ scope }) => scope[0] <= anchor && anchor <= scope[1] && scope[1] !== Infinity);
      return first(kind, around, own, named);
    }
    case 'member': {
      const named = makings.filter(({ as, name }) => as === 'member' && name === binding.name);
      const owner = parent && bestOf(parent, 'dictionary', makings, anchor);
      const within = owner ? named.filter(({ node }) => owner.node.range[0] <= node.range[0] && node.range[1] <= owner.node.range[1]) : [];
      const last = parent?.name.split('.').at(-1);
      return first(kind, within, named.filter(({ of }) => of !== undefined && of === last), named);
    }
    case 'module':
      return makings.find(({ as, name, of }) => as === 'member' && name === 'exports' && of === 'module');
    case 'entry': {
      const last = parent?.name.replaceAll('[…]', '').split('.').at(-1);
      const given = makings.filter(({ as, of, kinds }) => as === 'argument' && of === last && kinds === kind);
      // Compilers keep a private field for older engines in a `WeakMap` of its name.
      const field = makings.filter(({ as, name }) => as === 'member' && name === last && parent?.binding.by === 'variable');
      const [named] = makings.filter(({ as, of, name }) => as === 'argument' && of === last && name !== '').flatMap(({ name, node }) => variableOf(name, kind, makings, node.range[0]) ?? []).filter((making) => mayBe(making, kind));
      return given[0] ?? named ?? first(kind, field) ?? (parent && bestOf(parent, kind, makings, anchor));
    }
    default:
      return undefined;
  }
}

/** A variable by its name, in the scope around a place; where it is made later, the place that does. */
function variableOf(name: string, kind: HeapKind, makings: readonly Making[], anchor: number | undefined): Making | undefined {
  const named = makings.filter((making) => making.as === 'variable' && making.name === name);
  const declared = named.filter(({ scope }) => scope[1] !== Infinity);
  const visible = anchor === undefined ? declared : declared.filter(({ scope }) => scope[0] <= anchor && anchor <= scope[1]);
  const widths = [...(visible.length > 0 ? visible : declared)].sort((a, b) => a.scope[1] - a.scope[0] - (b.scope[1] - b.scope[0]));
  const best = anchor === undefined ? (widths.find((making) => mayBe(making, kind)) ?? widths[0]) : widths[0];
  // What a call gives may be anything: an assignment that surely makes it says more.
  const later = named.filter((making) => making.scope[1] === Infinity && mayBe(making, kind) && (!best || (best.scope[0] <= making.node.range[0] && making.node.range[1] <= best.scope[1])));
  const given = best && mayBe(best, kind) ? [best, ...later] : later;
  return given.find(({ kinds }) => kinds === kind) ?? given[0] ?? best ?? first(kind, makings.filter((making) => making.as === 'member' && making.name === name));
}

function first(kind: HeapKind, ...lists: readonly (readonly Making[])[]): Making | undefined {
  for (const list of lists) {
    const made = list.find(({ kinds }) => kinds === kind) ?? list.find((making) => mayBe(making, kind));
    if (made) return made;
  }
  return lists.flat()[0];
}

/** Offsets of the words of a creation after its first, which a map may know. */
function firstWordsOf(text: string, [start, end]: readonly [number, number]): readonly number[] {
  return [...text.slice(start, Math.min(end, start + 200)).matchAll(/[\w$]+/g)].map(({ index }) => start + index);
}

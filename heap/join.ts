import { basename } from 'node:path';
import type { Place } from '../codemods/places.js';
import type { HeapKind } from './entries.js';
import type { Holder } from './holders.js';
import type { SourcePlace } from './places.js';

/** A container as the code shows it. */
export interface CodeContainer {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly name: string;
  readonly type: 'map' | 'set' | 'array' | 'dictionary';
  /** Where it is made. */
  readonly at: Place;
}

/** Joins containers of the heap with those of the code: by the line that makes them, or else by their names. */
export class Join<Known extends CodeContainer> {
  readonly #byPath = new Map<string, Known[]>();

  constructor(readonly known: readonly Known[]) {
    for (const one of known) {
      const others = this.#byPath.get(one.path);
      if (others) others.push(one);
      else this.#byPath.set(one.path, [one]);
    }
  }

  /** The container of the code that one of the heap is; nothing where none is, or several may be. */
  find(kind: HeapKind, holder: Holder, place: SourcePlace | undefined): Known | undefined {
    const ofKind = (one: Known): boolean => one.type === kind;
    if (place) {
      const here = (this.#byPath.get(place.path) ?? []).filter(ofKind);
      const onLine = here.filter(({ at }) => at.line === place.line).sort((a, b) => Math.abs(a.at.column - place.column) - Math.abs(b.at.column - place.column));
      const inner = holder.binding.by === 'entry' ? onlyOne(here.filter(({ name }) => name === holder.name)) : undefined;
      return inner ?? onLine[0] ?? onlyOne(here.filter((one) => isNamed(one, holder))) ?? onlyOne(this.#inSourceOf(place.path).filter((one) => ofKind(one) && isNamed(one, holder)));
    }
    return holder.binding.by === 'global' ? onlyOne(this.known.filter((one) => ofKind(one) && one.name === holder.name)) : undefined;
  }

  /** The containers of files that a script without a map may have been made of: those of its name but for the ending. */
  #inSourceOf(path: string): readonly Known[] {
    const stem = stemOf(path);
    return this.known.filter((one) => one.path !== path && stemOf(one.path) === stem);
  }
}

function isNamed({ name }: CodeContainer, holder: Holder): boolean {
  return name === holder.name || lastOf(name) === lastOf(holder.name);
}

function lastOf(name: string): string {
  return name.split('.').at(-1) ?? name;
}

function stemOf(path: string): string {
  return basename(path).replace(/\.[cm]?[jt]sx?$/, '');
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

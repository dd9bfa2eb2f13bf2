import { type Bytes, hashOfText } from './bytes.js';

/** From which slot on the bytes tell where the name of a node stands; that of a private one comes after its `#`. */
export interface Bearing {
  readonly slot: number;
  readonly isPrivate: boolean;
}

/**
 * The numbers of nodes by the names that they bear, in a hash table of words: neither texts nor nodes are made for names that nobody
 * asks for.
 */
export class NamedNodes {
  /** For each hash the place of the first node with it, from 1 on, and for each of these that of the next; 0 is none. */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;

  /**
   * @param numbers the nodes that bear a name
   * @param bearingOf how those of a kind bear it
   */
  constructor(
    private readonly numbers: readonly number[],
    bytes: Bytes,
    bearingOf: (kind: number) => Bearing,
  ) {
    this.#first = new Uint32Array(2 ** (32 - Math.clz32(numbers.length)));
    this.#next = new Uint32Array(numbers.length + 1);
    // From the last on, so that those with one hash come in their order.
    for (let place = numbers.length; place > 0; place--) {
      const number = numbers[place - 1] as number;
      const { slot, isPrivate } = bearingOf(bytes.kindOf(number));
      const bucket = this.#bucketOf(bytes.hashBetween(bytes.slot(number, slot), bytes.slot(number, slot + 1), isPrivate ? '#' : ''));
      this.#next[place] = this.#first[bucket] as number;
      this.#first[bucket] = place;
    }
  }

  /** The nodes that bear a name, in the order of their numbers, and others with the same hash. */
  maybe(name: string): readonly number[] {
    const found: number[] = [];
    for (let place = this.#first[this.#bucketOf(hashOfText(name))] as number; place > 0; place = this.#next[place] as number) found.push(this.numbers[place - 1] as number);
    return found;
  }

  #bucketOf(hash: number): number {
    return hash & (this.#first.length - 1);
  }
}

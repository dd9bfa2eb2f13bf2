import { hashOfText } from './bytes.js';

/**
 * Numbers by the names of what they stand for, in a hash table of words: neither texts nor nodes are made for names that nobody asks
 * for.
 */
export class ByName {
  /** For each hash the place of the first number with it, from 1 on, and for each of these that of the next; 0 is none. */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;

  /** @param hashOf what `hashOfText` makes of the name of each */
  constructor(
    private readonly numbers: readonly number[],
    hashOf: (number: number) => number,
  ) {
    this.#first = new Uint32Array(2 ** (32 - Math.clz32(numbers.length)));
    this.#next = new Uint32Array(numbers.length + 1);
    // From the last on, so that those with one hash come in their order.
    for (let place = numbers.length; place > 0; place--) {
      const bucket = this.#bucketOf(hashOf(numbers[place - 1] as number));
      this.#next[place] = this.#first[bucket] as number;
      this.#first[bucket] = place;
    }
  }

  /** Those with a name, in their order, and others with the same hash. */
  maybe(name: string): readonly number[] {
    const found: number[] = [];
    for (let place = this.#first[this.#bucketOf(hashOfText(name))] as number; place > 0; place = this.#next[place] as number) found.push(this.numbers[place - 1] as number);
    return found;
  }

  #bucketOf(hash: number): number {
    return hash & (this.#first.length - 1);
  }
}

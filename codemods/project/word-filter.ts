import { isOfName } from '../../analysis/source/words.js';

/** Is it a character of an ASCII name, by its code? */
const OF_NAME = new Uint8Array(65_536);
for (let code = 0; code < 128; code++) OF_NAME[code] = Number(isOfName(code));

/**
 * Which words a text may have: a filter after B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors" (1970), with one
 * hash function. It takes an eighth to a quarter of a byte for each character, of which one or two bits in a hundred are set.
 */
export class WordFilter {
  readonly #bits: Uint32Array;

  constructor(text: string) {
    let size = 2;
    while (size * 32 < text.length) size *= 2;
    this.#bits = new Uint32Array(size);
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at);
      if (OF_NAME[character] === 1) hash = withCharacter(hash, character);
      else if (hash !== 0) {
        this.#add(hash);
        hash = 0;
      }
    }
    this.#add(hash);
  }

  /** Can the text have a word? Where the answer is no, it does not; one with other characters than those of ASCII names it can always have. */
  mayHave(word: string): boolean {
    let hash = 0;
    for (let at = 0; at < word.length; at++) {
      const character = word.charCodeAt(at);
      if (!isOfName(character)) return true;
      hash = withCharacter(hash, character);
    }
    const bit = this.#placeOf(hash);
    return hash === 0 || (((this.#bits[bit >>> 5] ?? 0) >>> bit) & 1) === 1;
  }

  #add(hash: number): void {
    const bit = this.#placeOf(hash);
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << bit);
  }

  #placeOf(hash: number): number {
    // The lower bits tell the place; this mixes the upper ones in.
    return (hash ^ (hash >>> 15)) & (this.#bits.length * 32 - 1);
  }
}

function withCharacter(hash: number, character: number): number {
  return (Math.imul(hash, 31) + character) | 0;
}

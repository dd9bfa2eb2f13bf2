import { ByName } from './by-name.js';
import { type Bytes, NONE } from './bytes.js';

/** The tables of the names of a file, as the binder of `yuku-core` makes them, in rows of words. */
export interface NameRows {
  /** Rows of five: node, scope around it, scope of its `var`s, kind and more, next body of the same namespace or enumeration. */
  readonly scopes: Int32Array;
  /** Rows of six: name from and to, flags, scope, the first of its declarations, and how many. */
  readonly symbols: Int32Array;
  /** Nodes. */
  readonly declarations: Int32Array;
  /** Rows of six: name from and to, scope, node, flags, symbol. */
  readonly references: Int32Array;
}

const SCOPE = 5;
const SYMBOL = 6;
const REFERENCE = 6;

const SCOPE_KINDS = ['global', 'module', 'function', 'block', 'class', 'staticBlock', 'expressionName', 'tsModule', 'functionBody'] as const;
const FUNCTION_BODY = SCOPE_KINDS.indexOf('functionBody');

/** Scopes, symbols and mentions of a file, by their numbers. */
export class NameTable {
  readonly scopeCount: number;
  #symbols: Chains | undefined;
  #mentions: Chains | undefined;
  #symbolAt: Int32Array | undefined;
  #bodies: ReadonlyMap<number, number> | undefined;
  #unresolved: ByName | undefined;
  readonly #names: string[] = [];

  private readonly rows: NameRows;

  constructor(private readonly bytes: Bytes) {
    this.rows = bytes.names();
    this.scopeCount = this.rows.scopes.length / SCOPE;
  }

  /** The node that opens a scope. */
  nodeOf(scope: number): number {
    return at(this.rows.scopes, scope * SCOPE);
  }

  /** `NONE` for the outermost. */
  scopeAround(scope: number): number {
    return at(this.rows.scopes, scope * SCOPE + 1);
  }

  kindOf(scope: number): (typeof SCOPE_KINDS)[number] {
    return SCOPE_KINDS[this.#kindOf(scope)] as (typeof SCOPE_KINDS)[number];
  }

  /** Is it the body of a function whose parameters have a scope of their own? */
  isBodyOfFunction(scope: number): boolean {
    return this.#kindOf(scope) === FUNCTION_BODY;
  }

  #kindOf(scope: number): number {
    return at(this.rows.scopes, scope * SCOPE + 3) & 255;
  }

  /** The scope of the body of a function, where it has one of its own. */
  bodyOf(scope: number): number {
    this.#bodies ??= this.#bodiesByFunction();
    return this.#bodies.get(scope) ?? NONE;
  }

  #bodiesByFunction(): ReadonlyMap<number, number> {
    const bodies = new Map<number, number>();
    for (let scope = 0; scope < this.scopeCount; scope++) if (this.isBodyOfFunction(scope)) bodies.set(this.scopeAround(scope), scope);
    return bodies;
  }

  /** The symbols that a scope declares. */
  symbolsOf(scope: number): readonly number[] {
    this.#symbols ??= chainsIn(this.rows.symbols, SYMBOL, 3, this.scopeCount);
    return linksOf(this.#symbols, scope);
  }

  nameOf(symbol: number): string {
    return (this.#names[symbol] ??= this.#textAt(this.rows.symbols, symbol * SYMBOL));
  }

  scopeOf(symbol: number): number {
    return at(this.rows.symbols, symbol * SYMBOL + 3);
  }

  /** The names that declare a symbol. */
  declarationsOf(symbol: number): readonly number[] {
    const first = at(this.rows.symbols, symbol * SYMBOL + 4);
    return Array.from(this.rows.declarations.subarray(first, first + at(this.rows.symbols, symbol * SYMBOL + 5)));
  }

  /** The names that mention a symbol, in source order. */
  mentionsOf(symbol: number): readonly number[] {
    this.#mentions ??= chainsIn(this.rows.references, REFERENCE, 5, this.rows.symbols.length / SYMBOL);
    return linksOf(this.#mentions, symbol).map((reference) => this.#nodeOfReference(reference));
  }

  /** The symbol that a name declares or mentions where it stands; `NONE` where that is none of the file. */
  symbolAt(node: number): number {
    this.#symbolAt ??= this.#symbolsByNode();
    return at(this.#symbolAt, node);
  }

  #symbolsByNode(): Int32Array {
    const { symbols, references, declarations } = this.rows;
    const found = new Int32Array(this.bytes.nodeCount).fill(NONE);
    for (let row = 0; row < references.length; row += REFERENCE) found[at(references, row + 3)] = at(references, row + 5);
    for (let row = 0; row < symbols.length; row += SYMBOL) {
      const first = at(symbols, row + 4);
      const end = first + at(symbols, row + 5);
      for (let declaration = first; declaration < end; declaration++) found[at(declarations, declaration)] = row / SYMBOL;
    }
    return found;
  }

  /** The mentions of what the file does not declare, in source order. */
  unresolved(name: string): readonly number[] {
    const { references } = this.rows;
    this.#unresolved ??= new ByName(this.#unresolvedReferences(), (reference) => this.bytes.hashBetween(at(references, reference * REFERENCE), at(references, reference * REFERENCE + 1)));
    const named = this.#unresolved.maybe(name).filter((reference) => this.#textAt(references, reference * REFERENCE) === name);
    return named.map((reference) => this.#nodeOfReference(reference));
  }

  #unresolvedReferences(): readonly number[] {
    const { references } = this.rows;
    const found: number[] = [];
    for (let row = 0; row < references.length; row += REFERENCE) if (at(references, row + 5) === NONE) found.push(row / REFERENCE);
    return found;
  }

  #nodeOfReference(reference: number): number {
    return at(this.rows.references, reference * REFERENCE + 3);
  }

  #textAt(rows: Int32Array, place: number): string {
    return this.bytes.textBetween(at(rows, place), at(rows, place + 1));
  }
}

function at(words: Int32Array, place: number): number {
  return words[place] as number;
}

/** Rows by what one of their words says: the first row of each, and for each row the next one. */
interface Chains {
  readonly first: Int32Array;
  readonly next: Int32Array;
}

function chainsIn(rows: Int32Array, size: number, by: number, owners: number): Chains {
  const count = rows.length / size;
  const first = new Int32Array(owners).fill(NONE);
  const next = new Int32Array(count);
  for (let row = count - 1; row >= 0; row--) {
    const owner = at(rows, row * size + by);
    if (owner === NONE) continue;
    next[row] = at(first, owner);
    first[owner] = row;
  }
  return { first, next };
}

function linksOf({ first, next }: Chains, owner: number): number[] {
  const found: number[] = [];
  for (let row = at(first, owner); row !== NONE; row = at(next, row)) found.push(row);
  return found;
}

import { countBelow } from '../../analysis/source/lists.js';
import type { NameRows } from './names.js';

/*
 * The bytes in which `yuku-core` 0.19 hands a parsed file over, in words of 32 bits: a head of eleven, twelve for each node (the
 * kind and the flags, nine slots, start and end), lists of nodes; then texts that are not in the file as they are, comments,
 * tokens and diagnostics; last the tables of names. Places are counted in bytes of UTF-8.
 */

const HEAD = 11;
const NODE = 12;
const START = 10;
const END = 11;
const COMMENT = 5;
const TOKEN_BYTES = 16;
const ATTACHED_BYTES = 12;

const SEVERITIES = ['error', 'warning', 'hint', 'info'] as const;

const IS_TYPED = 1;
const HAS_ATTACHED = 2;

/** Where no node, symbol or scope is. */
export const NONE = -1;

export interface Diagnostic {
  readonly severity: (typeof SEVERITIES)[number];
  readonly message: string;
  /** UTF-16 units from the start of the text. */
  readonly start: number;
}

export interface Comment {
  readonly type: 'Block' | 'Line';
  readonly value: string;
  readonly range: [number, number];
}

/** A reader of those bytes; places come out in UTF-16 units. */
export class Bytes {
  readonly words: Int32Array;
  readonly nodeCount: number;
  /** The number of the root. */
  readonly program: number;
  /** Is it TypeScript? */
  readonly isTyped: boolean;

  readonly #bytes: Uint8Array;
  readonly #sourceBytes: number;
  readonly #firstWide: number;
  readonly #lists: number;
  readonly #pool: number;
  readonly #comments: number;
  readonly #commentCount: number;
  readonly #diagnostics: number;
  readonly #diagnosticCount: number;
  #wide: WideEnds | undefined;

  constructor(
    buffer: ArrayBuffer,
    readonly text: string,
  ) {
    const words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    const [nodeCount, listWords, poolBytes, sourceBytes, comments, attached, tokens, diagnostics, program, flags, firstWide] = words as unknown as Head;
    this.words = words;
    this.nodeCount = nodeCount;
    this.program = program;
    this.isTyped = (flags & IS_TYPED) !== 0;
    this.#bytes = new Uint8Array(buffer);
    this.#sourceBytes = sourceBytes;
    this.#firstWide = firstWide;
    this.#lists = HEAD + nodeCount * NODE;
    this.#pool = 4 * (this.#lists + listWords);
    const offsetsOfAttached = flags & HAS_ATTACHED ? 4 * (nodeCount + 1) : 0;
    this.#comments = aligned(this.#pool + poolBytes) + offsetsOfAttached + attached * ATTACHED_BYTES;
    this.#commentCount = comments;
    this.#diagnosticCount = diagnostics;
    this.#diagnostics = this.#comments + 4 * COMMENT * comments + TOKEN_BYTES * tokens;
  }

  kindOf(node: number): number {
    return (this.words[HEAD + node * NODE] as number) & 255;
  }

  flagsOf(node: number): number {
    return (this.words[HEAD + node * NODE] as number) >>> 16;
  }

  slot(node: number, slot: number): number {
    return this.words[HEAD + node * NODE + slot] as number;
  }

  /** The node at a place in all the lists, of which each begins where a slot says. */
  listed(at: number): number {
    return this.words[this.#lists + at] as number;
  }

  startOf(node: number): number {
    return this.#placeOf(this.slot(node, START));
  }

  endOf(node: number): number {
    return this.#placeOf(this.slot(node, END));
  }

  /** A text from one byte to another: one of the file, or of those that are not in it as they are. */
  textBetween(from: number, to: number): string {
    if (from === to) return '';
    if (from < this.#sourceBytes) return this.text.slice(this.#placeOf(from), this.#placeOf(to));
    return wideTextOf(this.#bytes.subarray(this.#pool + from - this.#sourceBytes, this.#pool + to - this.#sourceBytes));
  }

  /** What `hashOfText` makes of such a text, without making the text. */
  hashBetween(from: number, to: number, before = ''): number {
    return from < this.#sourceBytes ? hashOfText(this.text, this.#placeOf(from), this.#placeOf(to), hashOfText(before)) : hashOfText(before + this.textBetween(from, to));
  }

  get hasDiagnostics(): boolean {
    return this.#diagnosticCount > 0;
  }

  comments(): Comment[] {
    return Array.from({ length: this.#commentCount }, (_, i) => {
      const [flags, valueFrom, valueTo, start, end] = this.words.subarray(this.#comments / 4 + i * COMMENT) as unknown as [number, number, number, number, number];
      return { type: flags & 1 ? 'Block' : 'Line', value: this.textBetween(valueFrom, valueTo), range: [this.#placeOf(start), this.#placeOf(end)] };
    });
  }

  diagnostics(): Diagnostic[] {
    const found: Diagnostic[] = [];
    this.#readDiagnostics((severity, message, start) => found.push({ severity: SEVERITIES[severity] ?? 'error', message: wideTextOf(message), start: this.#placeOf(start) }));
    return found;
  }

  /** The tables of names, which follow the diagnostics. */
  names(): NameRows {
    const { words } = this;
    let at = aligned(this.#readDiagnostics()) / 4;
    const [scopes, symbols, references, declarations] = words.subarray(at) as unknown as [number, number, number, number];
    const take = (length: number): Int32Array => words.subarray(at, (at += length));
    take(8);
    return { scopes: take(5 * scopes), symbols: take(6 * symbols), declarations: take(declarations), references: take(6 * references) };
  }

  /** @returns where they end */
  #readDiagnostics(visit?: (severity: number, message: Uint8Array, start: number) => void): number {
    const view = new DataView(this.#bytes.buffer);
    let at = this.#diagnostics;
    const number = (): number => view.getUint32((at += 4) - 4, true);
    const text = (): Uint8Array => {
      const length = number();
      return this.#bytes.subarray(at, (at += length));
    };
    for (let i = 0; i < this.#diagnosticCount; i++) {
      const severity = view.getUint8(at++);
      const start = number();
      number();
      const message = text();
      visit?.(severity, message, start);
      if (view.getUint8(at++)) text();
      for (let labels = number(); labels > 0; labels--) {
        number();
        number();
        text();
      }
    }
    return at;
  }

  #placeOf(byte: number): number {
    if (byte <= this.#firstWide) return byte;
    this.#wide ??= wideEndsIn(this.text, this.#firstWide);
    const { bytes, units } = this.#wide;
    const next = countBelow(bytes, byte + 1, (end) => end);
    // A byte in the middle of a character is that of the next unit.
    return Math.min((units[next - 1] as number) + byte - (bytes[next - 1] as number), units[next] as number);
  }
}

type Head = readonly [number, number, number, number, number, number, number, number, number, number, number];

const FNV_BASIS = 0x81_1c_9d_c5;
const FNV_PRIME = 0x01_00_01_93;

/**
 * A hash of a text, or of a part of it: FNV-1a over its UTF-16 units (Fowler, Noll and Vo).
 *
 * @param basis the hash of what is before it
 */
export function hashOfText(text: string, from = 0, to = text.length, basis = FNV_BASIS): number {
  let hash = basis;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash;
}

function aligned(bytes: number): number {
  return (bytes + 3) & ~3;
}

/** Where the characters of a text end that are not ASCII, before them where the first one begins, and after them where the text ends. */
interface WideEnds {
  readonly bytes: readonly number[];
  readonly units: readonly number[];
}

function wideEndsIn(text: string, first: number): WideEnds {
  const bytes = [first];
  const units = [first];
  const wide = /[^\0-\x7F]/g;
  wide.lastIndex = first;
  for (let byte = first, unit = first; wide.test(text); ) {
    const at = wide.lastIndex - 1;
    const code = text.charCodeAt(at);
    const isPair = isLead(code) && isTrail(text.charCodeAt(at + 1));
    if (isPair) wide.lastIndex++;
    byte += at - unit + (isPair ? 4 : code < 0x8_00 ? 2 : 3);
    unit = wide.lastIndex;
    bytes.push(byte);
    units.push(unit);
  }
  units.push(text.length);
  return { bytes, units };
}

function isLead(code: number): boolean {
  return code >= 0xd8_00 && code < 0xdc_00;
}

function isTrail(code: number): boolean {
  return code >= 0xdc_00 && code < 0xe0_00;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The first byte of surrogates, also of those without a partner, which UTF-8 has no place for; and of some that are none. */
const MAYBE_SURROGATE = 0xed;

/** Texts may have half a character (`'\uD83D'`), of three bytes. */
function wideTextOf(bytes: Uint8Array): string {
  const at = bytes.indexOf(MAYBE_SURROGATE);
  if (at < 0) return utf8.decode(bytes);
  const [, second = 0, third = 0] = bytes.subarray(at);
  const code = ((MAYBE_SURROGATE & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
  return utf8.decode(bytes.subarray(0, at)) + String.fromCharCode(code) + wideTextOf(bytes.subarray(at + 3));
}

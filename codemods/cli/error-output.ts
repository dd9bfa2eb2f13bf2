import { Writable } from 'node:stream';
import { colorsFor } from './terminal.js';

/**
 * Standard error for a library that colours whatever it writes: the colours are taken out where they are not wanted, and
 * what moves the cursor stays.
 */
export function errorOutput(): Writable {
  const { stderr } = process;
  if (colorsFor(stderr).isColorSupported) return stderr;
  const plain = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => void stderr.write(withoutColors(text), done),
  });
  return Object.assign(plain, { isTTY: stderr.isTTY, columns: stderr.columns, rows: stderr.rows });
}

/** A text without the sequences that colour it. */
export function withoutColors(text: string): string {
  return text.replaceAll(/\u001B\[[\d;]*m/g, '');
}

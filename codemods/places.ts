import { countBelow } from '../analysis/source/lists.js';
import { offsetsOf } from '../analysis/source/words.js';

/** A place in a text as editors count it: lines and columns from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Prepares the look-up of places in a text without byte order mark.
 *
 * @returns a function from an offset into the text to its place
 */
export function placesIn(text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= startsOfLines(text);
    const line = countBelow(starts, offset + 1, (start) => start);
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

/** Ends of lines besides the line feed, of which most files have none. */
const RARE_ENDS = ['\r', '\u2028', '\u2029'] as const;

function startsOfLines(text: string): readonly number[] {
  if (!RARE_ENDS.some((end) => text.includes(end))) return [0, ...offsetsOf('\n', text).map((at) => at + 1)];
  const ends = /\r\n|[\r\n\u2028\u2029]/g;
  const starts = [0];
  while (ends.test(text)) starts.push(ends.lastIndex);
  return starts;
}

/** Orders places from the start of a text to its end. */
export function comparePlaces(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

/** `path:line:column`, which terminals and editors know how to open. */
export function placeText(path: string, { line, column }: Place): string {
  return `${printable(path)}:${line}:${column}`;
}

/** A path as one line of plain text: what would move the cursor, or begin a line, is told as JSON tells it. */
export function printable(path: string): string {
  return path.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

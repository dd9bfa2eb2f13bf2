import { codeFrameColumns } from '@babel/code-frame';
import { withoutByteOrderMark } from '../../parse.js';
import { comparePlaces, type Place, placeText } from '../../places.js';
import { readSource } from '../read.js';

/** A place in a file, up to its end, and what it shows. */
export interface Mark {
  readonly path: string;
  readonly at: Place;
  readonly to: Place;
  /** Empty where the line speaks for itself. */
  readonly says: string;
}

/** How frames are drawn. */
export interface FrameStyle {
  readonly isColored: boolean;
  /** The columns of the terminal. */
  readonly width: number;
}

/** The least of a line that is shown, however narrow the terminal is. */
const LEAST_OF_LINE = 20;

/** What a frame puts before a line beside its number: `> `, ` | `. */
const GUTTER = 5;

/** The texts of files as they are read for frames, one after the other. */
export class FrameSource {
  #path: string | undefined;
  #lines: readonly string[] = [];

  /** A line of a file; `undefined` where it is not there, or not any more. */
  line(path: string, line: number): string | undefined {
    if (this.#path !== path) {
      this.#path = path;
      this.#lines = linesOf(path);
    }
    return this.#lines[line - 1];
  }
}

/**
 * The lines that marks stand in, each with its mark below: first those of the file that the report is about, from top to
 * bottom, then those of other files, each below its path.
 */
export function* frameLines(marks: readonly Mark[], source: FrameSource, style: FrameStyle): Generator<string> {
  const [first] = marks;
  const digits = Math.max(...marks.map(({ at }) => String(at.line).length));
  const isHere = (mark: Mark): boolean => mark.path === first?.path;
  const drawn = [...marks.filter(isHere).sort((a, b) => comparePlaces(a.at, b.at)), ...marks.filter((mark) => !isHere(mark))];
  for (const mark of drawn) {
    const text = source.line(mark.path, mark.at.line);
    if (text === undefined) continue;
    if (!isHere(mark)) yield `  --> ${placeText(mark.path, mark.at)}`;
    for (const line of frameOf(mark, text, digits, style)) yield line;
  }
}

function frameOf({ at, to, says }: Mark, text: string, digits: number, { isColored, width }: FrameStyle): readonly string[] {
  const end = to.line === at.line ? to.column : text.length + 1;
  const clip = clipped(text, at.column, Math.max(width - digits - GUTTER - 2, LEAST_OF_LINE));
  const start = { line: at.line, column: at.column - clip.from };
  const stop = { line: at.line, column: Math.max(Math.min(end - clip.from, clip.text.length + 1), start.column + 1) };
  const options = { startLine: at.line, linesAbove: 0, linesBelow: 0, highlightCode: isColored, forceColor: isColored, message: says };
  const frame = codeFrameColumns(clip.text, { start, end: stop }, options);
  const indent = ' '.repeat(2 + digits - String(at.line).length);
  return frame.split('\n').map((line) => indent + line);
}

/** The part of a line that fits, with the column in it. */
function clipped(text: string, column: number, most: number): { readonly text: string; readonly from: number } {
  if (text.length <= most) return { text, from: 0 };
  const from = column <= most / 2 ? 0 : Math.max(0, column - 1 - Math.floor(most / 4));
  const cut = text.slice(from, from + most);
  const isEnd = from + most >= text.length;
  return { text: `${from > 0 ? `…${cut.slice(1)}` : cut}${isEnd ? '' : '…'}`, from };
}

function linesOf(path: string): readonly string[] {
  const read = readSource(path, path);
  return 'text' in read ? withoutByteOrderMark(read.text).split(/\r\n|[\n\r\u2028\u2029]/) : [];
}

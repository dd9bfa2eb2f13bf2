import { openSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { placeText, printable } from '../places.js';
import type { Format } from './formats/names.js';
import { problemWith, type Problem } from './problem.js';

type Colors = ReturnType<typeof picocolors.createColors>;

/** The columns of what is no terminal, and does not say. */
const USUAL_COLUMNS = 120;

/** Where results go. */
interface Output extends Pick<WriteStream, 'isTTY'>, Partial<Pick<WriteStream, 'columns'>> {
  write(text: string): unknown;
}

/** Where a command writes, and how it may look there. */
export interface Terminal {
  readonly colors: Colors;
  /** How many columns there are. */
  readonly columns: number;
  /** Writes a line of the result. */
  readonly print: (line: string) => void;
  /** Writes a line about something that went wrong, or was left out. */
  readonly complain: (problem: Problem) => void;
}

/**
 * The terminal of this process, where problems go to standard error.
 *
 * @param output where results go
 */
export function openTerminal(output: Output = process.stdout): Terminal {
  const [colors, errorColors] = [output, process.stderr].map(colorsFor) as [Colors, Colors];
  return {
    colors,
    columns: columnsOf(output),
    print(line) {
      output.write(`${line}\n`);
    },
    complain({ path, at, message, isLeftOut = false }) {
      const where = at ? placeText(path, at) : printable(path);
      process.stderr.write(isLeftOut ? `${errorColors.yellow('not judged:')} ${where} ${message}\n` : `${errorColors.red('error:')} ${where}: ${message}\n`);
    },
  };
}

/** The terminal while a run goes on: only text is told bit by bit, the other formats are whole at its end. */
export function whileRunning(terminal: Terminal, format: Format): Terminal {
  return format === 'text' ? terminal : { ...terminal, print: () => undefined };
}

/**
 * A file as the place where results go; what it held is gone.
 *
 * @throws Error where it cannot be written
 */
export function outputFile(path: string): Output {
  const file = openToWrite(path);
  return { isTTY: false, write: (text) => writeSync(file, text) };
}

function openToWrite(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new Error(`--output ${path}: ${problemWith(path, error).message}`, { cause: error });
  }
}

/** How many columns a terminal has; what is none has as many as `COLUMNS` says. */
export function columnsOf({ columns }: Partial<Pick<WriteStream, 'columns'>>): number {
  return columns ?? (Number(process.env.COLUMNS) || USUAL_COLUMNS);
}

/** Colours are for terminals; `NO_COLOR` and `FORCE_COLOR` have the last word, in this order. */
export function colorsFor({ isTTY }: Pick<WriteStream, 'isTTY'>): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return picocolors.createColors(!NO_COLOR && (Boolean(FORCE_COLOR) || (isTTY && TERM !== 'dumb')));
}

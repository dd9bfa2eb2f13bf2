import { readFileSync } from 'node:fs';
import { isGarbled } from '../utf8.js';
import { problemWith, type Problem } from './problem.js';

/** What is said of a file in another encoding. */
export const NOT_UTF_8 = 'not UTF-8';

/** A file as it was read, with any byte order mark: as UTF-8 the text is what the file holds, byte for byte. */
export interface ReadFile {
  readonly text: string;
}

/**
 * Reads a source file.
 *
 * @param absolute where it is
 * @param shown its path in messages
 * @returns the file, or why it cannot be read
 */
export function readSource(absolute: string, shown: string): ReadFile | Problem {
  try {
    const text = readFileSync(absolute, 'utf8');
    return isGarbled(text, absolute) ? { path: shown, message: NOT_UTF_8 } : { text };
  } catch (error) {
    return problemWith(shown, error);
  }
}

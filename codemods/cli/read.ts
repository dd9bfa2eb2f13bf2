import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
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
    const bytes = readFileSync(absolute);
    // To decode other encodings would lose what they hold when the text is written back.
    if (!isUtf8(bytes)) return { path: shown, message: NOT_UTF_8 };
    return { text: bytes.toString('utf8') };
  } catch (error) {
    return problemWith(shown, error);
  }
}

import { createTwoFilesPatch } from 'diff';
import type { Terminal } from './terminal.js';

type Colors = Terminal['colors'];

/** What a rewrite does to a file, as a unified diff that `patch` and `git apply` take. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
  // The first line is a rule of `=`.
  return patch.slice(patch.indexOf('\n') + 1);
}

/** The same diff line by line, in colours. */
export function diffLines(path: string, before: string, after: string, colors: Colors): string[] {
  // What comes after the last end of a line is empty.
  return unifiedDiff(path, before, after).split('\n').slice(0, -1).map((line) => colorOfDiffLine(line, colors)(line));
}

function colorOfDiffLine(line: string, colors: Colors): (text: string) => string {
  if (line.startsWith('---') || line.startsWith('+++')) return colors.bold;
  switch (line[0]) {
    case '+':
      return colors.green;
    case '-':
      return colors.red;
    case '@':
      return colors.cyan;
    default:
      return String;
  }
}

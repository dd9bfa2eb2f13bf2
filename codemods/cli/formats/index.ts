import type { Account } from '../account.js';
import type { Problem } from '../problem.js';
import type { Terminal } from '../terminal.js';
import type { Format } from './names.js';
import { shortLines } from './findings.js';
import { accountLines } from './text.js';

/** A run that is over, with everything that is to be told of it. */
export interface Run {
  readonly command: 'check' | 'fix';
  /** What decided the result, by the names that users know. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The folder that the paths are relative to. */
  readonly cwd: string;
  readonly account: Account;
  /** What kept files from being done. */
  readonly problems: readonly Problem[];
  /** What the rewrites do to files; absent where the command rewrites nothing. */
  readonly changes?: readonly Change[];
}

/** What the rewrites do to one file. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Does the disk hold it? */
  readonly isWritten: boolean;
}

/**
 * Tells of a run that is over.
 *
 * @param unwritten what to say to people of rewrites that the disk does not hold
 */
export async function tell(run: Run, format: Format, unwritten: string, { print, colors }: Terminal): Promise<void> {
  for (const line of await linesFor(run, format, unwritten, colors)) print(line);
}

async function linesFor(run: Run, format: Format, unwritten: string, colors: Terminal['colors']): Promise<Iterable<string>> {
  switch (format) {
    case 'text':
      return accountLines(run.account, unwritten, colors);
    case 'short':
      return shortLines(run.account);
    case 'json':
      return (await import('./json.js')).jsonLines(run);
    case 'sarif':
      return (await import('./sarif.js')).sarifLines(run);
    case 'github':
      return (await import('./github.js')).githubLines(run, unwritten);
    case 'html':
      return (await import('./html.js')).htmlLines(run, unwritten);
    default:
      return format satisfies never;
  }
}

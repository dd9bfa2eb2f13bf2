import picocolors from 'picocolors';
import { printable } from '../../places.js';
import { counts, type Entry } from '../account.js';
import type { Run } from './index.js';
import { levelOf } from './level.js';
import { portable } from './paths.js';
import { accountLines } from './text.js';

/**
 * A run as GitHub Actions takes it: a workflow command, which becomes an annotation, for each leak, mistake and problem;
 * then the account, as plain lines of the log. What is rewritten on the disk is told, too, but as a notice.
 *
 * The form of the commands: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.
 *
 * @param unwritten what to say of rewrites that the disk does not hold
 */
export function* githubLines({ cwd, account, problems }: Run, unwritten: string): Generator<string> {
  const pathOf = portable(cwd);
  for (const entry of account.entries) {
    if (counts(entry)) yield annotation(entry, pathOf(entry.path));
  }
  for (const { path, at, message, isLeftOut = false } of problems) {
    yield command(isLeftOut ? 'notice' : 'error', { file: pathOf(path), line: at?.line, col: at?.column, title: 'ephemeron' }, isLeftOut ? `Not judged: ${message}` : message);
  }
  yield* accountLines(account, unwritten, picocolors.createColors(false));
}

function annotation(entry: Entry, file: string): string {
  const { at, finding, name } = entry;
  const { line, column } = finding?.at ?? at;
  const isDone = entry.fate.state === 'rewritten' && entry.isWritten;
  const level = isDone ? 'note' : levelOf(entry);
  const properties = { file, line, col: column, title: `${finding?.rule ?? 'ephemeron'}${isDone ? ' (rewritten)' : ''}` };
  return command(level === 'note' ? 'notice' : level, properties, finding?.message ?? name);
}

/** A workflow command, with what it says escaped. */
export function command(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const given = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`]));
  return `::${name} ${given.join(',')}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

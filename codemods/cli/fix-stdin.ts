import { isUtf8 } from 'node:buffer';
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { OptionError, readOptions } from '../options.js';
import { withoutByteOrderMark } from '../parse.js';
import { projectAround } from '../project/files.js';
import { sumUp } from './account.js';
import { isSupported } from './files.js';
import { exitCodeOf, type RewriteFlags } from './fix.js';
import { type Run, tell } from './formats/index.js';
import { gather, makePlanner } from './plan-files.js';
import { evidenceFor } from './plan-together.js';
import { NOT_UTF_8 } from './read.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron fix --stdin` can be told; texts are as the user wrote them. */
export interface StdinFlags extends RewriteFlags {
  readonly stdinFilename?: string;
}

/**
 * `ephemeron fix --stdin`: rewrites what comes in, with other files as evidence. What goes out is the source and nothing
 * else; it is nothing at all where the source cannot be used.
 *
 * @param terminal where everything else goes
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 */
export async function fixStdin(paths: readonly string[], flags: StdinFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { types = false, trust = false, format = 'text', stdinFilename: path, ...rest } = flags;
  const options = readOptions(rest);
  if (path === undefined) throw new OptionError('--stdin needs --stdin-filename <path>, whose ending tells the language');
  if (!isSupported(path)) throw new OptionError(`--stdin-filename must end like a JavaScript, TypeScript, Vue or Svelte file, not ${JSON.stringify(path)}`);
  if (paths.length > 0) throw new OptionError(`--stdin takes no paths, not ${JSON.stringify(paths[0])}`);

  const bytes = await buffer(process.stdin);
  const text = bytes.toString('utf8');
  const real = realPathOf(resolve(cwd, path));
  projectAround(real, trust).change(real, withoutByteOrderMark(text));
  const settings = { options, types, trust, cwd };
  const plan = await makePlanner(settings, evidenceFor(settings));
  const planned = isUtf8(bytes) ? plan({ path, real }, text) : { path, message: NOT_UTF_8 };
  const { files, problems } = gather([planned]);
  problems.forEach(terminal.complain);

  if (problems.length === 0) process.stdout.write(files[0]?.change?.after ?? text);
  const run: Run = {
    command: 'fix',
    options: { ...options, types, stdinFilename: path },
    cwd,
    account: sumUp(problems.length === 0 ? [path] : [], files.map((file) => ({ ...file, isWritten: true }))),
    problems,
    changes: files.flatMap(({ change }) => (change ? [{ path, ...change, isWritten: true }] : [])),
  };
  await tell(run, format, '', terminal);
  return exitCodeOf(run);
}

/** The real path of a file that need not be there, as far as its folders are. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPathOf(folder), basename(path));
  }
}

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OptionError } from '../options.js';
import { EXIT } from './exit-codes.js';
import { bytesText } from './heap-advice.js';
import { type HeapFlags, report } from './heap.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron heap --run` can be told besides; texts are as the user wrote them. */
export interface HeapRunFlags extends HeapFlags {
  /** When the program is warm: `5s`. */
  readonly warm?: string;
  readonly every?: string;
  readonly onSignal?: string;
  readonly processes?: string;
  readonly keep?: string;
}

/** When a program has loaded what it needs, where nothing is said. */
const WARM = 5000;
/** How often the snapshots that are announced are told. */
const LOOK = 100;

/**
 * `ephemeron heap --run`: runs a program, takes a snapshot of its heap when it is warm and one at its end, and tells what they show.
 *
 * @param paths the code
 * @param command the program and its arguments
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 */
export async function runAndReport(paths: readonly string[], command: readonly string[], flags: HeapRunFlags, cwd: string, terminal: Terminal): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new OptionError('--run takes a command after -- (heap --run src -- node server.js)');
  const folder = newFolder(resolve(cwd, flags.keep ?? 'heap-snapshots'));
  const task = { folder, ...readTask(flags) };
  const say = (line: string): void => void process.stderr.write(`ephemeron: ${line}\n`);
  say(`snapshots go to ${relative(cwd, folder)}; they hold all that the program holds, secrets included`);

  const tellNews = newsOf(folder, cwd, say);
  const timer = setInterval(tellNews, LOOK);
  const ended = await run(program, args, cwd, { ...process.env, NODE_OPTIONS: nodeOptions(), EPHEMERON_HEAP: JSON.stringify(task) }).finally(() => clearInterval(timer));
  tellNews();
  if (ended !== undefined) say(`the program ended with ${ended}`);

  const cutOff = dropParts(folder);
  const [taken, ...others] = snapshotsIn(folder);
  if (!taken) {
    terminal.complain({ path: program, message: 'no snapshot was taken: is it a program of Node, and does a script match --processes?' });
    return EXIT.trouble;
  }
  const tool = toolIn(folder, taken[0]);
  if (tool !== undefined && flags.processes === undefined) say(`this is the heap of ${relative(cwd, tool)}; the processes and workers that it starts are looked into by --processes <regexp>`);
  for (const other of others) say(`of another process: ${other.map((file) => relative(cwd, file)).join(' ')}`);
  const [first = '', last = first] = [taken[0], taken.at(-1)];
  if (first === last) {
    const because = cutOff > 0 ? 'something ended the process while it wrote the last' : `the program ended before it was warm (--warm ${flags.warm ?? `${WARM / 1000}s`})`;
    say(`only one snapshot, which shows no growth: ${because}`);
    if (flags.failGrowth !== undefined) {
      terminal.complain({ path: program, message: '--fail-growth needs two snapshots: take the first earlier (--warm 500ms), or more of them (--every 1s)' });
      return EXIT.trouble;
    }
  }
  return report(first === last ? [first] : [first, last], paths, flags, cwd, terminal);
}

function readTask({ warm, every, onSignal, processes }: HeapRunFlags): object {
  if (onSignal !== undefined && !(onSignal in constants.signals)) throw new OptionError(`on-signal must be a signal, such as SIGUSR2, not ${JSON.stringify(onSignal)}`);
  if (processes !== undefined) expectPattern(processes);
  return {
    warm: warm === undefined ? WARM : readTime('warm', warm),
    ...(every !== undefined && { every: readTime('every', every) }),
    ...(onSignal !== undefined && { signal: onSignal }),
    ...(processes !== undefined && { processes }),
  };
}

function expectPattern(source: string): void {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    throw new OptionError(`processes is no regular expression: ${(error as Error).message}`);
  }
}

/**
 * Reads a time, such as `30s`, as milliseconds.
 *
 * @throws OptionError where it is none
 */
function readTime(name: string, raw: string): number {
  const [, digits = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(raw.trim()) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }[unit];
  const time = Number(digits) * (factor ?? 0);
  if (digits === '' || time <= 0) throw new OptionError(`${name} must be a time, such as 30s, not ${JSON.stringify(raw)}`);
  return time;
}

/** A folder that only its owner can look into. */
function newFolder(parent: string): string {
  const folder = join(parent, new Date().toISOString().replaceAll(':', '-').replace(/\..*$/, ''));
  for (let count = 1; ; count++) {
    const path = count === 1 ? folder : `${folder}-${count}`;
    try {
      mkdirSync(parent, { recursive: true, mode: 0o700 });
      mkdirSync(path, { mode: 0o700 });
      chmodSync(path, 0o700);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || count > 99) throw error;
    }
  }
}

function nodeOptions(): string {
  const preload = fileURLToPath(new URL('./heap-preload.cjs', import.meta.url));
  return [process.env.NODE_OPTIONS, `--require=${preload.includes(' ') ? JSON.stringify(preload) : preload}`].filter(Boolean).join(' ');
}

/** Runs a program with this terminal. @returns how it ended, where that was not well */
function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // Ctrl-C is for the program: what it leaves is told once it has ended.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  return new Promise<string | undefined>((fulfil, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new OptionError(`${program}: no such command`) : error));
    child.on('close', (code, signal) => fulfil(signal ?? (code === 0 ? undefined : `code ${code ?? ''}`)));
  }).finally(() => process.removeListener('SIGINT', ignore));
}

/** Removes what was not written to its end. @returns how many files that were */
function dropParts(folder: string): number {
  const parts = readdirSync(folder).filter((file) => file.endsWith('.part'));
  for (const file of parts) rmSync(join(folder, file), { force: true });
  return parts.length;
}

/** The script of the process that a snapshot is of, where that is a program of a package, such as one that runs tests. */
function toolIn(folder: string, snapshot: string | undefined): string | undefined {
  const scripts = readLog(folder).map((line) => JSON.parse(line) as { file: string; script: string });
  const script = scripts.find(({ file }) => file === snapshot)?.script;
  return script !== undefined && /[\\/]node_modules[\\/]/.test(script) ? script : undefined;
}

/** Tells what the processes say of their snapshots, each once. */
function newsOf(folder: string, cwd: string, say: (line: string) => void): () => void {
  let told = 0;
  return () => {
    const lines = readLog(folder);
    for (const line of lines.slice(told)) {
      const { file, about, failure } = JSON.parse(line) as { file: string; about?: number; failure?: string };
      say(failure === undefined ? `writes about ${bytesText(about ?? 0)} to ${relative(cwd, file)}` : `${relative(cwd, file)}: ${failure}`);
    }
    told = lines.length;
  };
}

function readLog(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'log'), 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** The snapshots by process, in the order in which they were taken; of the process with the largest first. */
function snapshotsIn(folder: string): readonly (readonly string[])[] {
  const byProcess = new Map<string, string[]>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.heapsnapshot')).sort()) {
    const label = name.replace(/-\d+\.heapsnapshot$/, '');
    byProcess.set(label, [...(byProcess.get(label) ?? []), join(folder, name)]);
  }
  const sizeOf = (files: readonly string[]): number => Math.max(...files.map((file) => statSync(file).size));
  return [...byProcess.values()].sort((a, b) => sizeOf(b) - sizeOf(a));
}

/**
 * Stops `ephemeron fix` at random moments, and looks at what it leaves: each file must be old or new, byte for byte, and
 * only SIGKILL may leave temporary files, which the next run must remove.
 *
 *     npm run test:signals
 *     npm run test:signals -- --runs 50 --seed 7
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MAIN } from '../fixtures/run-command.js';
import { SAFE } from '../fixtures/samples.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE', 'SIGKILL'] as const;

type Signal = (typeof SIGNALS)[number];

const FILES = 300;
const FOLDERS = 10;
const FIXED = SAFE.replace('new Map', 'new WeakMap');

/** What runs that were stopped by one signal came to. */
interface Row {
  runs: number;
  /** Ended by the signal itself; by what handles it, with 130; at the usual end. */
  readonly ends: { signal: number; interrupted: number; usual: number };
  /** Left all files old, some old and some new, or all new. */
  readonly files: { old: number; both: number; new: number };
  temporaries: number;
}

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs and --seed take whole numbers');

const folder = mkdtempSync(join(tmpdir(), 'ephemeron-signals-'));
const paths = Array.from({ length: FILES }, (_, index) => join(folder, String(index % FOLDERS), `${index}.ts`));
try {
  for (const path of paths) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, SAFE);
  }
  await stopRuns();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function stopRuns(): Promise<void> {
  const rows = Object.fromEntries(SIGNALS.map((signal) => [signal, emptyRow()])) as Record<Signal, Row>;
  const failures: string[] = [];
  const usual = await usualTimes();
  for (let run = 0; run < runs; run++) {
    const signal = SIGNALS[run % SIGNALS.length] ?? 'SIGINT';
    // The writing is a small part of the whole, and so every other run is stopped there.
    const from = Math.floor(run / SIGNALS.length) % 2 === 0 ? 0 : usual.firstWrite;
    const after = from + random(run) * (usual.end - from);
    for (const failure of await stopRun(signal, after, rows[signal])) failures.push(`run ${run}, ${signal} after ${Math.round(after)} ms: ${failure}`);
  }
  console.log(`${runs} runs over ${FILES} files, seed ${seed}; a run takes ${Math.round(usual.end)} ms, and writes from ${Math.round(usual.firstWrite)} ms on\n`);
  console.log(['| signal | runs | ended by it | ended with 130 | came to the end | all old | old and new | all new | temporaries left |', `|:--|${'--:|'.repeat(8)}`, ...SIGNALS.map((signal) => lineOf(signal, rows[signal]))].join('\n'));
  console.log(`\n${failures.length === 0 ? 'Every file was old or new; the next run removed each temporary file that SIGKILL left.' : failures.join('\n')}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Stops a run, notes what came of it, and puts the files back. Returns what should not be. */
async function stopRun(signal: Signal, after: number, row: Row): Promise<string[]> {
  const failures: string[] = [];
  const child = start();
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  await Promise.race([exit, sleep(after)]);
  // Whoever read what it tells has gone.
  if (signal === 'SIGPIPE') child.stdout.destroy();
  child.kill(signal);
  const [code, endedBy] = await exit;

  const texts = paths.map((path) => readFileSync(path, 'utf8'));
  const changed = texts.filter((text) => text === FIXED).length;
  const broken = paths.filter((_, index) => texts[index] !== SAFE && texts[index] !== FIXED);
  if (broken.length > 0) failures.push(`neither old nor new: ${broken.join(', ')}`);
  if (endedBy !== signal && code !== 130 && code !== 0) failures.push(`ended with ${code ?? endedBy}`);
  row.runs++;
  row.ends[endedBy === signal ? 'signal' : code === 130 ? 'interrupted' : 'usual']++;
  row.files[changed === 0 ? 'old' : changed === FILES ? 'new' : 'both']++;

  const left = temporaries();
  row.temporaries += left.length;
  if (left.length > 0 && signal !== 'SIGKILL') failures.push(`left ${left.join(', ')}`);
  if (left.length > 0) spawnSync(process.execPath, [MAIN, 'fix'], { cwd: folder });
  const still = temporaries();
  if (still.length > 0) failures.push(`the next run left ${still.join(', ')}`);
  for (const path of paths) if (readFileSync(path, 'utf8') !== SAFE) writeFileSync(path, SAFE);
  return failures;
}

/** When a run that nobody stops writes its first file, and when it ends, in milliseconds after its start. */
async function usualTimes(): Promise<{ readonly firstWrite: number; readonly end: number }> {
  const [first = ''] = paths;
  const { ino } = statSync(first);
  const began = performance.now();
  let firstWrite: number | undefined;
  const child = start();
  const watch = setInterval(() => {
    if (statSync(first).ino !== ino) firstWrite ??= performance.now() - began;
  }, 1);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  const end = performance.now() - began;
  if (code !== 0 || paths.some((path) => readFileSync(path, 'utf8') !== FIXED)) throw new Error('a run that nobody stops does not rewrite all files');
  for (const path of paths) writeFileSync(path, SAFE);
  return { firstWrite: firstWrite ?? end, end };
}

function start() {
  const child = spawn(process.execPath, [MAIN, 'fix'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  return child;
}

function temporaries(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.ephemeron-'));
}

/** A number from 0 to 1, the same for each run of the same seed. */
function random(run: number): number {
  return createHash('sha256').update(`${seed} ${run}`).digest().readUInt32BE() / 2 ** 32;
}

function emptyRow(): Row {
  return { runs: 0, ends: { signal: 0, interrupted: 0, usual: 0 }, files: { old: 0, both: 0, new: 0 }, temporaries: 0 };
}

function lineOf(name: Signal, { runs, ends, files, temporaries }: Row): string {
  return `| ${[name, runs, ends.signal, ends.interrupted, ends.usual, files.old, files.both, files.new, temporaries].join(' | ')} |`;
}

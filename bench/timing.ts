/** Runs commands side by side and compares what they cost. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a command with all its processes cost. */
export interface Cost {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of processor time, where the system tells. */
  readonly cpu: number;
  /** The most memory that its largest process held at once, in megabytes, where the system tells. */
  readonly largest: number;
  /** The same, summed over its processes. */
  readonly sum: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What a right run prints; all else is an error of the benchmark. */
  readonly prints?: RegExp;
}

/** How often the processes of a command are looked at, in milliseconds. */
const INTERVAL = 50;

/**
 * Runs a command to its end.
 *
 * @throws Error where it does not print what it should
 */
export async function costOf({ file, args, cwd, prints }: Command): Promise<Cost & { readonly output: string }> {
  const start = performance.now();
  const child = spawn(file, args, { cwd, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const processes = new Map<number, Usage>();
  const look = () => lookAt(child.pid, processes);
  const watch = setInterval(look, INTERVAL);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  clearInterval(watch);
  const wall = (performance.now() - start) / 1000;
  const output = Buffer.concat(chunks).toString('utf8');
  if (prints && !prints.test(output)) throw new Error(`${file} ${args.join(' ')} did not print ${String(prints)}:\n${output.slice(-2000)}`);
  const used = [...processes.values()];
  return {
    wall,
    cpu: used.reduce((sum, { cpu }) => sum + cpu, 0),
    largest: Math.max(0, ...used.map(({ memory }) => memory)),
    sum: used.reduce((sum, { memory }) => sum + memory, 0),
    output,
  };
}

interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** The ticks that Linux counts processor time in, by the second. */
const TICKS = 100;

/** Notes what a process and those that it started have used up to now. Only Linux tells; elsewhere nothing is noted. */
function lookAt(root: number | undefined, processes: Map<number, Usage>): void {
  if (process.platform !== 'linux' || root === undefined) return;
  const pending = [root];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [utime = '0', stime = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13);
      const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
      // One that has ended and is still listed holds no memory any more.
      const memory = Math.max(processes.get(pid)?.memory ?? 0, Number(peak) / 1024);
      processes.set(pid, { cpu: (Number(utime) + Number(stime)) / TICKS, memory });
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        pending.push(...readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
      }
    } catch {
      // It has ended in between.
    }
  }
}

/**
 * Runs several things in rounds and puts what they cost side by side.
 *
 * Each round begins with another one, so that none always runs on what the one before has warmed up.
 *
 * @returns the costs of each, round by round
 */
export async function inRounds<Name extends string, Result>(
  rounds: number,
  names: readonly Name[],
  run: (name: Name, round: number) => Result | Promise<Result>,
): Promise<Readonly<Record<Name, readonly Result[]>>> {
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    const turn = round % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) results[name].push(await run(name, round));
  }
  return results;
}

/** The median of the ratios of pairs. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

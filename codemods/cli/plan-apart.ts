import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Budget, BUDGET } from '../budget.js';
import { TOO_DEEP } from '../nesting.js';
import type { FoundFile } from './files.js';
import type { PlannedFiles, PlanSettings } from './plan-files.js';
import type { Order } from './plan-process.js';
import type { Problem } from './problem.js';

/** How much stack a process asks for, in kilobytes: enough for 5,000 levels of any syntax. Threads have 4 MB, whatever they ask for. */
const STACK = 24_576;

/** So much of it is left to what is not JavaScript. */
const NATIVE_STACK = 4_096;

/**
 * Plans files in processes that have nothing else to do, one file at a time: what ends one is known by its file, and can be
 * limited in time and memory.
 *
 * @param count how many processes there may be
 * @param onPlanned is told how many more files are planned
 * @returns the plans; a file beyond its budget, or that ends its process, is a problem
 */
export async function planApart(files: readonly FoundFile[], settings: PlanSettings, count: number, onPlanned: (count: number) => void): Promise<PlannedFiles> {
  const left = [...files];
  const { budget = BUDGET } = settings;
  const results: PlannedFiles[] = [];
  const planSome = async () => {
    let process: ChildProcess | undefined;
    for (let file = left.shift(); file; file = left.shift()) {
      process = process?.connected ? process : start(budget);
      results.push(await planIn(process, { settings: { ...settings, isApart: true }, file }, budget));
      onPlanned(1);
    }
    if (process?.connected) process.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(count, files.length) }, planSome));
  return { files: results.flatMap((result) => result.files), problems: results.flatMap(({ problems }) => problems) };
}

function start({ memory }: Budget): ChildProcess {
  const node = [`--max-old-space-size=${String(memory)}`];
  const options = { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] } satisfies ForkOptions;
  const module = fileURLToPath(new URL('./plan-process.js', import.meta.url));
  if (process.platform === 'win32') return fork(module, [], { ...options, execArgv: node });
  // The stack of a process is as large as the shell that starts it allows.
  const script = `ulimit -s ${String(STACK)} 2>/dev/null && exec "$0" --stack-size=${String(STACK - NATIVE_STACK)} "$@"; exec "$0" "$@"`;
  return fork(module, [], { ...options, execPath: '/bin/sh', execArgv: ['-c', script, process.execPath, ...node] });
}

async function planIn(process: ChildProcess, order: Order, budget: Budget): Promise<PlannedFiles> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    process.kill('SIGKILL');
  }, budget.seconds * 1000);
  const over = new AbortController();
  try {
    process.send(order, () => {
      // That it is gone is told by its end.
    });
    const answer = once(process, 'message', { signal: over.signal }) as Promise<[PlannedFiles]>;
    const end = once(process, 'exit', { signal: over.signal }) as Promise<[number | null, string | null]>;
    const [planned] = await Promise.race([answer, end.then(([code, signal]) => [{ files: [], problems: [endOn(order.file, isLate, signal ?? String(code), budget)] }] as const)]);
    return planned;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** Why a process has come to its end. */
function endOn({ path }: FoundFile, isLate: boolean, end: string, { seconds, memory }: Budget): Problem {
  if (isLate) return { path, message: `takes more than ${String(seconds)} s (--max-seconds)`, isLeftOut: true };
  switch (end) {
    // V8's way out of memory, as a signal and as a code.
    case 'SIGABRT':
    case '134':
      return { path, message: `takes more than ${String(memory)} MB (--max-memory)`, isLeftOut: true };
    case 'SIGSEGV':
    case 'SIGBUS':
      return { path, at: { line: 1, column: 1 }, message: TOO_DEEP };
    default:
      return { path, message: `internal error: its process ended with ${end}` };
  }
}

/*
 * What `ephemeron heap --run` has Node load before a program: it takes snapshots of the process, and does nothing else. It prints nothing,
 * keeps no process alive, and leaves signals to the program that listens to them.
 */
import fs = require('node:fs');
import path = require('node:path');
import v8 = require('node:v8');
import threads = require('node:worker_threads');

/** What the command wants, from the variable `EPHEMERON_HEAP`. Times are in milliseconds. */
interface Task {
  readonly folder: string;
  readonly warm: number;
  readonly every?: number;
  readonly signal?: NodeJS.Signals;
  /** A regular expression for the scripts of processes and workers; absent where the first process is meant. */
  readonly processes?: string;
}

/** Programs that start programs, by their names and by the packages that they are of. */
const STARTERS = [
  /(?:^|[\\/])(?:npm|npx|pnpm|pnpx|yarn|corepack)(?:-cli)?(?:\.[cm]?js)?$/,
  /[\\/]node_modules[\\/](?:@dotenvx[\\/]dotenvx|@nestjs[\\/]cli|c8|concurrently|cross-env|dotenv-cli|env-cmd|nodemon|npm-run-all2?|nyc|ts-node-dev|tsx)[\\/]/,
];
/** How much larger the text of a snapshot is than the heap, at most for the usual program. */
const TEXT_PER_BYTE = 1.6;
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function start(task: Task): void {
  const script = process.argv[1] ?? '';
  if (isStarter(script) || !isMeant(task, script)) return;
  const label = `${process.pid}${threads.isMainThread ? '' : `-${threads.threadId}`}`;
  let taken = 0;
  const take = (): void => {
    const file = path.join(task.folder, `${label}-${String(++taken).padStart(4, '0')}.heapsnapshot`);
    tell(task, { file, script, about: Math.round(process.memoryUsage().heapUsed * TEXT_PER_BYTE) });
    // Whoever ends the process meanwhile leaves no half of a snapshot among the whole ones.
    const part = `${file}.part`;
    try {
      v8.writeHeapSnapshot(part);
      fs.chmodSync(part, 0o600);
      fs.renameSync(part, file);
      // Of many, the first and the last two are enough.
      if (taken > 3) fs.rmSync(path.join(task.folder, `${label}-${String(taken - 2).padStart(4, '0')}.heapsnapshot`), { force: true });
    } catch (error) {
      fs.rmSync(part, { force: true });
      tell(task, { file, script, failure: (error as Error).message });
    }
  };
  setTimeout(take, task.warm).unref();
  if (task.every !== undefined) setInterval(take, task.every).unref();
  if (task.signal !== undefined) process.on(task.signal, take);
  process.once('exit', take);
  if (threads.isMainThread) for (const signal of ENDINGS) endBy(signal, take);
}

/** A signal that the program does not listen to ends it as ever, once the last snapshot is taken. */
function endBy(signal: NodeJS.Signals, take: () => void): void {
  const end = (): void => {
    if (process.listenerCount(signal) > 1) return;
    take();
    process.removeListener(signal, end);
    process.kill(process.pid, signal);
  };
  process.on(signal, end);
}

function isStarter(script: string): boolean {
  return STARTERS.some((pattern) => pattern.test(script) || pattern.test(realPath(script)));
}

function realPath(script: string): string {
  try {
    return fs.realpathSync(script);
  } catch {
    return script;
  }
}

function isMeant({ folder, processes }: Task, script: string): boolean {
  if (processes !== undefined) return new RegExp(processes, 'u').test(script);
  if (!threads.isMainThread) return false;
  try {
    // The first process to make it is the one.
    fs.mkdirSync(path.join(folder, 'first'));
    return true;
  } catch {
    return false;
  }
}

function tell({ folder }: Task, news: object): void {
  fs.appendFileSync(path.join(folder, 'log'), `${JSON.stringify(news)}\n`, { mode: 0o600 });
}

const { EPHEMERON_HEAP } = process.env;
if (EPHEMERON_HEAP !== undefined) {
  try {
    start(JSON.parse(EPHEMERON_HEAP) as Task);
  } catch {
    // The program runs all the same.
  }
}

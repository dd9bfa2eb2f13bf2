import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { transpile } from '../fixtures/transpile.js';
import type { Job, Outcome } from './child.js';

const HERE = import.meta.dirname;
/** How long a program may take, in milliseconds: the first one waits for the child to start, others for those before them, and all for a machine that does something else. */
const TIME_LIMIT = 60_000;

/** How many programs one process runs: what Node keeps of each makes every collection slower. */
const MOST_JOBS = 500;

interface Waiting {
  readonly resolve: (output: string | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** Runs programs in a process of their own that lives long, for starting one takes longer than all that they do. */
export class Runner {
  #child: ChildProcess | undefined;
  #jobs = 0;
  /** How many jobs there had been when the process was started. */
  #jobsAtStart = 0;
  readonly #waiting = new Map<number, Waiting>();

  /**
   * Runs a program.
   *
   * @returns what its driver prints; `undefined` where it ends the process, or never ends
   */
  async run(files: Readonly<Record<string, string>>, driver: string): Promise<string | undefined> {
    // Another program may have taken this one with it.
    return (await this.#runOnce(files, driver)) ?? this.#runOnce(files, driver);
  }

  #runOnce(files: Readonly<Record<string, string>>, driver: string): Promise<string | undefined> {
    if (this.#waiting.size === 0 && this.#jobs - this.#jobsAtStart > MOST_JOBS) this.close();
    const id = this.#jobs++;
    const job: Job = { id, files: runnable(files), driver };
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#restart(), TIME_LIMIT);
      this.#waiting.set(id, { resolve, timer });
      this.#child ??= this.#start();
      this.#child.send(job);
    });
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  #start(): ChildProcess {
    this.#jobsAtStart = this.#jobs;
    const child = fork(join(HERE, 'child.ts'), {
      cwd: dirname(HERE), execArgv: ['--expose-gc', '--experimental-vm-modules', '--no-warnings', '--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message) => {
      const { id, output } = message as Outcome;
      this.#settle(id, output);
    });
    child.on('exit', () => {
      if (this.#child === child) this.#restart();
    });
    return child;
  }

  /** A program that hangs or kills the process takes the others that wait with it. */
  #restart(): void {
    this.close();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined);
  }

  #settle(id: number, output: string | undefined): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(output);
  }
}

/** The files as Node would run them, under the names by which they import each other. */
function runnable(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.d.ts')).map(([name, text]) => [name, /\.[cm]?ts$/.test(name) ? transpiled(name, text) : text]));
}

function transpiled(name: string, text: string): string {
  try {
    return transpile(name, text);
  } catch {
    return text;
  }
}


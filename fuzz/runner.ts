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

/** Runs programs in processes of their own that live long, for starting one takes longer than all that they do. */
export class Runner {
  #jobs = 0;
  #current: Child | undefined;

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
    if (!this.#current || this.#current.hasEnded || this.#current.started >= MOST_JOBS) {
      this.#current?.retire();
      this.#current = new Child();
    }
    return this.#current.run({ id: this.#jobs++, files: runnable(files), driver });
  }

  /** Ends the process. */
  close(): void {
    this.#current?.end();
    this.#current = undefined;
  }
}

/** One process, and the jobs that it has not finished. */
class Child {
  /** How many jobs it was given. */
  started = 0;
  hasEnded = false;
  #isRetired = false;
  readonly #waiting = new Map<number, Waiting>();
  readonly #process: ChildProcess;

  constructor() {
    this.#process = fork(join(HERE, 'child.ts'), {
      cwd: dirname(HERE), execArgv: ['--expose-gc', '--experimental-vm-modules', '--no-warnings', '--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message) => {
      const { id, output } = message as Outcome;
      this.#settle(id, output);
    });
    this.#process.on('exit', () => { this.end(); });
  }

  run(job: Job): Promise<string | undefined> {
    this.started++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => { this.end(); }, TIME_LIMIT);
      this.#waiting.set(job.id, { resolve, timer });
      this.#process.send(job);
    });
  }

  /** Gets no more jobs, and ends with its last one. */
  retire(): void {
    this.#isRetired = true;
    if (this.#waiting.size === 0) this.end();
  }

  /** A program that hangs or kills the process takes the others that wait with it. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#process.kill();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined);
  }

  #settle(id: number, output: string | undefined): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(output);
    if (this.#isRetired && this.#waiting.size === 0) this.end();
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


import { Worker } from 'node:worker_threads';
import { colorsFor } from './terminal.js';

/** How far a run is, as it is shown. */
export interface Progress {
  /**
   * Begins a part of the run.
   *
   * @param total how many files it has
   * @param what what they are called
   */
  readonly begin: (total: number, what: string) => void;
  readonly advance: (count: number) => void;
  /** Takes it off the screen for good. */
  readonly end: () => Promise<void>;
}

/** What the bar is to show. */
export interface Shown {
  readonly part: number;
  readonly total: number;
  readonly done: number;
  readonly what: string;
}

/** How the bar may look. */
export interface Look {
  readonly columns: number;
  readonly isColored: boolean;
}

/** Short runs need none. */
const PATIENCE = 1000;

/** Shows nothing. */
export const NONE: Progress = { begin: () => undefined, advance: () => undefined, end: () => Promise.resolve() };

/**
 * Shows on standard error how far a run is, where that is a terminal and the run takes more than a second.
 *
 * The bar has a thread of its own. So it moves while this one is at work, and Ctrl-C ends the run at once: nothing here
 * listens to keys or signals, and a listener would be heard between two files only.
 */
export function startProgress(): Progress {
  const { stderr, env } = process;
  if (!stderr.isTTY || env.CI || env.TERM === 'dumb') return NONE;
  let shown: Shown = { part: 0, total: 0, done: 0, what: '' };
  let bar: Worker | undefined;
  const timer = setTimeout(() => {
    const look: Look = { columns: stderr.columns, isColored: colorsFor(stderr).isColorSupported };
    bar = new Worker(new URL('./progress-bar.js', import.meta.url), { workerData: look });
    // A run without its bar is a run.
    bar.on('error', () => undefined).unref();
    bar.postMessage(shown);
  }, PATIENCE);
  const show = (next: Shown): void => {
    shown = next;
    bar?.postMessage(shown);
  };
  const hide = async (): Promise<void> => {
    if (!bar || bar.threadId < 0) return;
    const hidden = new Promise((resolve) => bar?.once('message', resolve).once('exit', resolve));
    bar.ref();
    bar.postMessage(undefined);
    await hidden;
    bar.unref();
  };
  return {
    begin: (total, what) => show({ part: shown.part + 1, total, done: 0, what }),
    advance: (count) => show({ ...shown, done: shown.done + count }),
    end: async () => {
      clearTimeout(timer);
      await hide();
      await bar?.terminate();
    },
  };
}

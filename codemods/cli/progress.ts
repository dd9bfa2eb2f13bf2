import type * as Prompts from '@clack/prompts';
import { errorOutput } from './error-output.js';
import { EXIT } from './exit-codes.js';

/** How far a run is, as it is shown. */
export interface Progress {
  readonly advance: (count: number) => void;
  /** Takes it off the screen. */
  readonly end: () => void;
}

/** Short runs need none. */
const PATIENCE = 1000;

const NONE: Progress = { advance: () => undefined, end: () => undefined };

/**
 * Shows on standard error how far a run is, where that is a terminal and the run takes more than a second.
 *
 * @param total how many files there are
 */
export function startProgress(total: number): Progress {
  const { CI, TERM } = process.env;
  if (!process.stderr.isTTY || CI || TERM === 'dumb') return NONE;
  let done = 0;
  let isOver = false;
  let bar: Progress | undefined;
  const show = async () => {
    const prompts = await import('@clack/prompts');
    if (isOver) return;
    bar = openBar(prompts, total);
    bar.advance(done);
  };
  const timer = setTimeout(() => void show(), PATIENCE);
  return {
    advance: (count) => {
      done += count;
      bar?.advance(count);
    },
    end: () => {
      isOver = true;
      clearTimeout(timer);
      bar?.end();
    },
  };
}

/** While the bar is there it reads the keys, and ends the process at Ctrl-C: what is left to say is the exit code. */
function openBar({ progress }: Pick<typeof Prompts, 'progress'>, total: number): Progress {
  const interrupt = () => void (process.exitCode = EXIT.interrupted);
  const bar = progress({ max: total, output: errorOutput(), withGuide: false, onCancel: () => process.exit(EXIT.interrupted) });
  process.once('exit', interrupt);
  let done = 0;
  const text = () => `${done} of ${total} files`;
  bar.start(text());
  return {
    advance: (count) => {
      done += count;
      bar.advance(count, text());
    },
    end: () => {
      bar.clear();
      process.off('exit', interrupt);
    },
  };
}

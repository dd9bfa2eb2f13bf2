import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { progress } from '@clack/prompts';
import { withoutColors } from './error-output.js';
import type { Look, Shown } from './progress.js';

/* The thread that draws the bar. */

const { columns, isColored } = workerData as Look;

/** What a thread writes to its standard error would wait for the main one, which is at work. */
const terminal = new Writable({
  decodeStrings: false,
  write: (text: string, _, done) => {
    // Who interrupts the run is to find the cursor as it was.
    const visible = text.replaceAll(/\u001B\[\?25[hl]/g, '');
    writeSync(2, isColored ? visible : withoutColors(visible));
    done();
  },
});

let bar: ReturnType<typeof progress> | undefined;
let last: Shown | undefined;

parentPort?.on('message', (shown: Shown | undefined) => {
  if (shown?.part !== last?.part) {
    bar?.clear();
    bar = shown && progress({ max: shown.total, output: Object.assign(terminal, { isTTY: true, columns }), withGuide: false });
    if (shown) bar?.start(textOf(shown));
    last = undefined;
  }
  if (shown) bar?.advance(shown.done - (last?.done ?? 0), textOf(shown));
  else parentPort?.postMessage('hidden');
  last = shown;
});

function textOf({ done, total, what }: Shown): string {
  return `${done} of ${total} ${what}`;
}

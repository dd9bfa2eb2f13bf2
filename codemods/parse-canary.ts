import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { load } from 'yuku-core';

/*
 * Parses a text from standard input in a thread of a process of its own, and is gone without a word where the parser ends the
 * process: its stack is that of the machine, and overflows without an error that could be caught.
 */

interface Task {
  readonly text: string;
  readonly options: Parameters<ReturnType<typeof load>['analyze']>[1];
}

if (isMainThread) {
  let input = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) input += String(chunk);
  new Worker(new URL(import.meta.url), { workerData: JSON.parse(input) as Task });
} else {
  const { text, options } = workerData as Task;
  load().analyze(text, options);
}

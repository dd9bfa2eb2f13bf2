import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { load } from 'yuku-core';

/*
 * Parses a text from standard input in a process of its own, and is gone without a word where the parser ends the process: its
 * stack is that of the machine, and overflows without an error that could be caught. The thread is one as that which asks has,
 * for their stacks differ.
 */

interface Task {
  readonly text: string;
  readonly options: Parameters<ReturnType<typeof load>['parse']>[1];
  readonly isMainThread: boolean;
}

if (isMainThread) {
  let input = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) input += String(chunk);
  const task = JSON.parse(input) as Task;
  if (task.isMainThread) tryParse(task);
  else new Worker(new URL(import.meta.url), { workerData: task });
} else tryParse(workerData as Task);

function tryParse({ text, options }: Task): void {
  load().parse(text, options);
}

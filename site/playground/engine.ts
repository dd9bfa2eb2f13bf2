import { withBase } from 'vitepress';
import { takeWorker } from './early-worker.js';
import type { Analysis, Answer, Question } from './protocol.js';
import type { RunNews, RunOrder } from './run-worker.js';
import type { State } from './state.js';

type Asked<Of = Question> = Of extends Question ? Omit<Of, 'id'> : never;

/** The worker that analyses, and one worker for each run. */
export class Engine {
  readonly #worker = takeWorker(withBase('/'));
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
  }

  /** @throws Error where the analysis breaks */
  async analyse(state: State): Promise<Analysis> {
    const answer = await this.#ask({ ask: 'analyse', state });
    if (!('analysis' in answer)) throw new Error('error' in answer ? answer.error : 'no analysis');
    return answer.analysis;
  }

  /** JavaScript for texts of TypeScript, by the same keys. @throws Error where one does not parse */
  async transpile(texts: Extract<Question, { ask: 'transpile' }>['texts']): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#ask({ ask: 'transpile', texts });
    if (!('texts' in answer)) throw new Error('error' in answer ? answer.error : 'no texts');
    return answer.texts;
  }

  #ask(question: Asked): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ ...question, id });
    });
  }

  dispose(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }
}

const TIME_LIMIT = 60_000;

/**
 * Runs a program in a worker of its own, which is made from a blob: so the policy of the page holds for it, and it reaches no
 * other host.
 *
 * @param tell is told each point as it is measured
 * @returns the last news
 * @throws Error where the program fails, or takes too long
 */
export async function runInWorker(order: RunOrder, tell: (news: Extract<RunNews, { made: number }>) => void): Promise<Extract<RunNews, { done: true }>> {
  const response = await fetch(withBase('/playground/run-worker.js'));
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the program took longer than a minute')), TIME_LIMIT);
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        settle();
      };
      worker.addEventListener('error', ({ message }) => end(() => reject(new Error(message || 'the worker failed'))));
      worker.addEventListener('message', ({ data }: MessageEvent<RunNews>) => {
        if ('made' in data) tell(data);
        else end(() => ('done' in data ? resolve(data) : reject(new Error(data.error))));
      });
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

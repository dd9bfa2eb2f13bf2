/** Where the worker for the analysis is, below the base of the site. */
const ANALYSIS_WORKER = 'playground/analysis-worker.js';

declare global {
  interface Window {
    /** The worker that the head of the page has started, before the page itself is there; taken by who uses it first. */
    earlyWorker?: Worker | undefined;
  }
}

/** A script for the head of the playground: the worker is large, and is read while the page is still made. */
export function earlyWorkerScript(base: string): string {
  return `window.earlyWorker = new Worker('${base}${ANALYSIS_WORKER}', { type: 'module' });`;
}

/** The worker that was started early, or a new one. */
export function takeWorker(base: string): Worker {
  const { earlyWorker } = window;
  window.earlyWorker = undefined;
  return earlyWorker ?? new Worker(`${base}${ANALYSIS_WORKER}`, { type: 'module' });
}

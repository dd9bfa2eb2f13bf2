/**
 * Is it a leak, how certainly, and in which words: in come the facts of a file's containers and of those that reach them from
 * other files; out come verdicts, the doubts that are true of them (one table, `doubts.ts`), findings and their messages, and
 * for whoever asks why, what each stage knows (`stages.ts`).
 */
export { analyze, type AnalysisOptions, holdsListed } from './analyze.js';
export type * from './model.js';
export { asFilled, isReported, type ReportOptions } from './report-options.js';

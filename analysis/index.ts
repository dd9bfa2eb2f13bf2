export { analyze, type AnalysisOptions, holdsListed } from './analyze.js';
export { DEFAULT_ID_NAMES } from './ids.js';
export type * from './model.js';
export { mayHoldContainer, mayOfferContainer } from './prefilter.js';
export { type RefusalCode, REFUSAL_CODES, REFUSALS } from './refusals.js';
export { isReported, type ReportOptions } from './report-options.js';
export { commentsOf, type ParsedSource } from './source.js';

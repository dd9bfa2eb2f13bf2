export { analyze, type AnalysisOptions, holdsListed } from './findings/analyze.js';
export { DEFAULT_ID_NAMES } from './containers/ids.js';
export type * from './model.js';
export { mayHoldContainer, mayOfferContainer } from './containers/prefilter.js';
export { type RefusalCode, REFUSAL_CODES, REFUSALS } from './proof/refusals.js';
export { isReported, type ReportOptions } from './findings/report-options.js';
export { commentsOf, type ParsedSource } from './source/source.js';

export { DEFAULT_ID_NAMES, mayBeGivenContainer, mayHoldContainer, mayOfferContainer } from './containers/index.js';
export { analyze, type AnalysisOptions, asFilled, holdsListed, isReported, type ReportOptions } from './findings/index.js';
export type * from './model.js';
export { mayKeepMade } from './modules/index.js';
export { type RefusalCode, REFUSAL_CODES, REFUSALS } from './proof/refusals.js';
export { commentsOf, type ParsedSource } from './source/index.js';

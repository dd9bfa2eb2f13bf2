/** The types of what the analysis gives its readers. */
export type * from './containers/facts.js';
export type * from './findings/model.js';
export type * from './source/other-file.js';
export type * from './rewrites/model.js';
export type * from './flow/use.js';

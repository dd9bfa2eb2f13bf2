/** The types of what the analysis gives its readers. */
export type * from './facts.js';
export type * from './finding-model.js';
export type * from './other-file.js';
export type * from './rewrite-model.js';
export type * from './use.js';

/** The types of what the analysis gives its readers. */
export type * from './containers/index.js';
export type { Container, FileModel, Finding, Label, Leaking } from './findings/index.js';
export type * from './flow/use.js';
export type * from './rewrites/index.js';
export type { OtherFile } from './source/index.js';

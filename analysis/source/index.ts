/**
 * One parsed file, and what can be said of it by looking: in comes an ESTree with its scopes, from ESLint or from the command;
 * out go its nodes, names, types (annotations, doc comments, the checker's), members and storage places, each found once and
 * kept with the tree. This room knows no container.
 */
export type { OtherFile } from './other-file.js';
export { commentsOf, type ParsedSource } from './source.js';

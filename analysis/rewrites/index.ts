/**
 * What to write instead: in come the facts of a container that leaks; out comes a rewrite as edits of text, with its proof or
 * with the one assumption that it rests on, or a refusal with a code and a place.
 */
export { planForIds } from './id-rewrite.js';
export type * from './model.js';
export { isListed, planWeakening, refuse, type Rewriting } from './rewrite.js';

/**
 * Evidence from the heap. In goes a heap snapshot of V8, or two of the same run, and the containers that the code of some files
 * shows; out comes, for each container of the heap that the program made, its name, its place in the sources, what it keeps, what would be
 * free if it held its keys weakly, how it has grown, and what all that says of it. Each step gives a plain value:
 * `readSnapshot` → `containersIn` → `measure` (what if, growth) → `Places` and `Join` (the code) → `saysOf`.
 *
 * No text of the program is in what comes out, only names of classes, fields, variables and files.
 */
export { containersIn, type HeapContainer, LEAST_BYTES } from './containers.js';
export { type Evidence, type Facts, isLeak, isSuspect, measure, saysOf } from './evidence.js';
export type { HeapGraph } from './graph.js';
export { type Earlier, hasSameIds, remember } from './growth.js';
export { Join } from './join.js';
export { Places, type SourcePlace } from './places.js';
export { MOST_BYTES, readSnapshot, SnapshotError } from './read.js';
export { SourceFiles } from './source-files.js';
export { type Freed, freedBetween, mark } from './what-if.js';

/**
 * What other files have to say: in come the facts of a container that they can reach, and the project as its reader gives it
 * (`Elsewhere`); out go their uses, writes and releases, how long their objects keep it, and whether all of them were read.
 */
export type { Elsewhere } from './elsewhere.js';
export { mayKeepMade } from './containers-made.js';

/**
 * Facts about keyed containers: in come the places and uses that the flow of values gives; out go candidates, homes (how long
 * they live), keys with the evidence for them, what makes them grow, what releases their entries, and what weak tools there
 * are (`weak/`). Nothing is judged here.
 */
export type * from './facts.js';
export { DEFAULT_ID_NAMES } from './ids.js';
export { mayBeGivenContainer, mayHoldContainer, mayOfferContainer } from './prefilter.js';

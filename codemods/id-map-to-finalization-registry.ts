import type { Transform } from 'jscodeshift';
import { idMapToFinalizationRegistry } from '#transforms';

/**
 * The jscodeshift transform that makes the entries of containers keyed by ids die with the owners of the ids.
 *
 * This file must stay thin: see map-to-weakmap.ts.
 */
const transform: Transform = (file, api, options) => idMapToFinalizationRegistry(file, api, options);

export default transform;

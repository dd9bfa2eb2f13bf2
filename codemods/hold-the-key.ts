import type { Transform } from 'jscodeshift';
import { holdTheKey } from '#transforms';

/** The jscodeshift transform that lets finalizers hold the key of an entry instead of searching for it. As thin as `map-to-weakmap.ts`, and for its reason. */
const transform: Transform = (file, api, options) => holdTheKey(file, api, options);

export default transform;

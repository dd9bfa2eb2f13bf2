import type { Transform } from 'jscodeshift';
import { guardFinalizers } from '#transforms';

/** The jscodeshift transform that lets finalizers remove only what is still dead. As thin as `map-to-weakmap.ts`, and for its reason. */
const transform: Transform = (file, api, options) => guardFinalizers(file, api, options);

export default transform;

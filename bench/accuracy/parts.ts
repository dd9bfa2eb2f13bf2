/** How the packages are dealt into parts: by a hash of the name, so that all versions of a package are in the same one. */
import { createHash } from 'node:crypto';

/** The number of the part that a package is in, from 0 on; `id` is such as `webpack@5.54.0`. */
export function partOf(id: string, parts: number): number {
  const [hash = 0] = createHash('sha256').update(id.slice(0, id.lastIndexOf('@'))).digest();
  return hash % parts;
}

/** Is it in the third that is held out? Whoever works on the rules never looks at what they report there. */
export function isHeldOut(id: string): boolean {
  return partOf(id, 3) === 0;
}

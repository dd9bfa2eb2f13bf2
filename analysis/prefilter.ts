/**
 * The one test of the text that decides whether a file can hold a container that this plugin speaks of.
 *
 * A strong container that leaks must be built (`new Map`, `new Set`, or an array that is searched by identity) and
 * written. The test errs on the side of reading a file: comments and strings count.
 */
const BUILDS = /\bnew\s+(?:Map|Set)\b/;
const ARRAY_AS_SET = /\.(?:includes|indexOf|find)\s*\(/;
const PUSHES = /\.push\s*\(/;

/** Can the file hold a keyed container at all? Where not, no tree is walked. */
export function mayHoldContainer(text: string): boolean {
  if (BUILDS.test(text)) return true;
  return text.includes('[]') && PUSHES.test(text) && ARRAY_AS_SET.test(text);
}

import { offsetsOf } from '../../analysis/source/words.js';

/**
 * An import or export of single names of another module, at the beginning of a line: `import type Page, { type Row as R } from './page'`,
 * `export { Page } from './page'`. Elsewhere such words may stand in a comment, or be names: `export * as import from './page'`.
 */
const CLAUSE = /^[ \t]*(?:import|export)\s+(?:type\s+(?!from\b))?(?:(?<whole>[\w$]+)\s*(?:,\s*)?)?(?:\{(?<list>[\w$\s,]*)\}\s*)?from\s*(?<quote>['"])(?<specifier>[^'"\\\n]+)\k<quote>/gm;

/**
 * The names that a text imports from each module of which it imports no more than names, and those that it gives them; a test of the
 * text alone, which leaves out every module that the text names in another way, too.
 */
export function namedImportsIn(text: string, specifiers: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const clauses = new Map<string, number>();
  for (const { groups = {} } of text.matchAll(CLAUSE)) {
    const { whole, list = '', specifier = '' } = groups;
    const known = names.get(specifier) ?? [];
    names.set(specifier, known);
    clauses.set(specifier, (clauses.get(specifier) ?? 0) + 1);
    if (whole) known.push('default');
    known.push(...(list.match(/[\w$]+/g) ?? []));
  }
  return new Map(specifiers.flatMap((specifier) => {
    const known = names.get(specifier);
    return known && clauses.get(specifier) === timesQuoted(specifier, text) ? [[specifier, structuredClone(known)] as const] : [];
  }));
}

/** How often a text has a text in quotes. */
function timesQuoted(specifier: string, text: string): number {
  return offsetsOf(specifier, text).filter((at) => /['"`]/.test(text[at - 1] ?? '') && /['"`]/.test(text[at + specifier.length] ?? '')).length;
}

import { offsetsOf } from '../../analysis/source/words.js';

/** What may name a module: after `from`, `import`, `require` and their like, or any relative path. */
const NAMING = /(?:\b(?:from|import|require|module)\b\s*\(?\s*)?(['"`])([^'"`\n]+)\1/y;
/** What each of them begins with. */
const BEGINNINGS = ['from', 'import', 'require', 'module', "'.", '".', '`.'];

/** A line of a doc comment that imports types, by TypeScript's `import(…)` in a type or by `@import`. */
const TYPES_IN_COMMENTS = /[ \t]*(?:\/\*)?\*(?:(?!\*\/).)*(?:\bimport\s*\(|@import\b|\}\s*from\b)/y;

/** The modules that a text names, each once; a test of the text alone, which errs on the side of naming more. */
export function specifiersIn(text: string): readonly string[] {
  const found = new Set<string>();
  let line = 0;
  let seen = 0;
  let end = 0;
  for (const start of BEGINNINGS.flatMap((beginning) => offsetsOf(beginning, text)).sort((a, b) => a - b)) {
    const [whole, , specifier] = start < end ? [] : (matchAt(start, NAMING, text) ?? []);
    if (whole === undefined || specifier === undefined) continue;
    end = start + whole.length;
    const lineBreak = text.slice(seen, start).lastIndexOf('\n');
    if (lineBreak >= 0) line = seen + lineBreak + 1;
    seen = start;
    if (!found.has(specifier) && !matchAt(line, TYPES_IN_COMMENTS, text)) found.add(specifier);
  }
  // As texts of their own: a part of a text would keep all of it in memory.
  return structuredClone([...found]);
}

function matchAt(offset: number, sticky: RegExp, text: string): RegExpExecArray | null {
  sticky.lastIndex = offset;
  return sticky.exec(text);
}

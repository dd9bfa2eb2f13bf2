import { offsetsOf } from '../../analysis/source/words.js';

/** What may stand between a word and what it names. */
const BETWEEN = String.raw`(?:\s|\/\*(?:(?!\*\/)[^]){0,300}\*\/|\/\/[^\n]{0,300}\n)*`;
/** What may name a module: after `from`, `import`, `require`, `importActual`, `doMock` and their like, or any relative path. */
const NAMING = new RegExp(`(?:(?:\\b(?:from|import\\w*|require\\w*|module)|[mM]ock)\\b${BETWEEN}\\(?${BETWEEN})?(['"\`])((?:\\\\\\n|[^'"\`\\n])+)\\1`, 'y');
/** What each of them begins with. */
const BEGINNINGS = ['from', 'import', 'require', 'module', 'mock', 'Mock', "'.", '".', '`.'];

/** The first line of a block comment, and those that follow it. */
const FIRST_LINE = /[ \t]*\/\*/y;
const LINE_OF_COMMENT = /[ \t]*\*/y;
/** A line of a doc comment that imports types, by TypeScript's `import(…)` in a type or by `@import`. */
const TYPES_IN_COMMENTS = /[ \t]*(?:\/\*)?\*(?!\/)(?:(?!\*\/).)*(?:\bimport\s*\(|@import\b|\}\s*from\b)/y;

/**
 * The modules that a text names, each once; a test of the text alone, which errs on the side of naming more: where the quote that
 * ends one text seems to begin another, both are told.
 */
export function specifiersIn(text: string): readonly string[] {
  const found = new Set<string>();
  let line = 0;
  let seen = 0;
  for (const start of BEGINNINGS.flatMap((beginning) => offsetsOf(beginning, text)).sort((a, b) => a - b)) {
    const specifier = matchAt(start, NAMING, text)?.[2];
    if (specifier === undefined) continue;
    const lineBreak = text.slice(seen, start).lastIndexOf('\n');
    if (lineBreak >= 0) line = seen + lineBreak + 1;
    seen = start;
    if (!found.has(specifier) && !(matchAt(line, TYPES_IN_COMMENTS, text) && isInComment(line, text))) found.add(specifier);
  }
  // As texts of their own: a part of a text would keep all of it in memory.
  return structuredClone([...found]);
}

/** Is a line one of a comment, by the lines above it? Code may begin with `*`, too: `*all() { … }`. */
function isInComment(line: number, text: string): boolean {
  for (let at = line; ; at = text.lastIndexOf('\n', at - 2) + 1) {
    // What comes below the end of a comment is code.
    if (at !== line && text.slice(at, text.indexOf('\n', at)).includes('*/')) return false;
    if (matchAt(at, FIRST_LINE, text)) return true;
    if (at === 0 || !matchAt(at, LINE_OF_COMMENT, text)) return false;
  }
}

function matchAt(offset: number, sticky: RegExp, text: string): RegExpExecArray | null {
  sticky.lastIndex = offset;
  return sticky.exec(text);
}

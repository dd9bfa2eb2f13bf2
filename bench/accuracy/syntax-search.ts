/** What one could do without the plugin: a search of the syntax, with `@ast-grep/napi`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CorpusPackage, FOLDER, sourceFiles } from './corpus.js';
import type { Place } from './findings.js';

/** A function of any form but a constructor: what is built in one comes and goes with its calls. */
const IN_FUNCTION = {
  any: [
    { kind: 'function_declaration' },
    { kind: 'generator_function_declaration' },
    { kind: 'function_expression' },
    { kind: 'generator_function' },
    { kind: 'arrow_function' },
    { kind: 'method_definition', not: { has: { field: 'name', regex: '^constructor$' } } },
  ],
};

/** `new Map` or `new Set` at module level, in a class field or in a constructor, in a file that nowhere calls `delete`. */
const RULE = {
  rule: {
    kind: 'new_expression',
    has: { field: 'constructor', regex: '^(Map|Set)$' },
    not: { inside: { ...IN_FUNCTION, stopBy: 'end' } },
    inside: {
      kind: 'program',
      stopBy: 'end',
      not: { has: { kind: 'member_expression', has: { field: 'property', regex: '^delete$' }, stopBy: 'end' } },
    },
  },
};

/** What is used of the tool. It is installed with the corpus, so that its types cannot be asked for here. */
interface AstGrep {
  readonly parse: (language: string, text: string) => { root: () => { findAll: (rule: unknown) => { range: () => { start: { line: number } } }[] } };
}

/** The places that the search reports in a package. The corpus must be installed. */
export function searchSyntax({ id, folder, globs }: CorpusPackage): readonly Place[] {
  const { parse } = createRequire(join(FOLDER, 'package.json'))('@ast-grep/napi') as AstGrep;
  return sourceFiles({ folder, globs }).flatMap((file) => {
    // Each syntax node crosses from native code: files without the words are not parsed.
    const text = readFileSync(join(folder, file), 'utf8');
    if (!/\bnew\s+(?:Map|Set)\b/.test(text)) return [];
    const found = parse(/\.[mc]?ts$/.test(file) ? 'TypeScript' : 'Tsx', text).root().findAll(RULE);
    return found.map((node) => ({ package: id, file, line: node.range().start.line + 1 }));
  });
}

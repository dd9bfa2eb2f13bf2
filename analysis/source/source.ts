import type { TSESTree } from '@typescript-eslint/utils';
import type { ParserServices } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import type { TreeMemory } from './tree-memory.js';

/**
 * The narrow view of a parsed file that the analysis reads.
 *
 * ESLint's `SourceCode` satisfies it as it is; a codemod makes one without loading ESLint. Nodes carry `parent` and
 * `range`; `text` has no byte order mark, so ranges are UTF-16 offsets into exactly this text. Tokens are not needed.
 */
export interface ParsedSource {
  readonly text: string;
  readonly ast: TSESTree.Program;
  readonly scopeManager: Scope.ScopeManager | null;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
  /** Where what is worked out of the tree is kept, where the source outlives others; ESLint's does not. */
  readonly memory?: TreeMemory | undefined;
  /** Optional evidence: type services of `@typescript-eslint/parser`. */
  readonly parserServices?: Partial<ParserServices> | undefined;
}

/** The comments of a file, in source order. Parsers for ESLint keep them on the program node. */
export function commentsOf(source: ParsedSource): readonly TSESTree.Comment[] {
  return source.ast.comments ?? [];
}

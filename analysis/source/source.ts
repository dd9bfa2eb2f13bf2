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
  /** Finds nodes without walking the tree, where the parser can. */
  readonly inventory?: NodeInventory | undefined;
  /** The variable that a name declares or mentions, without a look at its scopes, where the parser has resolved all names. */
  readonly resolved?: ((name: TSESTree.Identifier | TSESTree.JSXIdentifier) => Scope.Variable | undefined) | undefined;
  /** Optional evidence: type services of `@typescript-eslint/parser`. */
  readonly parserServices?: Partial<ParserServices> | undefined;
}

/** The nodes of a tree by their types. */
export interface NodeInventory {
  /** The types of which the tree has nodes. */
  types(): Iterable<string>;
  /** The nodes of a type in source order, parents first. */
  nodesOf(type: string): readonly TSESTree.Node[];
  /** The literals `[]` or `{}` that hold nothing but comments, in source order. */
  empty(type: 'ArrayExpression' | 'ObjectExpression'): readonly TSESTree.Node[];
  /** The nodes that bear a name in source order: identifiers, private ones as `#name`, and texts; no numbers, and no `this`. */
  named(name: string): readonly TSESTree.Node[];
}

/** The comments of a file, in source order. Parsers for ESLint keep them on the program node. */
export function commentsOf(source: ParsedSource): readonly TSESTree.Comment[] {
  return source.ast.comments ?? [];
}

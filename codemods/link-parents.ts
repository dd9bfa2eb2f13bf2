import type { TSESTree } from '@typescript-eslint/utils';
import type { ParsedSource } from '../analysis/source/source.js';

/** What ESLint does before its rules run. */
export function linkParents(ast: TSESTree.Program, visitorKeys: ParsedSource['visitorKeys']): void {
  const pending: TSESTree.Node[] = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [(node as unknown as Record<string, unknown>)[key]].flat() as (TSESTree.Node | null | undefined)[]) {
        if (!child) continue;
        child.parent = node;
        pending.push(child);
      }
    }
  }
}

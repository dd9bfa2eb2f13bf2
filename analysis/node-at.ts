import type { Node } from './ast.js';
import type { ParsedSource } from './source.js';

/**
 * The innermost node at an offset of the text, found by going down from the root.
 *
 * To look at a hundred places so is a small part of what a walk of the file takes. Where a property is written in short
 * (`{ name }`), the key is found, not the value.
 */
export function nodeAt(offset: number, { ast, visitorKeys }: Pick<ParsedSource, 'ast' | 'visitorKeys'>): Node {
  let found: Node = ast;
  for (let node: Node | undefined = ast; node; node = childAt(offset, found, visitorKeys[found.type] ?? [])) found = node;
  return found;
}

function childAt(offset: number, parent: Node, keys: readonly string[]): Node | undefined {
  for (const key of keys) {
    const value = (parent as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key];
    const child = Array.isArray(value) ? firstEndingAfter(offset, value as readonly (Node | null)[]) : (value as Node | null | undefined);
    if (child && startOf(child, offset) <= offset && offset < child.range[1]) return child;
  }
  return undefined;
}

/** The first node of a list in source order that ends after an offset; the list may have holes. */
function firstEndingAfter(offset: number, nodes: readonly (Node | null)[]): Node | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    let at = middle;
    while (at < high && !nodes[at]) at++;
    const node = at < high ? nodes[at] : undefined;
    if (node && node.range[1] <= offset) low = at + 1;
    else high = middle;
  }
  while (low < nodes.length && !nodes[low]) low++;
  return nodes[low] ?? undefined;
}

/** Where a node begins, with its decorators: those of parameters and of exported classes lie before it. */
function startOf(node: Node, offset: number): number {
  const [start] = node.range;
  if (start <= offset) return start;
  const decorated = 'declaration' in node && node.declaration ? node.declaration : node;
  const first = (decorated as { readonly decorators?: readonly Node[] | null }).decorators?.[0];
  return first ? Math.min(start, first.range[0]) : start;
}

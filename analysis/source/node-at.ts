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
    if (!value) continue;
    const child = Array.isArray(value) ? firstEndingAfter(offset, value as readonly (Node | null)[]) : (value as Node);
    if (child && offset < child.range[1] && (child.range[0] <= offset || (mayBeDecorated(value, key) && firstDecoratorOf(child) <= offset))) return child;
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

/** Can decorators lie before the nodes under a key: those of parameters and of exported classes? */
function mayBeDecorated(value: Node | readonly (Node | null)[], key: string): boolean {
  return Array.isArray(value) || key === 'declaration';
}

function firstDecoratorOf(node: Node): number {
  const decorated = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration' ? (node.declaration ?? node) : node;
  return (decorated as { readonly decorators?: readonly Node[] | null }).decorators?.[0]?.range[0] ?? Infinity;
}

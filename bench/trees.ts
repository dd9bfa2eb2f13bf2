/**
 * Projects that grow: for each way in which files hang together, the files of a project with as many of them as asked for. The
 * benchmark measures how the time for them grows.
 */

/** The texts of a project's files, by their names. */
export type Tree = (count: number) => Readonly<Record<string, string>>;

const NODE = 'export class Node {\n  #depth = 0;\n  width = 1;\n  id = Math.random();\n  get depth() { return this.#depth; }\n}\n';

/** The trees, by names that the tables show. */
export const TREES: Readonly<Record<string, Tree>> = {
  'containers keyed by one class': each({ 'node.ts': NODE }, (i) => `import { Node } from './node';
const sizes = new Map<Node, number>();
export function measure${i}(node: Node): number {
  const known = sizes.get(node);
  if (known !== undefined) return known;
  sizes.set(node, node.width);
  return node.width;
}
export const made${i} = () => measure${i}(new Node());
`),
  'containers keyed by ids of one class': each({ 'node.ts': NODE }, (i) => `import { Node } from './node';
const names = new Map<number, string>();
export function name${i}(node: Node): string {
  const known = names.get(node.id);
  if (known !== undefined) return known;
  names.set(node.id, 'node');
  return 'node';
}
export const made${i} = () => name${i}(new Node());
`),
  'containers exported through one module': (count) => ({
    ...each({ 'node.ts': NODE }, (i) => `import { Node } from './node';
import { put${(i + 1) % count} } from './index';
export const sizes${i} = new Map<Node, number>();
export function put${i}(node: Node): unknown {
  sizes${i}.set(node, 1);
  return sizes${i}.get(node) ?? put${(i + 1) % count}(node);
}
`)(count),
    'index.ts': Array.from({ length: count }, (_, i) => `export * from './file${i}';\n`).join(''),
  }),
  'fields of one name': each({ 'node.ts': NODE }, (i) => `import type { Node } from './node';
export class Layout${i} {
  cache = new Map<Node, number>();
  measure(node: Node): number | undefined {
    this.cache.set(node, node.width);
    return this.cache.get(node);
  }
}
export const layout${i} = new Layout${i}();
`),
  'services that make each other': (count) => each({ 'node.ts': NODE }, (i) => `import type { Node } from './node';
import { Service${(i + 1) % count} } from './file${(i + 1) % count}';
export class Service${i} {
  #sizes = new Map<Node, number>();
  next = () => new Service${(i + 1) % count}();
  measure(node: Node): number | undefined {
    this.#sizes.set(node, 1);
    return this.#sizes.get(node);
  }
}
`)(count),
  'containers handed to one helper': each({
    'node.ts': NODE,
    'remember.ts': 'export function remember<K, V>(map: Map<K, V>, key: K, make: () => V): V {\n  const known = map.get(key);\n  if (known !== undefined) return known;\n  const made = make();\n  map.set(key, made);\n  return made;\n}\n',
  }, (i) => `import type { Node } from './node';
import { remember } from './remember';
const sizes = new Map<Node, number>();
export const measure${i} = (node: Node) => remember(sizes, node, () => node.width);
`),
};

function each(shared: Readonly<Record<string, string>>, file: (i: number) => string): Tree {
  return (count) => ({ ...shared, ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`file${i}.ts`, file(i)])) });
}

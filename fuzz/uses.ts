import type { Draft } from './draft.js';
import type { KindName, StyleName } from './recipe.js';

/** The uses of a container of one kind, as they are written. */
export interface Uses {
  readonly get: () => string;
  readonly set: (value: string) => string;
  readonly has: () => string;
  readonly delete: () => string;
  readonly clear: () => string;
  readonly size: () => string;
  readonly list: () => string;
}

/** How the container of a draft is used under its key. */
export function usesOf({ recipe: { kind }, container, keyText }: Pick<Draft, 'recipe' | 'container' | 'keyText'>): Uses {
  return usesAs(kind, container, keyText);
}

/** How a container is used under a key. */
export function usesAs(kind: KindName, container: string, key: string): Uses {
  switch (kind) {
    case 'map':
      return {
        get: () => `${container}.get(${key})`, set: (value) => `${container}.set(${key}, ${value})`, has: () => `${container}.has(${key})`,
        delete: () => `${container}.delete(${key})`, clear: () => `${container}.clear()`, size: () => `${container}.size`, list: () => `[...${container}.keys()].length`,
      };
    case 'set':
      return {
        get: () => `${container}.has(${key})`, set: () => `${container}.add(${key})`, has: () => `${container}.has(${key})`,
        delete: () => `${container}.delete(${key})`, clear: () => `${container}.clear()`, size: () => `${container}.size`, list: () => `[...${container}].length`,
      };
    case 'array':
      return {
        get: () => `${container}.includes(${key})`, set: () => `${container}.push(${key})`, has: () => `${container}.includes(${key})`,
        delete: () => `${container}.splice(${container}.indexOf(${key}), 1)`, clear: () => `${container}.length = 0`, size: () => `${container}.length`,
        list: () => `[...${container}].length`,
      };
    case 'dictionary':
      return {
        get: () => `${container}[${key}]`, set: (value) => `${container}[${key}] = ${value}`, has: () => `${key} in ${container}`,
        delete: () => `delete ${container}[${key}]`, clear: () => `Object.keys(${container}).length`, size: () => `Object.keys(${container}).length`,
        list: () => `Object.values(${container}).length`,
      };
    default:
      return kind satisfies never;
  }
}

/** The type of the values under which a style keeps them. */
export function valueTypeOf(style: StyleName): string {
  if (style === 'create') return '{ n: number }';
  return style === 'nested' ? 'Map<string, number>' : 'number';
}

/** The lines that write an entry and return a number. */
export function writeLines({ get, set, has }: Uses, kind: KindName, style: StyleName): string[] {
  if (kind === 'set' || kind === 'array') return writeMember({ set, has }, style);
  switch (style) {
    case 'count':
      return [`const n = (${get()} ?? 0) + 1;`, `${set('n')};`, 'return n;'];
    case 'create':
      return [`let entry = ${get()};`, 'if (entry === undefined) {', '  entry = { n: 0 };', `  ${set('entry')};`, '}', 'entry.n += 1;', 'return entry.n;'];
    case 'has-first':
      return [`if (!(${has()})) ${set('1')};`, `return ${get()} ?? 0;`];
    case 'chained':
      return [`return ${set(`(${get()} ?? 0) + 1`)}${get().replace(/^.*(\.get\()/, '$1')} ?? 0;`];
    case 'conditional':
      return [`if (${has()}) return ${get()} ?? 0;`, `${set('1')};`, 'return 1;'];
    case 'nested':
      return [
        `let inner = ${get()};`, 'if (!inner) {', '  inner = new Map();', `  ${set('inner')};`, '}',
        `inner.set('a', (inner.get('a') ?? 0) + 1);`, `return inner.get('a') ?? 0;`,
      ];
    default:
      return style satisfies never;
  }
}

function writeMember({ set, has }: Pick<Uses, 'set' | 'has'>, style: StyleName): string[] {
  switch (style) {
    case 'create':
      return [`const known = ${has()};`, `if (!known) ${set('')};`, 'return known ? 1 : 0;'];
    case 'chained':
      return [`return ${set('')}${has().replace(/^.*(\.has\()/, '$1')} ? 1 : 0;`];
    case 'conditional':
      return [`if (!${has()}) {`, `  ${set('')};`, '}', `return ${has()} ? 1 : 0;`];
    default:
      return [`if (${has()}) return 1;`, `${set('')};`, 'return 0;'];
  }
}

/** The expression that reads an entry as a number. */
export function readExpression({ get, has }: Uses, kind: KindName, style: StyleName): string {
  if (kind === 'set' || kind === 'array') return `${has()} ? 1 : 0`;
  if (style === 'create') return `${get()}?.n ?? 0`;
  return style === 'nested' ? `${get()}?.get('a') ?? 0` : `${get()} ?? 0`;
}

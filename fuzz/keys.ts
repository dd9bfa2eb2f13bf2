import { type Block, type Draft, onlyTyped, RANK, typed } from './draft.js';
import type { KeyName } from './recipe.js';

/** What a way to have keys comes to. */
export interface KeyParts {
  /** The type of the parameter, in TypeScript. */
  readonly parameterType: string;
  readonly containerKeyType: string;
  readonly generics?: string;
  readonly guard: readonly string[];
  readonly condition?: string;
  readonly blocks: readonly Block[];
  /** Expressions for keys, as the driver writes them. */
  readonly live: readonly string[];
  /** What the program may be given as well. */
  readonly primitives: readonly string[];
}

const PRIMITIVES = [`'s'`, '5', 'null', 'undefined'] as const;
const LITERALS = [`{ name: 'k0' }`, `{ name: 'k1', extra: 1 }`, '[1, 2]'] as const;
const FUNCTIONS = ['() => 1', 'function named() { return 2; }', 'class Late {}'] as const;
const SHAPES = [`{ kind: 'k0', area: () => 1 }`, `{ kind: 'k1', area: () => 2 }`, `{ kind: 'k2', area: () => 3 }`] as const;

/** The parts that a way to have keys adds to a program. */
export function keyParts(draft: Draft, path: string): KeyParts {
  const { recipe, names } = draft;
  const subjects = ['k0', 'k1', 'k2'].map((label) => `new ${path}.${names.subject}('${label}')`);
  const guarded = { parameterType: 'unknown', containerKeyType: 'object', guard: [], blocks: [], live: LITERALS, primitives: PRIMITIVES };
  const declared = { ...guarded, live: subjects, primitives: [], blocks: [subjectClass(draft)], parameterType: names.subject, containerKeyType: names.subject };
  return PARTS[recipe.key]({ draft, guarded, declared, test: `typeof ${names.key} === 'object' && ${names.key} !== null`, fails: `typeof ${names.key} !== 'object' || ${names.key} === null` });
}

interface Given {
  readonly draft: Draft;
  readonly guarded: KeyParts;
  readonly declared: KeyParts;
  readonly test: string;
  readonly fails: string;
}

const PARTS: Readonly<Record<KeyName, (given: Given) => KeyParts>> = {
  'guard-return': ({ guarded, fails }) => ({ ...guarded, guard: [`if (${fails}) return -1;`] }),
  'guard-throw': ({ guarded, fails }) => ({ ...guarded, guard: [`if (${fails}) {`, `  throw new TypeError('an object is needed');`, '}'] }),
  'guard-nested': ({ guarded, test }) => ({ ...guarded, condition: test }),
  'guard-and': ({ guarded, test, draft: { names } }) => ({ ...guarded, condition: `${names.key} && ${test}` }),
  'guard-helper': ({ guarded, draft, test }) => ({
    ...guarded,
    guard: [`if (!isThing(${draft.names.key})) return -1;`],
    blocks: [{ rank: 'free', text: `function isThing(${draft.names.key}${typed(draft, 'unknown')})${typed(draft, `${draft.names.key} is object`)} {\n  return ${test};\n}` }],
  }),
  instanceof: ({ guarded, declared, draft: { names } }) => ({
    ...declared, parameterType: 'unknown', primitives: guarded.primitives,
    guard: [`if (!(${names.key} instanceof ${names.subject})) throw new TypeError('no ${names.subject}');`],
  }),
  function: ({ guarded, draft: { names } }) => ({ ...guarded, containerKeyType: 'Function', live: FUNCTIONS, guard: [`if (typeof ${names.key} !== 'function') return -1;`] }),
  method: ({ guarded, draft }) => ({
    ...guarded, guard: [`${draft.names.key}.shout();`], parameterType: '{ shout(): string }', containerKeyType: '{ shout(): string }',
    live: [1, 2, 3].map((n) => `{ shout: () => 'o${n}' }`), primitives: draft.isTyped ? [] : PRIMITIVES,
  }),
  callers: ({ guarded, fails }) => ({ ...guarded, guard: [`if (${fails}) return -1;`] }),
  unguarded: ({ guarded }) => ({ ...guarded, containerKeyType: 'unknown' }),
  this: ({ declared, draft: { names } }) => ({ ...declared, blocks: [], parameterType: names.subject }),
  new: ({ declared }) => declared,
  'private-id': ({ declared, draft: { recipe } }) => ({ ...declared, blocks: [], containerKeyType: ID_TYPES[recipe.mint] }),
  class: ({ declared }) => declared,
  interface: ({ guarded }) => ({
    ...guarded, parameterType: 'Shape', containerKeyType: 'Shape', live: SHAPES, primitives: [],
    blocks: [{ rank: 'free', text: 'export interface Shape {\n  readonly kind: string;\n  area(): number;\n}' }],
  }),
  alias: ({ guarded }) => ({
    ...guarded, parameterType: 'Shape', containerKeyType: 'Shape', live: SHAPES, primitives: [],
    blocks: [{ rank: 'free', text: 'export type Shape = { readonly kind: string; readonly area: () => number };' }],
  }),
  object: ({ guarded }) => ({ ...guarded, parameterType: 'object', live: [...LITERALS.slice(0, 2), '() => 3'], primitives: [] }),
  callable: ({ guarded }) => ({ ...guarded, parameterType: '() => number', containerKeyType: '() => number', live: [...FUNCTIONS.slice(0, 2), '() => 3'], primitives: [] }),
  optional: ({ declared, draft: { names } }) => ({ ...declared, parameterType: `${names.subject} | undefined`, containerKeyType: `${names.subject} | undefined`, primitives: ['undefined'] }),
  structural: ({ guarded }) => ({
    ...guarded, parameterType: 'Sized', containerKeyType: 'Sized', live: ['[1]', '{ length: 3 }', '[]'], primitives: [`'abc'`],
    blocks: [{ rank: 'free', text: 'export interface Sized {\n  readonly length: number;\n}' }],
  }),
  'extends-object': ({ guarded }) => ({ ...guarded, parameterType: 'K', generics: '<K extends object>', primitives: [] }),
  unbounded: ({ guarded }) => ({ ...guarded, parameterType: 'K', generics: '<K>', containerKeyType: 'unknown' }),
};

const ID_TYPES = { 'static-counter': 'number', 'module-counter': 'number', symbol: 'symbol', uuid: 'string', 'constructor-counter': 'number' } as const;

/** A class whose instances nothing else can stand for. */
function subjectClass(draft: Draft): Block {
  const { names } = draft;
  const label = onlyTyped(draft, '  label: string;\n');
  const text = [
    `export class ${names.subject} {`, `${label}  #touched = 0;`, `  constructor(label${typed(draft, 'string')}) {`, '    this.label = label;', '  }',
    `  nudge()${typed(draft, 'number')} {`, '    this.#touched += 1;', '    return this.#touched;', '  }', '}',
  ].join('\n');
  return { rank: RANK.type, text };
}

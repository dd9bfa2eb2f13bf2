/** What a program is written in. */
export type Language = 'mjs' | 'cjs' | 'ts';

/** Where the container lives, and with it where the functions stand that use it. */
export type HomeName =
  | 'const'
  | 'let'
  | 'lazy'
  | 'literal'
  | 'static'
  | 'field'
  | 'underscore'
  | 'private'
  | 'closure'
  | 'iife'
  | 'namespace'
  | 'inner'
  | 'expando';

/** What the container is. */
export type KindName = 'map' | 'set' | 'array' | 'dictionary';

/** What stands for an object where it is a key. */
export type KeyName =
  // JavaScript: what the program itself shows of a parameter.
  | 'guard-return'
  | 'guard-throw'
  | 'guard-nested'
  | 'guard-and'
  | 'guard-helper'
  | 'instanceof'
  | 'function'
  | 'method'
  | 'callers'
  | 'unguarded'
  // In either language.
  | 'this'
  | 'new'
  | 'private-id'
  // TypeScript: annotations.
  | 'class'
  | 'interface'
  | 'alias'
  | 'object'
  | 'callable'
  | 'optional'
  | 'structural'
  | 'extends-object'
  | 'unbounded';

/** How entries are written and read. */
export type StyleName = 'count' | 'create' | 'has-first' | 'chained' | 'nested' | 'conditional';

/** What takes entries out again. */
export type ReleaseName = 'none' | 'elsewhere' | 'catch' | 'other-key';

/** What is done besides. */
export type ExtraName = 'reset' | 'size' | 'iterate' | 'helper' | 'alias' | 'wrapper';

/** Where the ids of `private-id` come from. */
export type MintName = 'static-counter' | 'module-counter' | 'symbol' | 'uuid' | 'constructor-counter';

/** What is around and has nothing to do with the container. */
export type NoiseName = 'comments' | 'helper' | 'class' | 'weakmap' | 'table' | 'user';

/** How the program is spelled, which must make no difference. */
export interface Spelling {
  /** Which identifiers are used. */
  readonly names: number;
  /** In which order declarations and methods stand. */
  readonly order: number;
  readonly semicolons: boolean;
}

/** All choices of which a program consists. */
export interface Recipe {
  readonly language: Language;
  readonly home: HomeName;
  readonly kind: KindName;
  readonly key: KeyName;
  /** Are entries kept under `idOf(x)` instead of `x`? */
  readonly idOf: boolean;
  readonly mint: MintName;
  readonly style: StyleName;
  /** In TypeScript: is the type of the container written at its name instead of at its creation? */
  readonly annotated: boolean;
  readonly release: ReleaseName;
  readonly extras: readonly ExtraName[];
  readonly noise: readonly NoiseName[];
  readonly hazard: string | undefined;
  readonly spelling: Spelling;
}

/** A program and what drives it: plain text. */
export interface Program {
  /** By names relative to the folder of the program. */
  readonly files: Readonly<Record<string, string>>;
  /** A module that imports the program as `p`, and finds `show(label, action)` and `collect()` as globals. */
  readonly driver: string;
  /** What the program is made of. */
  readonly features: readonly string[];
  /** What ends the proof that a rewrite would be safe. */
  readonly hazards: readonly string[];
}

const SUBJECT_KEYS: ReadonlySet<KeyName> = new Set(['this', 'private-id']);
const TYPED_KEYS: readonly KeyName[] = ['class', 'interface', 'alias', 'object', 'callable', 'optional', 'structural', 'extends-object', 'unbounded'];
const UNTYPED_KEYS: readonly KeyName[] = ['guard-return', 'guard-throw', 'guard-nested', 'guard-and', 'guard-helper', 'instanceof', 'function', 'method', 'callers', 'unguarded'];

/** Are the operations methods of the class whose objects are the keys? */
export function hasSubjectHost({ key }: Recipe): boolean {
  return SUBJECT_KEYS.has(key);
}

/** The nearest recipe that makes a program: every choice can be combined with every other, for what cannot stands for something near. */
export function consistent(recipe: Recipe): Recipe {
  return [withLanguage, withKey, withHome, withKind, withStyle].reduce((made, step) => step(made), recipe);
}

function withLanguage(recipe: Recipe): Recipe {
  const { language, home } = recipe;
  if (language !== 'ts' && (home === 'private' || home === 'namespace')) return { ...recipe, home: home === 'private' ? 'field' : 'iife' };
  return recipe;
}

function withKey(recipe: Recipe): Recipe {
  const { language, key } = recipe;
  if (language === 'ts') return recipe;
  const at = TYPED_KEYS.indexOf(key);
  return at < 0 ? recipe : { ...recipe, key: UNTYPED_KEYS[at] ?? 'guard-return' };
}

function withHome(recipe: Recipe): Recipe {
  const { home, kind, key } = recipe;
  const isTied = hasSubjectHost(recipe);
  if (isTied && (home === 'field' || home === 'underscore' || home === 'private' || home === 'expando' || home === 'inner')) return { ...recipe, home: 'static' };
  if (isTied && home === 'closure') return { ...recipe, home: 'iife' };
  if (home === 'inner' && kind !== 'map' && kind !== 'set') return { ...recipe, kind: 'map' };
  if (key === 'callers' && (home === 'iife' || home === 'namespace')) return { ...recipe, home: 'closure' };
  return recipe;
}

function withKind(recipe: Recipe): Recipe {
  const { key, kind, home, language } = recipe;
  if (kind === 'dictionary' && key !== 'private-id') return { ...recipe, kind: 'map' };
  if (key === 'private-id') return { ...recipe, idOf: false, kind: kind === 'array' ? 'map' : kind };
  // There is no place for the type of an empty array.
  if (kind === 'array' && language === 'ts' && (home === 'literal' || home === 'expando')) return { ...recipe, kind: 'set' };
  // An array of ids is no container of instances.
  return recipe.idOf && kind === 'array' ? { ...recipe, kind: 'set' } : recipe;
}

function withStyle(recipe: Recipe): Recipe {
  const { kind, style, extras, home } = recipe;
  const isPlain = kind === 'dictionary' || kind === 'array';
  return {
    ...recipe,
    style: isPlain && style === 'chained' ? 'count' : kind !== 'map' && style === 'nested' ? 'create' : style,
    extras: extras.filter((extra) => !(home === 'inner' && (extra === 'reset' || extra === 'size' || extra === 'iterate' || extra === 'alias'))),
  };
}

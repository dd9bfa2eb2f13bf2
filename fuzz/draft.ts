import { type Names, namesFor } from './names.js';
import { hasSubjectHost, type Recipe } from './recipe.js';

/** A declaration. */
export interface Block {
  readonly text: string;
  /** What must stand before what; declarations that are hoisted may stand anywhere. */
  readonly rank: number | 'free';
  /** Does it stand where the container is declared, or at the top of the file? */
  readonly isInside?: boolean;
}

/** The order in which declarations stand that run when they are reached. */
export const RANK = { import: 0, type: 1, state: 2, container: 3, host: 4, after: 5, export: 9 } as const;

/** A function of the program, or a method where functions are methods. */
export interface Operation {
  name: string;
  /** Type parameters, in TypeScript. */
  generics?: string;
  /** As they are written. */
  parameters: string[];
  returns: string;
  isInternal: boolean;
  /** Lines before everything else. */
  before: string[];
  /** What lets no primitive through. */
  guard: string[];
  /** The condition that the core is in; what is returned otherwise. */
  condition?: string | undefined;
  core: string[];
}

/** A program in the making. Hazards change it before it is written down. */
export interface Draft {
  readonly recipe: Recipe;
  readonly names: Names;
  readonly isTyped: boolean;
  readonly features: string[];
  /** The expression that stands for the container in operations. */
  container: string;
  /** What stands for the key there. */
  keyText: string;
  keyType: string;
  containerKeyType: string;
  valueType: string;
  creation: string;
  blocks: Block[];
  operations: Operation[];
  /** Further members of the class whose methods the operations are, without those that hold the container. */
  members: string[];
  /** The member that holds the container, where it is one. */
  containerMember: string | undefined;
  /** The members of the class of the keys. */
  subjectMembers: string[];
  /** What its constructor does. */
  subjectConstructor: { parameters: string; lines: string[] };
  /** Expressions for keys that the driver keeps. */
  live: string[];
  /** Expressions for what the program may be given as well. */
  primitives: string[];
  /** Lines of the driver before the usual ones. */
  early: string[];
  /** Lines of the driver after the usual ones. */
  driver: string[];
  files: Record<string, string>;
}

/** A draft with nothing in it yet. */
export function emptyDraft(recipe: Recipe): Draft {
  const names = namesFor(recipe.spelling.names);
  return {
    recipe, names, isTyped: recipe.language === 'ts', features: [],
    container: names.container, keyText: names.key, keyType: 'object', containerKeyType: 'object', valueType: 'number', creation: 'new Map()',
    blocks: [], operations: [], members: [], containerMember: undefined,
    subjectMembers: [], subjectConstructor: { parameters: '', lines: [] },
    live: [], primitives: [], early: [], driver: [], files: {},
  };
}

/** A type annotation, where the program has types. */
export function typed({ isTyped }: Draft, type: string): string {
  return isTyped ? `: ${type}` : '';
}

/** What only a program with types has. */
export function onlyTyped({ isTyped }: Draft, text: string): string {
  return isTyped ? text : '';
}

/** The operation of a name. */
export function operation({ operations }: Draft, name: string): Operation {
  const found = operations.find((one) => one.name === name);
  if (!found) throw new Error(`the program has no operation ${name}`);
  return found;
}

/** Indents lines by one level. */
export function indented(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? line : `  ${line}`));
}

/** How one operation calls another. */
export function callOf({ recipe, names }: Draft, name: string, isInternal: boolean, args: readonly string[]): string {
  const list = `(${args.join(', ')})`;
  const member = `${isInternal ? '#' : ''}${name}${list}`;
  if (hasSubjectHost(recipe)) return `this.${member}`;
  switch (recipe.home) {
    case 'static':
      return `${names.host}.${member}`;
    case 'field':
    case 'underscore':
    case 'private':
      return `this.${member}`;
    default:
      return name + list;
  }
}

/** What the driver calls an operation on. */
export function driverPath(draft: Draft): string {
  const { recipe, names } = draft;
  switch (recipe.home) {
    case 'static':
      return hasSubjectHost(recipe) ? 'p' : `p.${names.host}`;
    case 'namespace':
      return `p.${names.host}`;
    case 'field':
    case 'underscore':
    case 'private':
    case 'closure':
    case 'iife':
      return `p.${names.single}`;
    default:
      return 'p';
  }
}

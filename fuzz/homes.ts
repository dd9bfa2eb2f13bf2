import { type Draft, onlyTyped, RANK } from './draft.js';
import type { HomeName } from './recipe.js';
import { hasSubjectHost } from './recipe.js';

/** How the operations of a draft name its container. */
export function referenceIn(draft: Draft): string {
  return REFERENCE[draft.recipe.home](draft);
}

/** Declares the container of a draft where its home is. */
export function settle(draft: Draft): void {
  HOMES[draft.recipe.home](draft);
}

/** How operations name the container. */
const REFERENCE: Readonly<Record<HomeName, (draft: Draft) => string>> = {
  const: ({ names }) => names.container,
  let: ({ names }) => names.container,
  lazy: ({ names }) => names.container,
  literal: ({ names }) => `${names.caches}.${names.container}`,
  static: ({ recipe, names }) => `${hasSubjectHost(recipe) ? names.subject : names.host}.#${names.container}`,
  field: ({ names }) => `this.#${names.container}`,
  underscore: ({ names }) => `this._${names.container}`,
  private: ({ names }) => `this.${names.container}`,
  closure: ({ names }) => names.container,
  iife: ({ names }) => names.container,
  namespace: ({ names }) => names.container,
  inner: ({ names }) => names.container,
  expando: ({ names }) => `${names.mark}.${names.container}`,
};

const HOMES: Readonly<Record<HomeName, (draft: Draft) => void>> = {
  const: (draft) => void draft.blocks.push({ rank: RANK.container, isInside: true, text: `const ${declared(draft, draft.names.container)}` }),
  let: (draft) => void draft.blocks.push({ rank: RANK.container, isInside: true, text: `let ${declared(draft, draft.names.container)}` }),
  lazy: lazy,
  literal: ({ names, blocks, creation }) => void blocks.push({ rank: RANK.container, isInside: true, text: `const ${names.caches} = {\n  ${names.container}: ${creation},\n  limit: 10,\n};` }),
  static: (draft) => void (draft.containerMember = `static #${declared(draft, draft.names.container)}`),
  field: (draft) => void (draft.containerMember = `#${declared(draft, draft.names.container)}`),
  underscore: (draft) => void (draft.containerMember = `${onlyTyped(draft, 'private ')}_${declared(draft, draft.names.container)}`),
  private: (draft) => void (draft.containerMember = `private readonly ${declared(draft, draft.names.container)}`),
  closure: inside,
  iife: inside,
  namespace: inside,
  inner: inner,
  expando: ({ names, blocks, creation }) => void blocks.push({ rank: RANK.container, text: `${names.mark}.${names.container} = ${creation};` }),
};

function inside(draft: Draft): void {
  draft.blocks.push({ rank: RANK.container, isInside: true, text: `const ${declared(draft, draft.names.container)}` });
}

function lazy(draft: Draft): void {
  const { names, creation } = draft;
  const type = onlyTyped(draft, `: ${containerType(draft)} | undefined`);
  draft.blocks.push({ rank: RANK.container, isInside: true, text: `let ${names.container}${type};` });
  const bare = creation.replace(/<.*>(?=\()/, '');
  for (const one of draft.operations) one.before.push(`${names.container} ??= ${bare};`);
}

/** A map of maps, of which the inner ones are the container. */
function inner(draft: Draft): void {
  const { names, creation } = draft;
  const groups = `${names.container}ByGroup`;
  const type = onlyTyped(draft, `<string, ${containerType(draft)}>`);
  draft.blocks.push({ rank: RANK.container, isInside: true, text: `const ${groups} = new Map${type}();` });
  for (const one of draft.operations) {
    if (one.isInternal) continue;
    one.parameters.unshift(`group${onlyTyped(draft, ': string')}`);
    one.before.push(`let ${names.container} = ${groups}.get(group);`, `if (!${names.container}) {`, `  ${names.container} = ${creation};`, `  ${groups}.set(group, ${names.container});`, '}');
  }
}

/** The declaration of a name that holds the container, without what stands before the name. */
function declared(draft: Draft, name: string): string {
  const { creation, recipe } = draft;
  if (!draft.isTyped || (recipe.annotated || creation.startsWith('[') || recipe.kind === 'dictionary')) {
    return `${name}${onlyTyped(draft, `: ${containerType(draft)}`)} = ${creation.replace(/<.*>(?=\()/, '')};`;
  }
  return `${name} = ${creation};`;
}

/** The type of the container. */
export function containerType({ recipe, containerKeyType, valueType }: Draft): string {
  const key = containerKeyType.includes('=>') ? `(${containerKeyType})` : containerKeyType;
  switch (recipe.kind) {
    case 'map':
      return `Map<${containerKeyType}, ${valueType}>`;
    case 'set':
      return `Set<${containerKeyType}>`;
    case 'array':
      return /[|&{ ]/.test(key) ? `Array<${containerKeyType}>` : `${key}[]`;
    case 'dictionary':
      return `Record<${containerKeyType}, ${valueType}>`;
    default:
      return recipe.kind satisfies never;
  }
}

/** The expression that creates the container. */
export function creationOf(draft: Draft): string {
  switch (draft.recipe.kind) {
    case 'map':
    case 'set':
      return `new ${draft.isTyped ? containerType(draft) : draft.recipe.kind === 'map' ? 'Map' : 'Set'}()`;
    case 'array':
      return '[]';
    case 'dictionary':
      return draft.recipe.annotated ? 'Object.create(null)' : '{}';
    default:
      return draft.recipe.kind satisfies never;
  }
}

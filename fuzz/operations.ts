import { callOf, type Draft, onlyTyped, type Operation, RANK, typed } from './draft.js';
import { containerType, creationOf } from './homes.js';
import type { KeyParts } from './keys.js';
import { hasSubjectHost, type ExtraName } from './recipe.js';
import { readExpression, usesAs, usesOf, valueTypeOf, writeLines } from './uses.js';

/** Puts the operations on the container into a draft. */
export function operate(draft: Draft, parts: KeyParts): void {
  const { recipe, names } = draft;
  draft.keyText = keyTextOf(draft);
  draft.keyType = parts.parameterType;
  draft.containerKeyType = recipe.idOf ? 'number' : parts.containerKeyType;
  draft.valueType = recipe.kind === 'map' || recipe.kind === 'dictionary' ? valueTypeOf(recipe.style) : 'number';
  draft.creation = creationOf(draft);
  draft.blocks.push(...parts.blocks);
  draft.live = [...parts.live];
  draft.primitives = [...parts.primitives];
  if (recipe.key === 'private-id') mint(draft);
  if (hasSubjectHost(recipe)) labelled(draft);
  if (recipe.idOf) draft.blocks.push(...identities(draft));

  const write = keyed(draft, parts, names.mark);
  const read = keyed(draft, parts, names.peek);
  draft.operations.push(write, read);
  write.core = writeCore(draft);
  read.core = [`return ${reading(draft)};`];
  if (recipe.key === 'new') openWith(draft, write);
  if (recipe.key === 'callers') throughCallers(draft, write);
  release(draft, parts, write);
  for (const extra of recipe.extras) EXTRAS[extra](draft, write, read);
}

function keyTextOf({ recipe, names }: Draft): string {
  const owner = hasSubjectHost(recipe) ? 'this' : names.key;
  if (recipe.key === 'private-id') return 'this.#id';
  return recipe.idOf ? `${names.idOf}(${owner})` : owner;
}

/** An operation that takes the key. */
function keyed(draft: Draft, parts: KeyParts, name: string): Operation {
  const isTied = hasSubjectHost(draft.recipe);
  return {
    name, returns: 'number', isInternal: false, before: [], core: [],
    ...(parts.generics !== undefined && draft.isTyped && { generics: parts.generics }),
    parameters: isTied ? [] : [draft.names.key + typed(draft, parts.parameterType)],
    guard: [...parts.guard],
    condition: parts.condition,
  };
}

function bare(name: string, core: string[]): Operation {
  return { name, returns: 'number', isInternal: false, before: [], guard: [], core, parameters: [] };
}

function writeCore(draft: Draft): string[] {
  return writeLines(usesOf(draft), draft.recipe.kind, draft.recipe.style);
}

function reading(draft: Draft): string {
  return readExpression(usesOf(draft), draft.recipe.kind, draft.recipe.style);
}

/** The key is made where it is written. */
function openWith(draft: Draft, write: Operation): void {
  const { names } = draft;
  write.name = names.mark;
  write.parameters = [`label${typed(draft, 'string')}`];
  write.returns = names.subject;
  const first = draft.recipe.style === 'create' ? '{ n: 1 }' : draft.recipe.style === 'nested' ? `new Map([['a', 1]])` : '1';
  write.core = [`const ${names.key} = new ${names.subject}(label);`, `${usesOf(draft).set(first)};`, `return ${names.key};`];
}

/** The write is in a function of its own, which only this file calls. */
function throughCallers(draft: Draft, write: Operation): void {
  const { names, containerKeyType, recipe } = draft;
  const type = recipe.idOf ? 'object' : containerKeyType;
  const inner: Operation = { ...bare(names.note, write.core), isInternal: true, parameters: [names.key + typed(draft, type)] };
  const isInner = recipe.home === 'inner';
  if (isInner) inner.parameters.push(`${names.container}${typed(draft, containerType(draft))}`);
  draft.operations.unshift(inner);
  write.core = [`return ${callOf(draft, names.note, true, isInner ? [names.key, names.container] : [names.key])};`];
}

function release(draft: Draft, parts: KeyParts, write: Operation): void {
  const { recipe, names } = draft;
  const uses = usesOf(draft);
  switch (recipe.release) {
    case 'none':
      return;
    case 'elsewhere': {
      const forget = keyed(draft, parts, names.forget);
      forget.core = [`${uses.delete()};`, 'return 0;'];
      draft.operations.push(forget);
      return;
    }
    case 'catch':
      if (recipe.key === 'new' || recipe.key === 'callers') return;
      write.core = ['try {', ...write.core.map((line) => `  ${line}`), '} catch (error) {', `  ${uses.delete()};`, '  throw error;', '}'];
      return;
    case 'other-key': {
      const forget = keyed(draft, parts, names.forget);
      forget.core = [`${usesAs(recipe.kind, draft.container, recipe.key === 'private-id' || recipe.idOf ? '-1' : '{}').delete()};`, 'return 0;'];
      if (recipe.kind === 'map' || recipe.kind === 'set') if (!draft.isTyped) draft.operations.push(forget);
      return;
    }
    default:
      recipe.release satisfies never;
  }
}

const EXTRAS: Readonly<Record<ExtraName, (draft: Draft, write: Operation, read: Operation) => void>> = {
  reset: (draft) => void draft.operations.push(bare('resetForTests', [`${usesOf(draft).clear()};`, 'return 0;'])),
  size: (draft) => void draft.operations.push(bare('howMany', [`return ${usesOf(draft).size()};`])),
  iterate: (draft) => void draft.operations.push(bare('listed', [`return ${usesOf(draft).list()};`])),
  helper: viaHelper,
  alias: viaAlias,
  wrapper: viaWrapper,
};

/** The container is handed to a function. */
function viaHelper(draft: Draft, write: Operation): void {
  const { recipe, names } = draft;
  if (recipe.key === 'new' || recipe.key === 'callers' || recipe.release === 'catch' || recipe.key === 'private-id' || recipe.extras.includes('wrapper')) return;
  const lines = writeLines(usesAs(recipe.kind, 'table', recipe.idOf ? 'id' : names.key), recipe.kind, recipe.style);
  const key = `${recipe.idOf ? 'id' : names.key}${typed(draft, draft.containerKeyType)}`;
  const text = [`function ${names.bump}(table${typed(draft, containerType(draft))}, ${key})${typed(draft, 'number')} {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');
  draft.blocks.push({ rank: 'free', isInside: true, text });
  write.core = [`return ${names.bump}(${draft.container}, ${draft.keyText});`];
}

/** The container has a second name in the operation. */
function viaAlias(draft: Draft, write: Operation): void {
  const at = draft.container;
  if (write.core.some((line) => line.includes(at))) write.core = [`const table = ${at};`, ...write.core.map((line) => line.split(at).join('table'))];
}

/** Reads and writes are functions of their own. */
function viaWrapper(draft: Draft, _write: Operation, read: Operation): void {
  const { recipe, names } = draft;
  if (recipe.key === 'callers' || hasSubjectHost(recipe) || recipe.home === 'inner') return;
  const type = recipe.idOf ? 'object' : draft.containerKeyType;
  const inner: Operation = { ...bare(`${names.peek}Raw`, read.core), isInternal: true, parameters: [names.key + typed(draft, type)] };
  draft.operations.unshift(inner);
  read.core = [`return ${callOf(draft, inner.name, true, [names.key])};`];
}

/** The ids of objects, in a table of their own. */
function identities(draft: Draft): Draft['blocks'] {
  const { names } = draft;
  const text = [
    `function ${names.idOf}(${names.key}${typed(draft, 'object')})${typed(draft, 'number')} {`, `  let id = ${names.ids}.get(${names.key});`,
    '  if (id === undefined) {', `    id = ++${names.last};`, `    ${names.ids}.set(${names.key}, id);`, '  }', '  return id;', '}',
  ].join('\n');
  return [
    { rank: RANK.state, isInside: true, text: `const ${names.ids} = new WeakMap${onlyTyped(draft, '<object, number>')}();` },
    { rank: RANK.state, isInside: true, text: `let ${names.last} = 0;` },
    { rank: 'free', isInside: true, text },
  ];
}

/** The class of the keys has ids. */
function mint(draft: Draft): void {
  const { names, recipe, subjectMembers, blocks, subjectConstructor } = draft;
  const counter = { rank: RANK.state, isInside: true, text: `let ${names.last} = 0;` } as const;
  switch (recipe.mint) {
    case 'static-counter':
      subjectMembers.push('static #last = 0;', `${onlyTyped(draft, 'readonly ')}#id = ++${names.subject}.#last;`);
      return;
    case 'module-counter':
      blocks.push(counter);
      subjectMembers.push(`#id = ++${names.last};`);
      return;
    case 'symbol':
      subjectMembers.push(`#id${typed(draft, 'symbol')} = Symbol('id');`);
      return;
    case 'uuid':
      subjectMembers.push(`#id${typed(draft, 'string')} = crypto.randomUUID();`);
      return;
    case 'constructor-counter':
      blocks.push(counter);
      subjectMembers.push(`#id${typed(draft, 'number')};`);
      subjectConstructor.lines.push(`this.#id = ++${names.last};`);
      return;
    default:
      recipe.mint satisfies never;
  }
}

function labelled(draft: Draft): void {
  const { subjectMembers, subjectConstructor } = draft;
  if (draft.isTyped) subjectMembers.push('label: string;');
  subjectConstructor.parameters = `label${typed(draft, 'string')}`;
  subjectConstructor.lines.push('this.label = label;');
}

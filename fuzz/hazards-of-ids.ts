import { type Draft, RANK } from './draft.js';
import { GUARDED, type Hazard, nothing, PLAIN } from './hazard.js';
import type { Recipe } from './recipe.js';
import { showing } from './render.js';
import { usesOf } from './uses.js';

const BY_ID = { ...PLAIN, language: 'mjs', key: 'private-id', mint: 'module-counter', home: 'static' } as const satisfies Partial<Recipe>;
const OWN_IDS = { ...GUARDED, home: 'const', kind: 'map', idOf: true } as const satisfies Partial<Recipe>;

/** Two objects that may share their id. */
function twoShapes({ names }: Draft, make: string, between: readonly string[] = []): string[] {
  return [
    `const one = new p.${names.subject}(${make});`, showing(`one.${names.mark}()`), ...between,
    `const two = new p.${names.subject}(${make});`, showing(`two.${names.mark}()`), showing(`one.${names.peek}()`), showing(`two.${names.peek}()`),
  ];
}

/** The id is made in a way that may repeat. */
function minted(name: string, member: (draft: Draft) => readonly string[], constructor?: (draft: Draft) => { readonly parameters: string; readonly lines: readonly string[] }, state: readonly string[] = []): Hazard {
  return {
    name, needs: BY_ID,
    apply: (draft) => {
      draft.subjectMembers = [...member(draft)];
      const made = constructor?.(draft);
      if (made) {
        draft.subjectConstructor = { parameters: made.parameters, lines: [...made.lines] };
        draft.live = draft.live.map((key) => key.replace(/\(.*\)$/, '()'));
      }
      for (const text of state) draft.blocks.push({ rank: RANK.state, isInside: true, text });
      draft.driver.push(...twoShapes(draft, constructor ? '' : `'one'`));
    },
  };
}

const MINTS: readonly Hazard[] = [
  minted('id counter is local', () => ['#id;'], () => ({ parameters: '', lines: ['let n = 0;', 'this.#id = ++n;'] })),
  minted('id counter of a group', () => ['#id;'], () => ({ parameters: 'group = { last: 0 }', lines: ['this.#id = group.last++;'] })),
  minted('id of the module', () => ['#id = session;'], undefined, ['const session = crypto.randomUUID();']),
  minted('id cut short', ({ names }) => [`#id = String(++${names.last}).padStart(2, '0').slice(-3, -2);`]),
  minted('id of a registered symbol', () => [`#id = Symbol.for('subject');`]),
  minted('id by name', () => ['#id;'], () => ({ parameters: `name = 'n'`, lines: ['this.#id = uuid(name);'] }), ['const uuid = (name) => `${name}-${name.length}`;']),
  minted('early return in the constructor', () => ['#id;'], ({ names }) => ({ parameters: 'isLazy = true', lines: ['if (isLazy) return;', `this.#id = ++${names.last};`] })),
  minted('id on one path only', () => ['#id;'], ({ names }) => ({ parameters: 'isKnown = false', lines: ['if (isKnown) {', `  this.#id = ++${names.last};`, '}'] })),
  {
    name: 'id counter is reset', needs: BY_ID,
    apply: (draft) => {
      draft.blocks.push({ rank: 'free', isInside: true, text: `export function resetIds() {\n  ${draft.names.last} = 0;\n}` });
      draft.early.push(showing('p.resetIds()'));
      draft.driver.push(showing('p.resetIds()'), ...twoShapes(draft, `'one'`, [showing('p.resetIds()')]));
    },
  },
];

/** Something gives an object another id. */
function rewritten(name: string, member: (draft: Draft) => string, calls: readonly string[]): Hazard {
  return {
    name, needs: BY_ID,
    apply: (draft) => {
      draft.members.push(member(draft));
      draft.driver.push(showing(`k0.${draft.names.mark}()`), ...calls.map(showing), showing(`k0.${draft.names.peek}()`), showing(`k1.${draft.names.peek}()`));
    },
  };
}

const REWRITES: readonly Hazard[] = [
  rewritten('id rewritten by a method', ({ names }) => `renew() {\n  this.#id = ++${names.last};\n}`, ['k0.renew()']),
  rewritten('id rewritten by a setter', () => 'set id(value) {\n  this.#id = value;\n}\nget id() {\n  return this.#id;\n}', ['(k1.id = k0.id, 0)']),
  rewritten('id rewritten by a pattern', ({ names }) => `renew() {\n  [this.#id] = [++${names.last}];\n}`, ['k0.renew()']),
  rewritten('id rewritten by an object pattern', ({ names }) => `renew() {\n  ({ id: this.#id } = { id: ++${names.last} });\n}`, ['k0.renew()']),
  rewritten('id rewritten by for-of', () => 'adopt(ids) {\n  for (this.#id of ids);\n}\nget id() {\n  return this.#id;\n}', ['k1.adopt([k0.id])']),
  rewritten('id rewritten by increment', () => 'bumpId() {\n  this.#id++;\n}', ['k0.bumpId()']),
  rewritten('id of another adopted', () => 'adopt(other) {\n  this.#id = other.#id;\n}', ['k1.adopt(k0)']),
  {
    name: 'brand check', needs: BY_ID,
    apply: (draft) => {
      const { names } = draft;
      const known = usesOf({ ...draft, keyText: 'other.#id' });
      draft.members.push(`static tagOf(other) {\n  if (typeof other !== 'object' || other === null) return 'none';\n  try {\n    return (${known.has()}) ? 'marked' : 'unmarked';\n  } catch {\n    return 'no ${names.subject}';\n  }\n}`);
      draft.driver.push(showing(`p.${names.subject}.tagOf(k0)`), showing(`p.${names.subject}.tagOf({})`));
    },
  },
  {
    name: 'method with an id called on a string', needs: BY_ID,
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.after, text: `export const peekAt = (value) => ${names.subject}.prototype.${names.peek}.call(value);` });
      draft.driver.push(showing(`p.peekAt('s')`), showing('p.peekAt({})'));
    },
  },
];

const TABLES: readonly Hazard[] = [
  {
    name: 'idOf adopts', needs: OWN_IDS,
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: 'free', text: `export function adopt(to, from) {\n  ${names.ids}.set(to, ${names.idOf}(from));\n}` });
      draft.driver.push('const other = {};', showing('p.adopt(other, k0)'), showing(`p.${names.peek}(other)`));
    },
  },
  {
    name: 'idOf is reset', needs: OWN_IDS,
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: 'free', text: `export function detach(one) {\n  ${names.ids}.delete(one);\n}` });
      draft.driver.push(showing('p.detach(k0)'), showing(`p.${names.peek}(k0)`));
    },
  },
  {
    name: 'counter of idOf is reset', needs: OWN_IDS,
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: 'free', text: `export function restart() {\n  ${names.last} = 0;\n}` });
      draft.driver.push(showing('p.restart()'), showing(`p.${names.peek}({})`));
    },
  },
  {
    name: 'idOf falls back', needs: OWN_IDS,
    apply: (draft) => {
      draft.blocks = draft.blocks.map((block) => ({ ...block, text: block.text.replace('\n  return id;', `\n  return ${draft.names.key}.key ?? id;`) }));
      draft.driver.push(showing(`p.${draft.names.mark}({ key: 'k' })`), showing(`p.${draft.names.peek}({ key: 'k' })`));
    },
  },
  {
    name: 'idOf repeats', needs: OWN_IDS,
    apply: (draft) => {
      draft.blocks = draft.blocks.map((block) => ({ ...block, text: block.text.replace(`id = ++${draft.names.last};`, `id = ++${draft.names.last} % 2;`) }));
    },
  },
];

/** An entry of a dictionary stands where a call of `get` or `set` cannot. */
function entry(name: string, members: (entry: string) => readonly string[], calls: readonly string[]): Hazard {
  return {
    name, needs: { ...BY_ID, kind: 'dictionary', style: 'count' },
    apply: (draft) => {
      draft.members.push(...members(usesOf(draft).get()));
      draft.driver.push(...calls.map(showing));
    },
  };
}

const ENTRIES: readonly Hazard[] = [
  entry('new of an entry', (at) => [`init(value) {\n  ${at} = value;\n  return this;\n}`, `make(...args) {\n  return new ${at}(...args).size;\n}`], ['k0.init(class { size = 3; }).make(1)']),
  entry('call of an entry', (at) => [`init(value) {\n  ${at} = value;\n  return this;\n}`, `run() {\n  return ${at}();\n}`], [`k0.init(function () { return typeof this; }).run()`]),
  entry('entry as a target', (at) => [`load(list) {\n  [${at}] = list;\n  return ${at};\n}`], ['k0.load([7])']),
  entry('entry as a target of for-of', (at) => [`load(list) {\n  for (${at} of list);\n  return ${at};\n}`], ['k0.load([7, 8])']),
  entry('entry with a sequence value', (at) => [`load(value) {\n  ${at} = (value, value + 1);\n  return ${at};\n}`], ['k0.load(7)']),
  entry('entry in parentheses', (at) => [`load(value) {\n  const held = value\n  ;(${at.replace('[', ')[')} = held\n  return (${at.replace('[', ')[')}\n}`], ['k0.load(7)']),
  entry('template tag of an entry', (at) => [`init(value) {\n  ${at} = value;\n  return this;\n}`, `tag() {\n  return ${at}\`text\`;\n}`], ['k0.init((parts) => parts[0]).tag()']),
];

/** What ids do that do not stand for one object each, and where entries under them stand. */
export const ID_HAZARDS: readonly Hazard[] = [...MINTS, ...REWRITES, ...TABLES, ...ENTRIES];

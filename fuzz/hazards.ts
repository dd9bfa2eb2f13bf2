import { type Draft, indented, operation, RANK } from './draft.js';
import { GUARDED, type Hazard, mark, marked, nothing, ON_THIS, ownerOf, PLAIN, SLOPPY, writing } from './hazard.js';
import { FIELD_HAZARDS } from './hazards-of-fields.js';
import { ID_HAZARDS } from './hazards-of-ids.js';
import { TYPE_HAZARDS } from './hazards-of-types.js';
import type { Recipe } from './recipe.js';
import { dropped, showing } from './render.js';
import { usesOf } from './uses.js';

function guardedBy(name: string, test: (key: string) => string, keys: readonly string[] = [`'s'`]): Hazard {
  return {
    name, needs: GUARDED,
    apply: (draft) => {
      const write = writing(draft);
      write.guard = [];
      write.condition = test(draft.names.key);
      draft.driver.push(...keys.flatMap((key) => [mark(draft, key), mark(draft, key)]));
    },
  };
}

/** The guard of the write is replaced by lines that let a string through. */
function guardLines(name: string, lines: (key: string) => readonly string[], key = `'s'`): Hazard {
  return {
    name, needs: GUARDED,
    apply: (draft) => {
      writing(draft).guard = [...lines(draft.names.key)];
      draft.driver.push(mark(draft, key), mark(draft, key));
    },
  };
}

const GUARDS: readonly Hazard[] = [
  guardedBy('or-guard: function or string', (x) => `typeof ${x} === 'function' || typeof ${x} === 'string'`),
  guardedBy('or-guard: object or string', (x) => `(typeof ${x} === 'object' && ${x} !== null) || typeof ${x} === 'string'`),
  guardedBy('or-guard: instanceof or number', (x) => `${x} instanceof Object || typeof ${x} === 'number'`, ['5']),
  guardedBy('or-guard: object without null test', (x) => `typeof ${x} === 'object'`, ['null']),
  guardLines('guard in a try', (x) => ['try {', `  if (typeof ${x} !== 'object' || ${x} === null) throw new TypeError('no');`, '} catch {', '  // Whatever it is.', '}']),
  guardLines('guard left by break', (x) => ['do {', `  if (typeof ${x} !== 'object' || ${x} === null) break;`, `  ${x}.touched = true;`, '} while (false);']),
  guardLines('guard on another path', (x) => [`if (${x} !== 's') {`, `  if (typeof ${x} !== 'object' || ${x} === null) return -1;`, '}']),
  guardLines('guard with finally', (x) => ['label: try {', `  if (typeof ${x} !== 'object' || ${x} === null) throw new TypeError('no');`, '} finally {', '  break label;', '}']),
  guardLines('key assigned after guard', (x) => [`if (typeof ${x} !== 'object' || ${x} === null) return -1;`, `${x} = ${x}.name;`], `{ name: 'k' }`),
  guardLines('key destructured after guard', (x) => [`if (typeof ${x} !== 'object' || ${x} === null) return -1;`, `({ name: ${x} } = ${x});`], `{ name: 'k' }`),
  guardLines('key taken by for-of after guard', (x) => [`if (typeof ${x} !== 'object' || ${x} === null) return -1;`, `for (${x} of [${x}.name]);`], `{ name: 'k' }`),
  guardLines('key changed by inner function', (x) => [`if (typeof ${x} !== 'object' || ${x} === null) return -1;`, `(() => { ${x} = ${x}.name; })();`], `{ name: 'k' }`),
  {
    name: 'hasInstance', needs: GUARDED,
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.type, text: 'class Int {\n  static [Symbol.hasInstance](value) {\n    return Number.isInteger(value);\n  }\n}' });
      writing(draft).guard = [`if (!(${draft.names.key} instanceof Int)) throw new TypeError('no integer');`];
      draft.driver.push(mark(draft, '3'), mark(draft, '3'));
    },
  },
  {
    name: 'hasInstance defined later', needs: { ...PLAIN, language: 'mjs', key: 'instanceof', idOf: false },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.after, text: `Object.defineProperty(${draft.names.subject}, Symbol.hasInstance, { value: (one) => typeof one === 'string' });` });
      draft.driver.push(mark(draft, `'s'`));
    },
  },
];

const PROTOTYPES: readonly Hazard[] = [
  {
    name: 'prototype of String patched', needs: { ...PLAIN, language: 'mjs', key: 'method', idOf: false },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.state, text: `String.prototype.shout = function () {\n  return this.toUpperCase() + '!';\n};` });
      draft.driver.push(mark(draft, `'a'`), mark(draft, `'a'`));
    },
  },
  {
    name: 'prototype of Number patched by defineProperty', needs: { ...PLAIN, language: 'mjs', key: 'method', idOf: false },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.state, text: `Object.defineProperty(Number.prototype, 'shout', { value: () => 'n' });` });
      draft.driver.push(mark(draft, '7'));
    },
  },
  {
    name: 'method borrowed onto String.prototype', needs: ON_THIS,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.after, text: `String.prototype.${names.mark} = ${ownerOf(draft)}.prototype.${names.mark};` });
      draft.driver.push(showing(`'s'.${names.mark}()`), showing(`'s'.${names.mark}()`));
    },
    apply: nothing,
  },
  {
    name: 'method called on a string', needs: ON_THIS,
    apply: nothing,
    settled: (draft) => {
      draft.blocks.push({ rank: RANK.after, text: `export const ${draft.names.mark}Text = (text) => ${ownerOf(draft)}.prototype.${draft.names.mark}.call(text);` });
      draft.driver.push(showing(`p.${draft.names.mark}Text('s')`));
    },
  },
  {
    name: 'accessor installed on Number.prototype', needs: ON_THIS,
    apply: nothing,
    settled: (draft) => {
      draft.blocks.push({ rank: RANK.after, text: `Object.defineProperty(Number.prototype, 'used', { get: ${ownerOf(draft)}.prototype.${draft.names.mark} });` });
      draft.driver.push(showing('(5).used'));
    },
  },
  {
    name: 'method detached', needs: { ...ON_THIS, home: 'const' },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.after, text: `export function loose() {\n  const { ${names.mark} } = new ${names.subject}('loose');\n  return ${names.mark}();\n}` });
      draft.driver.push(showing('p.loose()'));
    },
  },
];

const SCOPES: readonly Hazard[] = [
  {
    name: 'direct eval sees the container', needs: { ...GUARDED, home: 'const', kind: 'map' },
    apply: (draft) => {
      draft.blocks.push({ rank: 'free', text: 'export function dump(code) {\n  return eval(code);\n}' });
      draft.driver.push(showing(`p.dump('${draft.names.container}.size')`));
    },
  },
  {
    name: 'direct eval changes the key', needs: SLOPPY,
    apply: (draft) => {
      writing(draft).guard.push(`(() => eval('${draft.names.key} = "s"'))();`);
    },
  },
  {
    name: 'with', needs: SLOPPY,
    apply: (draft) => {
      const write = writing(draft);
      write.core = [`with (${draft.names.key}) {`, ...indented(write.core), '}'];
      draft.driver.push(mark(draft, `{ ${draft.names.key}: 'a' }`));
    },
  },
  {
    name: 'arguments alias', needs: SLOPPY,
    apply: (draft) => {
      writing(draft).guard.push(`arguments[0] = ${draft.names.key}.name;`);
      draft.driver.push(mark(draft, `{ name: 'a' }`));
    },
  },
  {
    name: 'arguments passed on and written', needs: SLOPPY,
    apply: (draft) => {
      writing(draft).guard.push('overwrite(arguments);');
      draft.blocks.push({ rank: 'free', text: `function overwrite(list) {\n  list[0] = 'other';\n}` });
    },
  },
];

const WEAK_SHADOWS: readonly Hazard[] = [
  shadow('class', { home: 'const' }, (draft, name) => {
    draft.blocks.push({ rank: RANK.type, text: `class ${name} {\n  kind = 1;\n  get() {}\n  set() { return this; }\n  add() { return this; }\n  has() { return false; }\n}` });
    draft.blocks.push({ rank: 'free', text: `export function kindOf() {\n  return new ${name}().kind;\n}` });
  }),
  shadow('import', { home: 'const' }, (draft, name) => {
    draft.files['shim.mjs'] = `export class ${name} {\n  kind = 1;\n  get() {}\n  set() { return this; }\n  add() { return this; }\n  has() { return false; }\n}\n`;
    draft.blocks.push({ rank: RANK.import, text: `import { ${name} } from './shim.mjs';` }, { rank: 'free', text: `export function kindOf() {\n  return new ${name}().kind;\n}` });
  }),
  shadow('parameter', { home: 'closure' }, (draft, name) => {
    draft.subjectConstructor.parameters = `${name} = Object`;
    draft.blocks.push({ rank: 'free', isInside: true, text: `function kindOf() {\n  return new ${name}();\n}` });
  }),
  shadow('global assigned', { home: 'lazy' }, (draft, name) => {
    draft.blocks.push({ rank: RANK.type, text: `globalThis.${name} = class {\n  get() {}\n  set() { return this; }\n  add() { return this; }\n  has() { return false; }\n};` });
  }),
  {
    name: 'local WeakMap: type', needs: { ...PLAIN, language: 'ts', home: 'const', kind: 'map', key: 'object', annotated: true, idOf: false },
    apply: ({ blocks }) => void blocks.push({ rank: 'free', text: 'type WeakMap<K extends object, V> = { readonly k: K; readonly v: V };' }, { rank: 'free', text: 'export type Used = WeakMap<object, number>;' }),
  },
];

function shadow(how: string, needs: Partial<Recipe>, put: (draft: Draft, name: string) => void): Hazard {
  return { name: `local WeakMap: ${how}`, needs: { ...GUARDED, ...needs }, apply: (draft) => put(draft, draft.recipe.kind === 'map' ? 'WeakMap' : 'WeakSet') };
}

/** The key is an assignment. */
function assigned(operator: string, before: string, key: string, keys: readonly string[]): Hazard {
  return {
    name: `key with ${operator}`, needs: { ...PLAIN, language: 'mjs', key: 'unguarded', idOf: false, kind: 'map', style: 'count', home: 'const' },
    apply: (draft) => {
      const x = draft.names.key;
      const written = usesOf({ ...draft, keyText: key.replaceAll('KEY', x) });
      writing(draft).core = [...(before === '' ? [] : [before.replaceAll('KEY', x)]), `${written.set('1')};`, `return ${usesOf(draft).has()} ? 1 : 0;`];
      draft.driver.push(...keys.map((one) => mark(draft, one)));
    },
  };
}

const ASSIGNMENTS: readonly Hazard[] = [
  assigned('&&=', '', '(KEY &&= { KEY })', ['0', `''`]),
  assigned('??=', '', '(KEY ??= {})', [`'s'`]),
  assigned('||=', '', '(KEY ||= {})', [`'s'`]),
  assigned('+=', `let k = 'a';`, '(k += {})', [`'s'`]),
  assigned('a pattern', 'const { owner = {} } = KEY ?? {};', 'owner', ['{ owner: null }', `{ owner: 's' }`]),
  assigned('an array pattern', 'const [first = {}] = [KEY];', 'first', [`'s'`]),
  assigned('a logical or', '', '(KEY || {})', [`'s'`]),
  assigned('a conditional', '', `(KEY ? KEY : {})`, [`'s'`]),
];

const HOLDERS: readonly Hazard[] = [
  {
    name: 'field shared by instances, then cleared', needs: { ...GUARDED, home: 'field', kind: 'map', style: 'count', extras: ['reset'] },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.containerMember = `#${names.container};`;
      draft.subjectConstructor = { parameters: 'parent', lines: [`this.#${names.container} = parent ? parent.#${names.container} : new Map();`] };
      draft.members.push(`child() {\n  return new ${names.host}(this);\n}`);
      draft.driver.push(`const child = p.${names.single}.child();`, mark(draft, 'k1'), showing('child.resetForTests()'), mark(draft, 'k1'));
    },
  },
  {
    name: 'two fields hold the container, one is cleared', needs: { ...GUARDED, home: 'field', kind: 'map', style: 'count', extras: ['reset'] },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.members.push(`#twin = this.#${names.container};`, `twinHas(${names.key}) {\n  return this.#twin.has(${names.key});\n}`);
      draft.driver.push(mark(draft, 'k1'), showing(`p.${names.single}.resetForTests()`), mark(draft, 'k1'), showing(`p.${names.single}.twinHas(k1)`), showing(`p.${names.single}.twinHas(k0)`));
    },
  },
  {
    name: 'variable has a twin, then cleared', needs: { ...GUARDED, home: 'let', kind: 'map', style: 'count', extras: ['reset'] },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.host, text: `const twin = ${names.container};` }, { rank: 'free', text: `export function twinHas(${names.key}) {\n  return twin.has(${names.key});\n}` });
      draft.driver.push(mark(draft, 'k1'), showing('p.resetForTests()'), showing('p.twinHas(k1)'));
    },
  },
  {
    name: 'optional clear', needs: { ...GUARDED, home: 'let', kind: 'map', style: 'count', extras: ['reset'] },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks = draft.blocks.map((block) => (block.rank === RANK.container ? { ...block, text: `let ${names.container};` } : block));
      for (const one of draft.operations) if (one.name !== 'resetForTests') one.before.push(`${names.container} ??= new Map();`);
      operation(draft, 'resetForTests').core = [`${names.container}?.clear();`, 'return 0;'];
      draft.blocks.push({ rank: 'free', text: `export function isUsed() {\n  return ${names.container} !== undefined;\n}` });
      draft.early.push(showing('p.resetForTests()'), showing('p.isUsed()'));
    },
  },
];

const OBSERVERS: readonly Hazard[] = [
  {
    name: 'WeakRef finds the key again', needs: { ...GUARDED, home: 'const' },
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.state, text: 'const byName = new Map();' }, { rank: 'free', text: `export function find(name) {\n  return byName.get(name)?.deref();\n}` });
      writing(draft).guard.push(`byName.set(${names.key}.name, new WeakRef(${names.key}));`);
      draft.driver.push(dropped(marked(draft, `{ name: 'weak' }`)), 'await collect();', showing(`p.find('weak')?.name`));
    },
  },
  {
    name: 'WeakRef finds the value again', needs: { ...GUARDED, home: 'const', kind: 'map', style: 'create' },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.state, text: 'const latest = { ref: undefined };' }, { rank: 'free', text: `export function last() {\n  return latest.ref?.deref()?.n;\n}` });
      const write = writing(draft);
      write.core = write.core.map((line) => (line === 'entry.n += 1;' ? 'entry.n += 1;\nlatest.ref = new WeakRef(entry);' : line));
      draft.driver.push(dropped(marked(draft, `{ name: 'weak' }`)), 'await collect();', showing('p.last()'));
    },
  },
  {
    name: 'subscription is kept by the container', needs: { ...GUARDED, home: 'const', kind: 'map', style: 'count' },
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: RANK.state, text: 'const subscribers = [];' }, { rank: 'free', text: 'export function emit() {\n  return subscribers.filter((one) => one.deref()?.()).length;\n}' });
      writing(draft).core = [`if (${usesOf(draft).has()}) return 1;`, 'const listener = () => true;', `${usesOf(draft).set('listener')};`, 'subscribers.push(new WeakRef(listener));', 'return 0;'];
      operation(draft, names.peek).core = [`return ${usesOf(draft).has()} ? 1 : 0;`];
      draft.driver.push(dropped(marked(draft, `{ name: 'weak' }`)), 'await collect();', showing('p.emit()'));
    },
  },
  {
    name: 'registry tells the death of the key', needs: { ...GUARDED, home: 'const' },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.state, text: 'let deaths = 0;' }, { rank: RANK.state, text: 'const registry = new FinalizationRegistry(() => {\n  deaths += 1;\n});' }, { rank: 'free', text: 'export function deathsSeen() {\n  return deaths;\n}' });
      writing(draft).guard.push(`registry.register(${draft.names.key}, 0);`);
      draft.driver.push(dropped(marked(draft, `{ name: 'weak' }`)), 'await collect();', showing('p.deathsSeen()'));
    },
  },
];

/** The keys of a finalizer are names here, so that a program of its own stands beside the other. */
function finalizer(name: string, lines: string, driver: readonly string[]): Hazard {
  return {
    name, needs: { ...GUARDED, home: 'const' },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.state, text: 'const byKey = new Map();' }, { rank: RANK.host, text: lines }, { rank: 'free', text: 'export function known(key) {\n  return byKey.has(key);\n}' });
      draft.driver.push(...driver, showing(`p.known('a')`));
    },
  };
}

const FINALIZERS: readonly Hazard[] = [
  finalizer(
    'finalizer called by hand',
    'function cleanup(key) {\n  byKey.delete(key);\n}\nconst cleaner = new FinalizationRegistry(cleanup);\nexport function put(key, value) {\n  byKey.set(key, new WeakRef(value));\n  cleaner.register(value, key);\n}\nexport { cleanup as take };',
    ['const value = {};', `p.put('a', value);`, `p.take('a');`],
  ),
  finalizer(
    'finalizer of another target',
    'const cleaner = new FinalizationRegistry((key) => {\n  byKey.delete(key);\n});\nconst resources = [];\nexport function put(key, lease) {\n  const made = { key };\n  resources.push(made);\n  byKey.set(key, new WeakRef(made));\n  cleaner.register(lease, key);\n}',
    [`(() => { p.put('a', {}); })();`, 'await collect();'],
  ),
  finalizer(
    'finalizer of a session',
    'const cleaner = new FinalizationRegistry((key) => {\n  byKey.delete(key);\n});\nexport function put(key, value) {\n  byKey.set(key, new WeakRef(value));\n  cleaner.register(value, key);\n}\nexport function session(token, key) {\n  cleaner.register(token, key);\n}',
    ['const value = {};', `p.put('a', value);`, `(() => { p.session({}, 'a'); })();`, 'await collect();'],
  ),
];

const FUNCTION_HOLDERS: readonly Hazard[] = [
  {
    name: 'function with the container has an alias', needs: { ...GUARDED, home: 'expando', kind: 'map' },
    apply: (draft) => {
      const { names } = draft;
      draft.blocks.push({ rank: 'free', text: `function sizeIn(fn) {\n  return fn.${names.container}.size;\n}` }, { rank: 'free', text: `export function total() {\n  return sizeIn(${names.mark});\n}` });
      draft.driver.push(showing('p.total()'));
    },
  },
  {
    name: 'function with the container is exported and read', needs: { ...GUARDED, home: 'expando', kind: 'map' },
    apply: (draft) => {
      const { names } = draft;
      draft.files['other.mjs'] = `import { ${names.mark} } from './program.mjs';\nexport const look = () => ${names.mark}.${names.container}.size;\n`;
      draft.early.push(`const { look } = await import('./other.mjs');`);
      draft.driver.push(showing('look()'));
    },
  },
  {
    name: 'put-together import', needs: { ...GUARDED, home: 'const', kind: 'map' },
    apply: nothing,
    settled: (draft) => {
      const { names } = draft;
      draft.blocks = draft.blocks.map((block) => (block.rank === RANK.container ? { ...block, text: `export ${block.text}` } : block));
      draft.files['other.mjs'] = `export const look = async (name) => (await import(\`./\${name}.mjs\`)).${names.container}.size;\n`;
      draft.driver.push(`const { look } = await import('./other.mjs');`, `const size = await look('program');`, showing('size'));
    },
  },
];

/** Every hazard that a program can have. */
export const HAZARDS: readonly Hazard[] = [
  ...GUARDS, ...PROTOTYPES, ...SCOPES, ...WEAK_SHADOWS, ...ASSIGNMENTS, ...HOLDERS, ...OBSERVERS, ...FINALIZERS, ...FUNCTION_HOLDERS,
  ...TYPE_HAZARDS, ...ID_HAZARDS, ...FIELD_HAZARDS,
];

const BY_NAME = new Map(HAZARDS.map((hazard) => [hazard.name, hazard]));

/** The hazard of a name. */
export function hazardNamed(name: string | undefined): Hazard | undefined {
  return name === undefined ? undefined : BY_NAME.get(name);
}

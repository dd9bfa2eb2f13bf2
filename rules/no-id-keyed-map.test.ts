import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-id-keyed-map.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({ languageOptions: { parser } });
const strict = [{ certainty: 'possible' }];
const likely = [{ certainty: 'likely' }];

// The two types of a rule differ in the context that `create` takes, not in what happens.
tester.run('no-id-keyed-map', rule as unknown as Rule.RuleModule, {
  valid: [
    {
      name: 'released by a delete of the same id in another function',
      options: strict,
      code: `const boxes = new Map();
export function put(node, box) { boxes.set(node.id, box); }
export function drop(id) { boxes.delete(id); }`,
    },
    {
      name: 'a property of a dictionary that is deleted',
      options: strict,
      code: `const boxes = {};
export function put(node, box) { boxes[node.id] = box; }
export function drop(node) { delete boxes[node.id]; }`,
    },
    {
      name: 'a request id that the reply removes',
      options: strict,
      code: `let last = 0;
const pending = new Map();
export function send(done) { pending.set(++last, done); }
export function receive({ id }) { pending.get(id)?.(); pending.delete(id); }`,
    },
    {
      name: 'a record with a fixed set of keys',
      options: strict,
      code: `const state = {};
export function put(node) { state.width = node.width; state[node.id] = 1; }`,
    },
    {
      name: 'a table that an object is given of its own parts',
      options: strict,
      code: `export function boxOf(view, name) {
  const boxes = view._boxes || (view._boxes = {});
  return boxes[view.child.id] || (boxes[view.child.id] = name);
}`,
    },
    {
      name: 'a table that an object is given, and from which another function deletes',
      options: strict,
      code: `export function boxOf(view, node) {
  const boxes = view._boxes || (view._boxes = {});
  return boxes[node.id] || (boxes[node.id] = view.measure(node));
}
export function forget(view, node) { delete view._boxes[node.id]; }`,
    },
    {
      name: 'a table that is made anew with each call',
      options: strict,
      code: `export function boxOf(view, nodes) {
  view._boxes = {};
  for (const node of nodes) view._boxes[node.id] ||= view.measure(node);
}`,
    },
    {
      name: 'bare ids, with no object in hand',
      options: strict,
      code: `const cache = new Map();
export function put(id, value) { cache.set(id, value); }
export const get = (id) => cache.get(id);`,
    },
    {
      name: 'a table by name',
      options: strict,
      code: `const commands = {};
export function register(command) { commands[command.name] = command; }`,
    },
    {
      name: 'a constant of a table is no id of an object in hand',
      options: strict,
      code: `const Kind = { id: 'a' };
const table = {};
export function put(value) { table[Kind.id] = value; }`,
    },
    {
      name: 'a static id of a class is no id of an instance',
      options: strict,
      code: `class Plugin { static id = 'plugin'; }
const loaded = new Map();
export function load(value) { loaded.set(Plugin.id, value); }`,
    },
    {
      name: 'filled while the module loads',
      options: strict,
      code: `const table = {};
for (const entry of [{ id: 'a' }]) table[entry.id] = entry;
export const get = (id) => table[id];`,
    },
    {
      name: 'a grouping that dies with its call',
      options: strict,
      code: `export function group(rows) {
  const groups = {};
  for (const row of rows) (groups[row.ownerId] ??= []).push(row);
  return groups;
}`,
    },
    {
      name: 'bounded by size',
      options: strict,
      code: `const recent = new Map();
export function put(node) {
  recent.set(node.id, Date.now());
  if (recent.size > 100) recent.delete(recent.keys().next().value);
}`,
    },
    {
      name: 'an array by numeric position',
      options: strict,
      code: `const rows = [];
export function put(index, row) { rows[index] = row; }`,
    },
    {
      name: 'a store of the objects themselves, in recommended',
      options: likely,
      code: `const pages = new Map();
export function add(page) { pages.set(page.id, page); }
export const get = (id) => pages.get(id);`,
    },
    {
      name: 'an id that an event only carries, in recommended',
      options: likely,
      code: `const captures = {};
export function down(event) { captures[event.pointerId] = true; }
export const has = (event) => captures[event.pointerId];`,
    },
    {
      name: 'a member that is not named as ids are',
      options: strict,
      code: `const cache = new Map();
export function put(node, value) { cache.set(node.handle, value); }
export const get = (node) => cache.get(node.handle);`,
    },
    {
      name: 'a member that `idNames` does not name',
      options: [{ certainty: 'possible', idNames: ['^handle$'] }],
      code: `const cache = new Map();
export function put(node, value) { cache.set(node.id, value); }
export const get = (node) => cache.get(node.id);`,
    },
    {
      name: 'a name that `ignorePattern` matches',
      options: [{ certainty: 'possible', ignorePattern: 'Cache$' }],
      code: `const boxCache = new Map();
export function put(node, value) { boxCache.set(node.id, value); }
export const get = (node) => boxCache.get(node.id);`,
    },
    {
      name: 'a home that is not asked for',
      options: [{ certainty: 'possible', homes: ['static'] }],
      code: `const boxes = new Map();
export function put(node, value) { boxes.set(node.id, value); }
export const get = (node) => boxes.get(node.id);`,
    },
  ],
  invalid: [
    {
      name: 'a table that is hung on an object that is handed in',
      options: strict,
      code: `export function boxOf(view, node) {
  const boxes = view._boxes || (view._boxes = {});
  return boxes[node.id] || (boxes[node.id] = view.measure(node));
}`,
      errors: [
        {
          message:
            '`view._boxes` keeps an entry for every id ever used as a key. Write `delete boxes[node.id]` when the entry is no longer needed. [possible: `boxOf` adds entries, and nothing removes them; keys are ids: the id `node.id`, which is set where this file does not show it; it lives in a property hung on `view`; not more certain, because the owner of the field may die before its keys; not rewritten, because code outside the class can reach it, since the field is not private]',
          line: 2,
          column: 47,
          endColumn: 49,
        },
      ],
    },
    {
      name: 'a counter that is stepped for each entry: the delete is missing, and there is nothing to hold weakly',
      code: `class Connection {
  #lastId = 0;
  readonly #pending = new Map<number, (reply: string) => void>();
  send(reply: (text: string) => void): number {
    const id = ++this.#lastId;
    this.#pending.set(id, reply);
    return id;
  }
  receive(id: number, text: string): void {
    this.#pending.get(id)?.(text);
  }
}
export const connection = new Connection();`,
      options: strict,
      errors: [
        {
          message: `\`this.#pending\` gains an entry under a new key each time. Call \`this.#pending.delete(id)\` when the entry is no longer needed: a weak container cannot help, for the key is no object. [proven: \`send\` adds entries, and nothing removes them; keys are ids: the fresh id \`++this.#lastId\`, a new one each time; it lives in a field of \`Connection\`, which module scope keeps; not rewritten, because its keys are made for the entries, with no object behind them]`,
          line: 3,
          column: 23,
          endLine: 3,
          endColumn: 65,
        },
      ],
    },
    {
      name: 'a member that the constructor mints is an id, whatever its name',
      code: `let last = 0;
class Page {
  readonly #mark: string;
  constructor(url: string) { this.#mark = \`page \${last++}\`; }
  static #visits = new Map<string, number>();
  visit(): number {
    const visits = (Page.#visits.get(this.#mark) ?? 0) + 1;
    Page.#visits.set(this.#mark, visits);
    return visits;
  }
}
export const open = (url: string) => new Page(url);`,
      options: strict,
      errors: [
        {
          message: `\`Page.#visits\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap<Page, number>()\`. [proven: \`visit\` adds entries, and nothing removes them; keys are ids: the id \`this.#mark\`, which belongs to one object; it lives in a static field of \`Page\`]`,
          line: 5,
          column: 20,
          endLine: 5,
          endColumn: 45,
        },
      ],
      output: `let last = 0;
class Page {
  readonly #mark: string;
  constructor(url: string) { this.#mark = \`page \${last++}\`; }
  static #visits = new WeakMap<Page, number>();
  visit(): number {
    const visits = (Page.#visits.get(this) ?? 0) + 1;
    Page.#visits.set(this, visits);
    return visits;
  }
}
export const open = (url: string) => new Page(url);`,
    },
    {
      name: 'a random id for each entry',
      code: `const jobs = new Map();
export function start(job) {
  const id = crypto.randomUUID();
  jobs.set(id, job);
  return id;
}
export const jobOf = (id) => jobs.get(id);`,
      options: strict,
      errors: [
        {
          message: `\`jobs\` gains an entry under a new key each time. Call \`jobs.delete(id)\` when the entry is no longer needed: a weak container cannot help, for the key is no object. [proven: \`start\` adds entries, and nothing removes them; keys are ids: the fresh id \`crypto.randomUUID()\`, a new one each time; it lives in module scope; not rewritten, because its keys are made for the entries, with no object behind them]`,
          line: 1,
          column: 14,
          endLine: 1,
          endColumn: 23,
        },
      ],
    },
    {
      name: 'a symbol for each entry of a plain object',
      code: `const handlers = {};
export function add(handler) {
  const key = Symbol();
  handlers[key] = handler;
  return key;
}
export const call = (key) => handlers[key]();`,
      options: strict,
      errors: [
        {
          message: `\`handlers\` gains an entry under a new key each time. Write \`delete handlers[key]\` when the entry is no longer needed: a weak container cannot help, for the key is no object. [proven: \`add\` adds entries, and nothing removes them; keys are ids: the fresh id \`Symbol()\`, a new one each time; it lives in module scope; not rewritten, because its keys are made for the entries, with no object behind them]`,
          line: 1,
          column: 18,
          endLine: 1,
          endColumn: 20,
        },
      ],
    },
    {
      name: 'a counter in a function of the file',
      code: `let last = 0;
const nextId = () => \`job-\${last++}\`;
const jobs = new Map();
export function start(job) {
  jobs.set(nextId(), job);
}
export const jobOf = (id) => jobs.get(id);`,
      options: strict,
      errors: [
        {
          message: `\`jobs\` gains an entry under a new key each time. Remove the entry when the entry is no longer needed. [proven: \`start\` adds entries, and nothing removes them; keys are ids: the fresh id \`nextId()\`, a new one each time; it lives in module scope; not rewritten, because its keys are made for the entries, with no object behind them]`,
          line: 3,
          column: 14,
          endLine: 3,
          endColumn: 23,
        },
      ],
    },
    {
      name: 'an id in a template string is only a part of the key',
      code: `const boxes = new Map();
export function put(node, side) {
  boxes.set(\`\${node.id}:\${side}\`, node.measure());
}
export const get = (node, side) => boxes.get(\`\${node.id}:\${side}\`);`,
      options: strict,
      errors: [
        {
          message: `\`boxes\` keeps an entry for every id ever used as a key. Remove the entry when the entry is no longer needed. [possible: \`put\` adds entries, and nothing removes them; keys are ids: a string with the id \`node.id\`, which is set where this file does not show it; it lives in module scope; not more certain, because the key has an id in it that several objects may have, and more; not rewritten, because the key is only derived from the object]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 24,
        },
      ],
    },
    {
      name: 'an id in the dataset of an element, which is the key then, for a dataset may be another object each time',
      code: `let next = 1;
const texts = new Map();
export function label(element, text) {
  element.dataset.uid ||= String(next++);
  texts.set(element.dataset.uid, text);
}
export const labelOf = (element) => texts.get(element.dataset.uid);`,
      options: strict,
      errors: [
        {
          message: `\`texts\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap()\`, if the very same \`element\` object is passed every time. [likely: \`label\` adds entries, and nothing removes them; keys are ids: the id \`element.dataset.uid\`, which each object is given that has none yet; it lives in module scope]`,
          line: 2,
          column: 15,
          endLine: 2,
          endColumn: 24,
          suggestions: [{ desc: `Use a \`WeakMap\` keyed by the object, if the very same \`element\` object is passed every time.`, output: `let next = 1;
const texts = new WeakMap();
export function label(element, text) {
  element.dataset.uid ||= String(next++);
  texts.set(element, text);
}
export const labelOf = (element) => texts.get(element);` }],
        },
      ],
    },
    {
      name: 'an id in the dataset of an element that the document gives it',
      code: `const texts = new Map();
export function label(element, text) {
  texts.set(element.dataset.uid, text);
}
export const labelOf = (element) => texts.get(element.dataset.uid);`,
      options: strict,
      errors: [
        {
          message: `\`texts\` keeps an entry for every id ever used as a key. Call \`texts.delete(element.dataset.uid)\` when the entry is no longer needed. [likely: \`label\` adds entries, and nothing removes them; keys are ids: the id \`element.dataset.uid\`, which comes from data, so two objects may share it; it lives in module scope; not rewritten, because \`element.dataset.uid\` is passed in, so two objects can share it]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 24,
        },
      ],
    },
    {
      name: 'a key that gives the object its id where it has none, which other code may read',
      code: `let next = 1;
const texts = new Map();
export function label(element, text) {
  texts.set((element.uid ??= next++), text);
}
export const labelOf = (element) => texts.get(element.uid);`,
      options: strict,
      errors: [
        {
          message: `\`texts\` keeps an entry for every id ever used as a key. Remove the entry when the entry is no longer needed. [likely: \`label\` adds entries, and nothing removes them; keys are ids: the id \`element.uid\`, which each object is given that has none yet; it lives in module scope; not rewritten, because \`element.uid ??= next++\` also gives the object its id, which other code may read]`,
          line: 2,
          column: 15,
          endLine: 2,
          endColumn: 24,
        },
      ],
    },
    {
      name: 'a function that gives each object an id, and nothing else reads it',
      code: `let next = 1;
const texts = new Map();
function uid(element) {
  return (element._uid ??= next++);
}
export function label(element, text) {
  texts.set(uid(element), text);
}
export const labelOf = (element) => texts.get(uid(element));`,
      options: strict,
      errors: [
        {
          message: `\`texts\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap()\`, if the very same \`element\` object is passed every time. [likely: \`label\` adds entries, and nothing removes them; keys are ids: the id \`uid(element)\`, which each object is given that has none yet; it lives in module scope]`,
          line: 2,
          column: 15,
          endLine: 2,
          endColumn: 24,
          suggestions: [{ desc: `Use a \`WeakMap\` keyed by the object, if the very same \`element\` object is passed every time.`, output: `let next = 1;
const texts = new WeakMap();
function uid(element) {
  return (element._uid ??= next++);
}
export function label(element, text) {
  texts.set(element, text);
}
export const labelOf = (element) => texts.get(element);` }],
        },
      ],
    },
    {
      name: 'a destructured id',
      code: `const boxes = new Map();
export function put(node, box) {
  const { id } = node;
  boxes.set(id, box);
}
export const get = (node) => boxes.get(node.id);`,
      options: strict,
      errors: [
        {
          message: `\`boxes\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap()\`, if the very same \`node\` object is passed every time. [likely: \`put\` adds entries, and nothing removes them; keys are ids: the id \`{ id }\`, which is set where this file does not show it; it lives in module scope]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 24,
          suggestions: [{ desc: `Use a \`WeakMap\` keyed by the object, if the very same \`node\` object is passed every time.`, output: `const boxes = new WeakMap();
export function put(node, box) {
  const { id } = node;
  boxes.set(node, box);
}
export const get = (node) => boxes.get(node);` }],
        },
      ],
    },
    {
      name: 'a position that `indexOf` gave',
      code: `const compilers = [];
const instances = new Map();
export function add(compiler) {
  if (!compilers.includes(compiler)) compilers.push(compiler);
  instances.set(compilers.indexOf(compiler), compiler.options);
}
export const get = (compiler) => instances.get(compilers.indexOf(compiler));`,
      options: strict,
      errors: [
        {
          message: `\`instances\` keeps an entry for every id ever used as a key. Remove the entry when the entry is no longer needed. [likely: \`add\` adds entries, and nothing removes them; keys are ids: the id \`compilers.indexOf(compiler)\`, which belongs to one object; it lives in module scope; not more certain, because the key is only derived from the object; not rewritten, because the key is only derived from the object]`,
          line: 2,
          column: 19,
          endLine: 2,
          endColumn: 28,
        },
      ],
    },
    {
      name: 'a position that `findIndex` gave',
      code: `const compilers = [];
const instances = new Map();
export function add(compiler) {
  if (!compilers.includes(compiler)) compilers.push(compiler);
  instances.set(compilers.findIndex((one) => one === compiler), compiler.options);
}
export const get = (compiler) => instances.get(compilers.findIndex((one) => one === compiler));`,
      options: strict,
      errors: [
        {
          message: `\`instances\` keeps an entry for every id ever used as a key. Remove the entry when the entry is no longer needed. [likely: \`add\` adds entries, and nothing removes them; keys are ids: the id \`compilers.findIndex((one) => one === compiler)\`, which belongs to one object; it lives in module scope; not more certain, because the key is only derived from the object; not rewritten, because the key is only derived from the object]`,
          line: 2,
          column: 19,
          endLine: 2,
          endColumn: 28,
        },
      ],
    },
    {
      name: 'an id that is passed in may be shared',
      code: `class User {
  constructor(readonly id: string) {}
}
const visits = new Map<string, number>();
export function visit(user: User): void {
  visits.set(user.id, (visits.get(user.id) ?? 0) + 1);
}`,
      options: strict,
      errors: [
        {
          message: `\`visits\` keeps an entry for every id ever used as a key. Call \`visits.delete(user.id)\` when the entry is no longer needed. [likely: \`visit\` adds entries, and nothing removes them; keys are ids: the id \`user.id\`, which comes from data, so two objects may share it; it lives in module scope; not rewritten, because \`user.id\` is passed in, so two objects can share it]`,
          line: 4,
          column: 16,
          endLine: 4,
          endColumn: 41,
        },
      ],
    },
    {
      name: 'an inner bucket is released, the outer entry is not',
      code: `const rooms = {};
export function join(client, room) {
  rooms[client.id] = rooms[client.id] || {};
  rooms[client.id][room] = true;
}
export function leave(client, room) {
  delete rooms[client.id][room];
}`,
      options: strict,
      errors: [
        {
          message: `\`rooms\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap()\`, if the very same \`client\` object is passed every time. [likely: \`join\` adds entries, and nothing removes them; keys are ids: the id \`client.id\`, which is set where this file does not show it; it lives in module scope]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 17,
          suggestions: [{ desc: `Use a \`WeakMap\` keyed by the object, if the very same \`client\` object is passed every time.`, output: `const rooms = new WeakMap();
export function join(client, room) {
  rooms.set(client, rooms.get(client) || {});
  rooms.get(client)[room] = true;
}
export function leave(client, room) {
  delete rooms.get(client)[room];
}` }],
        },
      ],
    },
    {
      name: 'another id is deleted than was set',
      code: `const calls = new Map();
export function begin(call) {
  calls.set(call.uid, call.name);
}
export function end(call) {
  calls.delete(call.id);
}
export const nameOf = (call) => calls.get(call.uid);`,
      options: strict,
      errors: [
        {
          message: `\`calls\` keeps an entry for every id ever used as a key. Remove entries by a \`FinalizationRegistry\` when their owners die, if nobody looks for the entry of an id after the owner of the id has died. [likely: \`begin\` adds entries, and line 6 releases nothing: it deletes \`call.id\`, and what is written is \`call.uid\`; keys are ids: the id \`call.uid\`, which is set where this file does not show it; it lives in module scope]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 24,
          suggestions: [{ desc: `Remove entries by a \`FinalizationRegistry\` when their owners die, if nobody looks for the entry of an id after the owner of the id has died.`, output: `const calls = new Map();
const callsOwners = new Map();
const callsRegistry = new FinalizationRegistry(({ id, ref }) => {
  // Another owner may have the id by now.
  if (callsOwners.get(id) === ref) {
    callsOwners.delete(id);
    calls.delete(id);
  }
});

// Ties the entry of an id to the life of its owner.
function ownCalls(id, owner) {
  const held = callsOwners.get(liveCalls(id));
  if (held?.deref() !== owner) {
    if (held) callsRegistry.unregister(held);
    const ref = new WeakRef(owner);
    callsOwners.set(id, ref);
    callsRegistry.register(owner, { id, ref }, ref);
  }
  return id;
}

// Removes the entry of an id whose owner is dead but not finalized yet.
function liveCalls(id) {
  const held = callsOwners.get(id);
  if (held && !held.deref()) calls.delete(disownCalls(id));
  return id;
}

// Unties the entry of an id from its owner.
function disownCalls(id) {
  const held = callsOwners.get(id);
  if (held) callsRegistry.unregister(held);
  callsOwners.delete(id);
  return id;
}

export function begin(call) {
  calls.set(ownCalls(call.uid, call), call.name);
}
export function end(call) {
  calls.delete(disownCalls(call.id));
}
export const nameOf = (call) => calls.get(liveCalls(call.uid));` }],
        },
      ],
    },
    {
      name: 'a private id minted once per object, which no copy can carry',
      code: `export class Widget {
  static #count = 0;
  readonly #id = ++Widget.#count;
  static readonly #tooltips = new Map<number, string>();
  set tooltip(text: string) {
    Widget.#tooltips.set(this.#id, text);
  }
  get tooltip(): string {
    return Widget.#tooltips.get(this.#id) ?? '';
  }
}`,
      options: strict,
      errors: [
        {
          message: `\`Widget.#tooltips\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap<Widget, string>()\`. [proven: \`tooltip\` adds entries, and nothing removes them; keys are ids: the id \`this.#id\`, which belongs to one object; it lives in a static field of \`Widget\`]`,
          line: 4,
          column: 31,
          endLine: 4,
          endColumn: 56,
        },
      ],
      output: `export class Widget {
  static #count = 0;
  readonly #id = ++Widget.#count;
  static readonly #tooltips = new WeakMap<Widget, string>();
  set tooltip(text: string) {
    Widget.#tooltips.set(this, text);
  }
  get tooltip(): string {
    return Widget.#tooltips.get(this) ?? '';
  }
}`,
    },
    {
      name: 'a plain object with reads, deletes of another key and tests',
      code: `const sizes: Record<string, number> = {};
interface Box {
  readonly id: string;
  measure(): number;
}
export function sizeOf(box: Box): number {
  if (!(box.id in sizes)) {
    sizes[box.id] = box.measure();
  }
  return sizes[box.id];
}`,
      options: strict,
      errors: [
        {
          message: `\`sizes\` keeps an entry for every id ever used as a key. Use a \`WeakMap\` keyed by the object: \`new WeakMap()\`, if the very same \`box\` object is passed every time. [likely: \`sizeOf\` adds entries, and nothing removes them; keys are ids: the id \`box.id\`, which is set where this file does not show it; it lives in module scope]`,
          line: 1,
          column: 39,
          endLine: 1,
          endColumn: 41,
          suggestions: [{ desc: `Use a \`WeakMap\` keyed by the object, if the very same \`box\` object is passed every time.`, output: `const sizes: WeakMap<Box, number> = new WeakMap();
interface Box {
  readonly id: string;
  measure(): number;
}
export function sizeOf(box: Box): number {
  if (!(sizes.has(box))) {
    sizes.set(box, box.measure());
  }
  return sizes.get(box)!;
}` }],
        },
      ],
    },
    {
      name: 'a store of the objects themselves is possible at most',
      code: `const pages = new Map();
export function add(page) {
  pages.set(page.id, page);
}
export const get = (id) => pages.get(id);`,
      options: strict,
      errors: [
        {
          message: `\`pages\` keeps an entry for every id ever used as a key. Call \`pages.delete(page.id)\` when the entry is no longer needed. [possible: \`add\` adds entries, and nothing removes them; keys are ids: the id \`page.id\`, which is set where this file does not show it; it lives in module scope; not more certain, because the values are the objects themselves; not rewritten, because each object is kept alive by someone else for as long as it is needed: the callers of \`add\`]`,
          line: 1,
          column: 15,
          endLine: 1,
          endColumn: 24,
        },
      ],
    },
    {
      name: 'an id that may be that of another object is possible at most, and never rewritten',
      code: `const totals = new Map();
export function add(order) {
  totals.set(order.customerId, (totals.get(order.customerId) ?? 0) + order.total);
}`,
      options: strict,
      errors: [
        {
          message: `\`totals\` keeps an entry for every id ever used as a key. Call \`totals.delete(order.customerId)\` when the entry is no longer needed. [possible: \`add\` adds entries, and nothing removes them; keys are ids: the id \`order.customerId\`, which is set where this file does not show it; it lives in module scope; not more certain, because the id may be that of another object; not rewritten, because \`order.customerId\` may be the id of another object]`,
          line: 1,
          column: 16,
          endLine: 1,
          endColumn: 25,
        },
      ],
    },
    {
      name: 'a member that `idNames` names',
      options: [{ certainty: 'possible', idNames: ['^handle$'] }],
      code: `const cache = new Set();
export function put(node) {
  cache.add(node.handle);
}
export const has = (node) => cache.has(node.handle);`,
      errors: [
        {
          messageId: 'leak',
          line: 1,
          column: 15,
          suggestions: [
            {
              messageId: 'rewrite',
              output: `const cache = new WeakSet();
export function put(node) {
  cache.add(node);
}
export const has = (node) => cache.has(node);`,
            },
          ],
        },
      ],
    },
  ],
});

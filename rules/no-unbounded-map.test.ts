import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-unbounded-map.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({ languageOptions: { parser } });
const strict = [{ certainty: 'possible' }];

/** A cache of users by id, and what is put in the place of its parts. */
const cacheWith = (more: string, type = 'string, User'): string => `
interface User { readonly name: string }
declare function load(id: string): User;
const users = new Map<${type}>();
export function userOf(userId: string): User | undefined {
  if (!users.has(userId)) users.set(userId, load(userId));
  return users.get(userId);
}
${more}`;

/** What the rule says of a sample, from its first words to its evidence. */
const said = (what: string, advice: string, certainty = 'likely') => ({ message: new RegExp(`^${escaped(`${what}. ${advice}. [${certainty}: `)}`) });

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

// The two types of a rule differ in the context that `create` takes, not in what happens.
tester.run('no-unbounded-map', rule as unknown as Rule.RuleModule, {
  valid: [
    { name: 'a delete of the same key in another function', options: strict, code: cacheWith('export function forget(userId: string) { users.delete(userId); }') },
    { name: 'a clear that can be called', options: strict, code: cacheWith('export function reset() { users.clear(); }') },
    { name: 'the oldest entry goes when there are too many', options: strict, code: cacheWith('export function trim() { if (users.size > 100) for (const key of users.keys()) users.delete(key); }') },
    { name: 'nothing is put in when there are too many', options: strict, code: cacheWith('export const isFull = () => users.size >= 1000;') },
    { name: 'a timer deletes it', options: strict, code: cacheWith('export function plan(userId: string) { setTimeout(() => users.delete(userId), 1000); }') },
    { name: 'a sweep over the entries', options: strict, code: cacheWith('setInterval(() => { for (const [key, user] of users) if (user.name === "") users.delete(key); }, 1000);') },
    { name: 'keys of a literal union', options: strict, code: `
type Theme = 'light' | 'dark';
const sheets = new Map<Theme, string>();
export function sheetOf(themeId: Theme) {
  if (!sheets.has(themeId)) sheets.set(themeId, themeId.repeat(2));
  return sheets.get(themeId);
}` },
    { name: 'a parameter of an enum', options: strict, code: `
enum Level { Low, High }
const labels = new Map<number, string>();
export function labelOf(levelId: Level) {
  if (!labels.has(levelId)) labels.set(levelId, String(levelId));
  return labels.get(levelId);
}` },
    { name: 'the keys of a type', options: strict, code: `
interface Options { readonly width: number }
const parsed: Record<string, number> = {};
export function parse(optionId: keyof Options) { parsed[optionId] ??= optionId.length; return parsed[optionId]; }` },
    { name: 'what `typeof` gives', options: strict, code: `
const printers = {};
export function print(valueId) { const type = typeof valueId; printers[type] ??= { type }; return printers[type]; }` },
    { name: 'texts of the program, at every call', options: strict, code: `
const loggers = new Map<string, { readonly name: string }>();
function loggerOf(loggerId: string) {
  let logger = loggers.get(loggerId);
  if (!logger) loggers.set(loggerId, (logger = { name: loggerId }));
  return logger;
}
export const log = () => loggerOf('server').name + loggerOf('client').name;` },
    { name: 'handlers by name', options: strict, code: `
const handlers = new Map<string, (value: string) => void>();
export function register(commandId: string, handler: (value: string) => void) { handlers.set(commandId, handler); }
export function run(commandId: string, value: string) { handlers.get(commandId)?.(value); }` },
    { name: 'classes by name', options: strict, code: `
const models = new Map<string, new () => object>();
export function define(modelId: string, model: new () => object) { models.set(modelId, model); }
export function make(modelId: string) { const Model = models.get(modelId); return Model && new Model(); }` },
    { name: 'filled while the module loads', options: strict, code: `
const texts = new Map<string, string>();
function add(textId: string, text: string) { texts.set(textId, text); }
add('hello', 'Hello');
add('bye', 'Good bye');
export const textOf = (textId: string) => texts.get(textId);` },
    { name: 'a table that dies with its call', options: strict, code: `
export function countBy(rows: readonly { readonly customer: string }[]) {
  const counts = new Map<string, number>();
  for (const { customer } of rows) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  return [...counts.values()];
}` },
    { name: 'a field of an object that may go', options: strict, code: `
export class Request {
  readonly #parts = new Map<string, string>();
  part(partId: string) {
    if (!this.#parts.has(partId)) this.#parts.set(partId, partId.trim());
    return this.#parts.get(partId);
  }
}` },
    { name: 'the product of a factory that nothing here keeps', options: strict, code: `
export function memoize(compute: (id: string) => number) {
  const known = new Map<string, number>();
  return (id: string) => {
    if (!known.has(id)) known.set(id, compute(id));
    return known.get(id);
  };
}` },
    { name: 'keyed by objects: the matter of another rule', options: strict, code: `
const boxes = new Map<object, number>();
export function boxOf(page: object) {
  if (!boxes.has(page)) boxes.set(page, 1);
  return boxes.get(page);
}` },
    { name: 'by the id of an object in hand: the matter of another rule', options: strict, code: `
const boxes = new Map();
export function boxOf(page) {
  if (!boxes.has(page.id)) boxes.set(page.id, page.measure());
  return boxes.get(page.id);
}` },
    { name: 'handed to code that is not seen', options: strict, code: cacheWith("import { watch } from 'caches';\nwatch(users);") },
    { name: 'one variable, replaced by a fresh one', options: strict, code: `
let seen = new Set<string>();
export function isNew(messageId: string) { const is = !seen.has(messageId); seen.add(messageId); return is; }
export function begin() { seen = new Set(); }` },
    { name: 'a name that may be one of a few', options: strict, code: `
const formats = new Map<string, Intl.NumberFormat>();
export function formatOf(locale: string) {
  if (!formats.has(locale)) formats.set(locale, new Intl.NumberFormat(locale));
  return formats.get(locale);
}` },
    { name: 'put in without a look, as into a store', code: `
const notes = new Map<string, string>();
export function keep(noteId: string, note: string) { notes.set(noteId, note); }
export const noteOf = (noteId: string) => notes.get(noteId);` },
    { name: 'a name that is left out', options: [{ ignorePattern: '^users$' }], code: cacheWith('') },
    { name: 'a type that is left out', options: [{ ignoreTypes: ['User'] }], code: cacheWith('') },
    { name: 'a home that is left out', options: [{ homes: ['static'] }], code: cacheWith('') },
    { name: 'ids by other names', options: [{ idNames: ['^key$'] }], code: cacheWith('') },
  ],
  invalid: [
    {
      name: 'a cache by an id that is passed in',
      code: cacheWith(''),
      errors: [said('`users` keeps an entry for every `userId` that `userOf` is called with', 'Bound it (`lru-cache`, a time to live), or call `users.delete(userId)` where its entry ends')],
    },
    {
      name: 'sessions of a server, with the end that there is',
      code: `
const sessions = new Map<string, { count: number }>();
export function connect(sessionId: string) {
  let session = sessions.get(sessionId);
  if (!session) sessions.set(sessionId, (session = { count: 0 }));
  session.count++;
}
export function disconnect(sessionId: string) { const session = sessions.get(sessionId); if (session) session.count = 0; }`,
      errors: [said('`sessions` keeps an entry for every `sessionId` that `connect` is called with', 'Bound it (`lru-cache`, a time to live), or call `sessions.delete(sessionId)` in `disconnect`')],
    },
    {
      name: 'put in without a look, as into a store, under `strict`',
      options: strict,
      code: `
const notes = new Map<string, string>();
export function keep(noteId: string, note: string) { notes.set(noteId, note); }
export const noteOf = (noteId: string) => notes.get(noteId);`,
      errors: [said('`notes` keeps an entry for every `noteId` that `keep` is called with', 'Bound it (`lru-cache`, a time to live), or call `notes.delete(noteId)` where its entry ends', 'possible')],
    },
    {
      name: 'a rate limit by address',
      code: `
import express from 'express';
const app = express();
const hits = new Map<string, number>();
app.use((req, res, next) => {
  const count = (hits.get(req.ip) ?? 0) + 1;
  hits.set(req.ip, count);
  if (count > 100) res.status(429).end(); else next();
});
export default app;`,
      errors: [said('`hits` keeps an entry for every `req.ip` that ever comes in', 'Bound it (`lru-cache`, a time to live), or remove the entry where its entry ends'.replace('remove the entry', 'call `hits.delete(req.ip)`'))],
    },
    {
      name: 'a memoizer by the JSON of its arguments',
      code: `
const results = new Map<string, number>();
export function priceOf(order: readonly object[]) {
  const key = JSON.stringify(order);
  if (!results.has(key)) results.set(key, order.length);
  return results.get(key);
}`,
      errors: [said('`results` keeps an entry for every `order` that `priceOf` is called with', 'Bound it (`lru-cache`, a time to live), or call `results.delete(key)` where its entry ends')],
    },
    {
      name: 'a key of two parameters',
      code: `
const routes: Record<string, number> = {};
export function distance(from: string, to: string) {
  const key = \`\${from}:\${to}\`;
  routes[key] ??= from.length - to.length;
  return routes[key];
}`,
      errors: [said('`routes` keeps an entry for every `from` that `distance` is called with', 'Bound it (`lru-cache`, a time to live), or write `delete routes[key]` where its entry ends')],
    },
    {
      name: 'a dictionary in plain JavaScript',
      code: `
const names = {};
export function nameOf(userId) {
  if (!names[userId]) names[userId] = String(userId);
  return names[userId];
}`,
      errors: [said('`names` keeps an entry for every `userId` that `nameOf` is called with', 'Bound it (`lru-cache`, a time to live), or write `delete names[userId]` where its entry ends')],
    },
    {
      name: 'possible: a set of what was seen, which holds nothing but the keys',
      options: strict,
      code: `
const seen = new Set<string>();
export function isNew(messageId: string) {
  if (seen.has(messageId)) return false;
  seen.add(messageId);
  return true;
}`,
      errors: [said('`seen` keeps an entry for every `messageId` that `isNew` is called with', 'Bound it (`lru-cache`, a time to live), or call `seen.delete(messageId)` where its entry ends', 'possible')],
    },
    {
      name: 'a static field',
      code: `
export class Users {
  static #names = new Map<string, string>();
  static nameOf(userId: string) {
    if (!Users.#names.has(userId)) Users.#names.set(userId, userId.trim());
    return Users.#names.get(userId);
  }
}`,
      errors: [said('`Users.#names` keeps an entry for every `userId` that `nameOf` is called with', 'Bound it (`lru-cache`, a time to live), or call `Users.#names.delete(userId)` where its entry ends')],
    },
    {
      name: 'a field of a service that module scope keeps, with a method that ends',
      code: `
class Rooms {
  readonly #members = new Map<string, string[]>();
  join(roomId: string, name: string) {
    const members = this.#members.get(roomId) ?? [];
    this.#members.set(roomId, [...members, name]);
  }
  close(roomId: string) { this.#members.get(roomId)?.splice(0); }
}
export const rooms = new Rooms();`,
      errors: [said('`this.#members` keeps an entry for every `roomId` that `join` is called with', 'Bound it (`lru-cache`, a time to live), or call `this.#members.delete(roomId)` in `close`')],
    },
    {
      name: 'what a memoizer makes while the module loads',
      code: `
function memoize(compute: (id: string) => number) {
  const known = new Map<string, number>();
  return (userId: string) => {
    if (!known.has(userId)) known.set(userId, compute(userId));
    return known.get(userId);
  };
}
export const lengthOf = memoize((id) => id.length);`,
      errors: [said('`known` keeps an entry for every `userId` that ever comes in', 'Bound it (`lru-cache`, a time to live), or call `known.delete(userId)` where its entry ends')],
    },
    {
      name: 'a clear for tests only',
      code: cacheWith('export function resetForTests() { users.clear(); }'),
      errors: [said('`users` keeps an entry for every `userId` that `userOf` is called with', 'Bound it (`lru-cache`, a time to live), or call `users.delete(userId)` where its entry ends')],
    },
    {
      name: 'through a function that puts in what it is given',
      code: `
const users = new Map<string, string>();
function keep(key: string, name: string) { if (!users.has(key)) users.set(key, name); }
export function onLogin(userId: string) { keep(userId, userId.trim()); }
export const nameOf = (userId: string) => users.get(userId);`,
      errors: [said('`users` keeps an entry for every `key` that `keep` is called with', 'Bound it (`lru-cache`, a time to live), or call `users.delete(key)` where its entry ends')],
    },
    {
      name: 'possible: other files may take entries out',
      options: strict,
      code: cacheWith('').replace('const users', 'export const users'),
      errors: [said('`users` keeps an entry for every `userId` that `userOf` is called with', 'Bound it (`lru-cache`, a time to live), or call `users.delete(userId)` where its entry ends', 'possible')],
    },
  ],
});

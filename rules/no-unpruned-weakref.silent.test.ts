import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-unpruned-weakref.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({ languageOptions: { parser } });
const strict = [{ certainty: 'possible' }];

// The two types of a rule differ in the context that `create` takes, not in what happens.
tester.run('no-unpruned-weakref', rule as unknown as Rule.RuleModule, {
  valid: [
    {
      name: 'a registry that compares the reference',
      options: strict,
      code: `const pages = new Map();
const registry = new FinalizationRegistry(({ key, ref }) => { if (pages.get(key) === ref) pages.delete(key); });
export function keep(key, page) {
  const ref = new WeakRef(page);
  pages.set(key, ref);
  registry.register(page, { key, ref });
}`,
    },
    {
      name: 'a registry that calls a method',
      options: strict,
      code: `export class Pages {
  #pages = new Map();
  #registry = new FinalizationRegistry((key) => this.#remove(key));
  keep(key, page) {
    this.#pages.set(key, new WeakRef(page));
    this.#registry.register(page, key);
  }
  #remove(key) { if (!this.#pages.get(key)?.deref()) this.#pages.delete(key); }
}`,
    },
    {
      name: 'a registry that deletes by a bound method',
      options: strict,
      code: `const refs = new Set();
const registry = new FinalizationRegistry(refs.delete.bind(refs));
export function keep(page) { const ref = new WeakRef(page); refs.add(ref); registry.register(page, ref); }`,
    },
    {
      name: 'eviction by an event',
      options: strict,
      code: `const pages = new Map();
export function keep(page) {
  pages.set(page.url, new WeakRef(page));
  page.on('close', () => pages.delete(page.url));
}`,
    },
    {
      name: 'an array with a bound',
      options: strict,
      code: `const recent = [];
export function keep(page) {
  recent.push(new WeakRef(page));
  if (recent.length > 20) recent.shift();
}`,
    },
    {
      name: 'a WeakMap whose values are references',
      options: strict,
      code: `const parents = new WeakMap();
export function adopt(child, parent) { parents.set(child, new WeakRef(parent)); }`,
    },
    {
      name: 'a single slot, and slots with fixed names',
      options: strict,
      code: `let last;
const slots = new Map();
export function keep(page) { last = new WeakRef(page); slots.set('last', last); }`,
    },
    {
      name: 'a list that is filled where it is made',
      options: strict,
      code: `const chains = new WeakMap();
export function chainOf(node) {
  let chain = chains.get(node);
  if (!chain) {
    chain = [];
    chains.set(node, chain);
    for (let at = node; at; at = at.parent) chain.push(new WeakRef(at));
  }
  return chain.length;
}`,
    },
    {
      name: 'a scratch list of one call',
      options: strict,
      code: `export function live(pages) {
  const refs = [];
  for (const page of pages) refs.push(new WeakRef(page));
  return refs.filter((ref) => ref.deref()).length;
}`,
    },
    {
      name: 'a member that other code of the file sweeps',
      options: strict,
      code: `export class Node { constructor() { this.handles = new Map(); } keep(key, handle) { this.handles.set(key, new WeakRef(handle)); } }
export function prune(node) { for (const [key, ref] of node.handles) if (!ref.deref()) node.handles.delete(key); }`,
    },
    {
      name: 'a container that is handed out',
      options: strict,
      code: `import { prune } from './prune.js';
const pages = new Set();
export function keep(page) { pages.add(new WeakRef(page)); prune(pages); }`,
    },
    {
      name: 'a class that is called WeakRef',
      options: strict,
      code: `import { WeakRef } from './weak-ref.js';
const pages = new Set();
export function keep(page) { pages.add(new WeakRef(page)); }`,
    },
    {
      name: 'a record under an object, which is a leak of the object',
      options: strict,
      code: `const parents = new Map();
export function adopt(child: object, parent: object) { parents.set(child, { parent: new WeakRef(parent), at: 0 }); }
export const parentOf = (child: object) => parents.get(child)?.parent.deref();`,
    },
    {
      name: 'possible, below the level asked for',
      options: [{ certainty: 'likely' }],
      code: `export const pages = new Map();
export function keep(title, page) { pages.set(title, new WeakRef(page)); }`,
    },
    {
      name: 'a home that is not asked for',
      options: [{ homes: ['static'] }],
      code: `const pages = new Set();
export function keep(page) { pages.add(new WeakRef(page)); }`,
    },
    {
      name: 'a name that is ignored',
      options: [{ ignorePattern: '^pages$' }],
      code: `const pages = new Set();
export function keep(page) { pages.add(new WeakRef(page)); }`,
    },
  ],
  invalid: [],
});

import { testPossible } from '../fixtures/instance-keyed-cases.js';

/** What only the preset `strict` shows. */
testPossible([
  {
    name: 'a key whose name another function uses for an object',
    filename: 'a.js',
    code: `
      const digests = new Map();
      export function digestOf(lookupTables) {
        if (!digests.has(lookupTables)) digests.set(lookupTables, digests.size);
        return digests.get(lookupTables);
      }
      export const find = (lookupTables, name) => lookupTables.find(name);
    `,
    errors: [
      {
        line: 1,
        column: 17,
        endColumn: 26,
        messageId: 'leak',
        data: {
          what: '`digests` keeps every object used as a key alive',
          why: '`digestOf` adds entries, and nothing removes them',
          advice: 'Call `digests.delete(lookupTables)` when `lookupTables` is no longer needed, or use an `IterableWeakMap` of the package `weakref`',
          certainty: 'possible',
          evidence: 'keys are object: `lookupTables.find()` (use) of another `lookupTables`; it lives in module scope; not more certain, because it is listed; not rewritten, because its size is read, and weak containers have none',
        },
      },
    ],
  },
  {
    name: 'only-owner: a container that is never read',
    code: `
      const pinned = new Set<object>();
      export function pin(value: object) {
        pinned.add(value);
      }
    `,
    errors: [
      {
        line: 1,
        column: 16,
        endColumn: 33,
        messageId: 'leak',
        data: {
          what: '`pinned` keeps every `object` used as a key alive',
          why: '`pin` adds entries, and nothing removes them',
          advice: 'Call `pinned.delete(value)` when `value` is no longer needed',
          certainty: 'possible',
          evidence: 'keys are `object`: `object` (annotation); it lives in module scope; not more certain, because nothing reads it; not rewritten, because nothing reads it, so it may hold its members on purpose',
        },
      },
    ],
  },
  {
    name: 'sized: a container that is counted',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export const count = () => boxes.size;
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 41,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed, or use an `IterableWeakMap` of the package `weakref`',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it is listed; not rewritten, because its size is read, and weak containers have none',
        },
      },
    ],
  },
  {
    name: 'sized: counted through `this` in its object literal',
    code: `
      const caches = {
        boxes: new Map<Element, number>(),
        count() {
          return this.boxes.size;
        },
      };
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
    `,
    errors: [
      {
        line: 2,
        column: 10,
        endColumn: 36,
        messageId: 'leak',
        data: {
          what: '`caches.boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `caches.boxes.delete(el)` when `el` is no longer needed, or use an `IterableWeakMap` of the package `weakref`',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it is listed; not rewritten, because its size is read, and weak containers have none',
        },
      },
    ],
  },
  {
    name: 'sized: counted in another class that keeps it',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export class Counter {
        constructor(private readonly map = boxes) {}
        count() {
          return this.map.size;
        }
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 41,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed, or use an `IterableWeakMap` of the package `weakref`',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it is listed; not rewritten, because its size is read, and weak containers have none',
        },
      },
    ],
  },
  {
    name: 'escapes: passed to another file',
    code: `
      import { track } from './track.js';
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      track(boxes);
    `,
    errors: [
      {
        line: 2,
        column: 15,
        endColumn: 41,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it leaves the sight of this file; not rewritten, because it leaves the code that this file shows',
        },
      },
    ],
  },
  {
    name: 'escapes: given to a function whose type is written apart',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      const dump: (map: Map<Element, number>) => void = (map) => void map;
      export const dumpAll = () => dump(boxes);
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 41,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it leaves the sight of this file; not rewritten, because it leaves the code that this file shows',
        },
      },
    ],
  },
  {
    name: 'exported',
    code: `
      export const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 22,
        endColumn: 48,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing in this file removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because other files can reach it; not rewritten, because code outside this file can reach it',
        },
      },
    ],
  },
  {
    name: 'unknown-key: a parameter that got another value before the write',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(node) {
        node.appendChild('x');
        node = node.id;
        boxes.set(node, 1);
        return boxes.get(node);
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every object used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(node)` when `node` is no longer needed',
          certainty: 'possible',
          evidence: 'keys are object: its name `node`; it lives in module scope; not rewritten, because nothing shows that every key is an object',
        },
      },
    ],
  },
  {
    name: 'sized: in a listing of the values of the outer container',
    code: `
      const buckets = new Map<string, Map<Element, number>>();
      export function put(name: string, el: Element) {
        let bucket = buckets.get(name);
        if (!bucket) buckets.set(name, (bucket = new Map()));
        if (!bucket.has(el)) bucket.set(el, 1);
      }
      export const counts = () => [...buckets.values()].map((bucket) => bucket.size);
    `,
    errors: [
      {
        line: 4,
        column: 44,
        endColumn: 53,
        messageId: 'leak',
        data: {
          what: '`buckets[…]` keeps every `Element` used as a key alive',
          why: '`put` adds entries, and nothing removes them',
          advice: 'Call `bucket.delete(el)` when `el` is no longer needed, or use an `IterableWeakMap` of the package `weakref`',
          certainty: 'possible',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because it is listed; not rewritten, because its size is read, and weak containers have none',
        },
      },
    ],
  },
]);

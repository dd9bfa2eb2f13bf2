import { testReported } from '../fixtures/instance-keyed-cases.js';

/** Leaks that no rewrite may touch, because of types that other code shares. */
testReported([
  {
    name: 'typed-elsewhere: a type query',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export type Boxes = typeof boxes;
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
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'typed-elsewhere: the type of a member by its name',
    code: `
      export class Field {
        private values = new Map<object, string>();
        get(instance: object) {
          return this.values.get(instance);
        }
        set(instance: object, value: string) {
          this.values.set(instance, value);
        }
        take(values: Field['values']) {
          return values.size;
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 20,
        endColumn: 45,
        messageId: 'leak',
        data: {
          what: '`this.values` keeps every `object` used as a key alive',
          why: '`set` adds entries, and nothing removes them',
          advice: 'Call `this.values.delete(instance)` when `instance` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `object`: `object` (annotation); it lives in a field of `Field`; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'typed-elsewhere: the declared type of its object literal',
    code: `
      const caches: { boxes: Map<Element, number> } = { boxes: new Map() };
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 58,
        endColumn: 67,
        messageId: 'leak',
        data: {
          what: '`caches.boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `caches.boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `el: Element`; it lives in module scope; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'typed-elsewhere: a literal that satisfies a type',
    code: `
      const caches = { boxes: new Map() } satisfies Record<string, Map<Element, number>>;
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 25,
        endColumn: 34,
        messageId: 'leak',
        data: {
          what: '`caches.boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `caches.boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `el: Element`; it lives in module scope; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'typed-elsewhere: an annotated pattern',
    code: `
      interface Caches { boxes: Map<Element, number> }
      const caches = { boxes: new Map<Element, number>() };
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
      export function width(el: Element) {
        const { boxes }: Caches = caches;
        return boxes.get(el);
      }
    `,
    errors: [
      {
        line: 2,
        column: 25,
        endColumn: 51,
        messageId: 'leak',
        data: {
          what: '`caches.boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `caches.boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'typed-elsewhere: an alias of its type that others share',
    code: `
      type Boxes = Map<Element, number>;
      const boxes: Boxes = new Map();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export const sizeOf = (other: Boxes) => other.size;
    `,
    errors: [
      {
        line: 2,
        column: 22,
        endColumn: 31,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because its type is written where this rewrite cannot follow',
        },
      },
    ],
  },
  {
    name: 'unbounded-generic: a helper with a type parameter of its own',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      function read<K, V>(map: Map<K, V>, key: K) {
        return map.get(key);
      }
      export const width = (el: Element) => read(boxes, el);
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
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because the type parameter of its keys allows primitives',
        },
      },
    ],
  },
]);

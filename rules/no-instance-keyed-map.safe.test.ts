import { testReported } from '../fixtures/instance-keyed-cases.js';

/** Leaks that are rewritten as they stand. */
testReported([
  {
    name: 'at module scope',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
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
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'in a set',
    code: `
      const warned = new Set<Element>();
      export function warn(el: Element) {
        if (warned.has(el)) return;
        warned.add(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 16,
        endColumn: 34,
        messageId: 'leak',
        data: {
          what: '`warned` keeps every `Element` used as a key alive',
          why: '`warn` adds entries, and nothing removes them',
          advice: 'Use a `WeakSet`: `new WeakSet<Element>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const warned = new WeakSet<Element>();
      export function warn(el: Element) {
        if (warned.has(el)) return;
        warned.add(el);
      }
    `,
  },
  {
    name: 'in an array that is used as a set',
    code: `
      const warned: Element[] = [];
      export function warn(el: Element) {
        if (warned.indexOf(el) !== -1) return;
        warned.push(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 27,
        endColumn: 29,
        messageId: 'leak',
        data: {
          what: '`warned` keeps every `Element` used as a key alive',
          why: '`warn` adds entries, and nothing removes them',
          advice: 'Use a `WeakSet`: `new WeakSet()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const warned: WeakSet<Element> = new WeakSet();
      export function warn(el: Element) {
        if (warned.has(el)) return;
        warned.add(el);
      }
    `,
  },
  {
    name: 'in an object literal',
    code: `
      const caches = { boxes: new Map<Element, number>() };
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 25,
        endColumn: 51,
        messageId: 'leak',
        data: {
          what: '`caches.boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const caches = { boxes: new WeakMap<Element, number>() };
      export function measure(el: Element) {
        if (!caches.boxes.has(el)) caches.boxes.set(el, el.clientWidth);
        return caches.boxes.get(el);
      }
    `,
  },
  {
    name: 'in a static field',
    code: `
      export class Page {
        static #boxes = new Map<Page, number>();
        get width() {
          return Page.#boxes.get(this);
        }
        set width(width) {
          Page.#boxes.set(this, width!);
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 19,
        endColumn: 42,
        messageId: 'leak',
        data: {
          what: '`Page.#boxes` keeps every `Page` used as a key alive',
          why: '`width` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap<Page, number>()`, or keep the value in a `#private` field',
          certainty: 'proven',
          evidence: 'keys are `Page`: `Page` (annotation); it lives in a static field of `Page`',
        },
      },
    ],
    output: `
      export class Page {
        static #boxes = new WeakMap<Page, number>();
        get width() {
          return Page.#boxes.get(this);
        }
        set width(width) {
          Page.#boxes.set(this, width!);
        }
      }
    `,
  },
  {
    name: 'in a field of a descriptor',
    code: `
      export class Field {
        private readonly values: Map<object, string> = new Map();
        get(instance: object) {
          return this.values.get(instance);
        }
        set(instance: object, value: string) {
          const { values } = this;
          values.set(instance, value);
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 50,
        endColumn: 59,
        messageId: 'leak',
        data: {
          what: '`this.values` keeps every `object` used as a key alive',
          why: '`set` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap()`, if no other code reaches it: `new Map()` may give `this.values` to code that does not name it',
          certainty: 'proven',
          evidence: 'keys are `object`: `object` (annotation); it lives in a field of `Field`',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'no other code reaches it: `new Map()` may give `this.values` to code that does not name it' },
            output: `
              export class Field {
                private readonly values: WeakMap<object, string> = new WeakMap();
                get(instance: object) {
                  return this.values.get(instance);
                }
                set(instance: object, value: string) {
                  const { values } = this;
                  values.set(instance, value);
                }
              }
            `,
          },
        ],
      },
    ],
  },
  {
    name: 'in the closure of a returned function',
    code: `
      export function memoize<K extends object, V>(make: (key: K) => V): (key: K) => V {
        const memo = new Map<K, V>();
        return (key) => {
          if (!memo.has(key)) memo.set(key, make(key));
          return memo.get(key)!;
        };
      }
    `,
    errors: [
      {
        line: 2,
        column: 16,
        endColumn: 31,
        messageId: 'leak',
        data: {
          what: '`memo` keeps every `object` used as a key alive',
          why: 'line 4 adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap<K, V>()`',
          certainty: 'proven',
          evidence: 'keys are `object`: `object` (annotation); it lives in the closure of `memoize`',
        },
      },
    ],
    output: `
      export function memoize<K extends object, V>(make: (key: K) => V): (key: K) => V {
        const memo = new WeakMap<K, V>();
        return (key) => {
          if (!memo.has(key)) memo.set(key, make(key));
          return memo.get(key)!;
        };
      }
    `,
  },
  {
    name: 'created when it is first needed',
    code: `
      let boxes: Map<Element, number> | undefined;
      export function measure(el: Element) {
        boxes ??= new Map();
        if (!boxes!.has(el)) boxes!.set(el, el.clientWidth);
        return boxes!.get(el);
      }
    `,
    errors: [
      {
        line: 3,
        column: 13,
        endColumn: 22,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      let boxes: WeakMap<Element, number> | undefined;
      export function measure(el: Element) {
        boxes ??= new WeakMap();
        if (!boxes!.has(el)) boxes!.set(el, el.clientWidth);
        return boxes!.get(el);
      }
    `,
  },
  {
    name: 'through a helper, whose parameter is typed anew',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      function widthIn(map: Map<Element, number>, el: Element) {
        return map.get(el);
      }
      export const width = (el: Element) => widthIn(boxes, el);
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
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      function widthIn(map: WeakMap<Element, number>, el: Element) {
        return map.get(el);
      }
      export const width = (el: Element) => widthIn(boxes, el);
    `,
  },
  {
    name: 'through an alias of its type that serves it alone',
    code: `
      type Boxes = Map<Element, number>;
      const boxes: Boxes = new Map();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
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
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      type Boxes = WeakMap<Element, number>;
      const boxes: Boxes = new WeakMap();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'declared weak and built strong',
    code: `
      const boxes: WeakMap<Element, number> = new Map();
      export function measure(el: Element) {
        boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export function forget(el: Element) {
        boxes.delete(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 41,
        endColumn: 50,
        messageId: 'leak',
        data: {
          what: '`boxes` is declared weak but built strong: it keeps every `Element` used as a key',
          why: 'a strong container is assignable to a weak type, so the compiler does not object',
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes: WeakMap<Element, number> = new WeakMap();
      export function measure(el: Element) {
        boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export function forget(el: Element) {
        boxes.delete(el);
      }
    `,
  },
  {
    name: 'keyed by what a use shows to be an object',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(el) {
        el.addEventListener('resize', () => {});
        if (!boxes.has(el)) boxes.set(el, 1);
        return boxes.get(el);
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
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: 'keys are object: `el.addEventListener()` (use); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes = new WeakMap();
      export function measure(el) {
        el.addEventListener('resize', () => {});
        if (!boxes.has(el)) boxes.set(el, 1);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'keyed by what a guard shows to be an object',
    filename: 'a.js',
    code: `
      const ids = new Map();
      export function idOf(value) {
        if (typeof value !== 'object' || value === null) return 0;
        if (!ids.has(value)) ids.set(value, 1);
        return ids.get(value);
      }
    `,
    errors: [
      {
        line: 1,
        column: 13,
        endColumn: 22,
        messageId: 'leak',
        data: {
          what: '`ids` keeps every object used as a key alive',
          why: '`idOf` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: "keys are object: `typeof value !== 'object'` (guard); it lives in module scope",
        },
      },
    ],
    output: `
      const ids = new WeakMap();
      export function idOf(value) {
        if (typeof value !== 'object' || value === null) return 0;
        if (!ids.has(value)) ids.set(value, 1);
        return ids.get(value);
      }
    `,
  },
  {
    name: 'in a UMD wrapper',
    filename: 'a.cjs',
    code: `
      (function (root, factory) {
        if (typeof module === 'object') module.exports = factory();
        else root.measure = factory();
      })(this, function () {
        var boxes = new Map();
        return function measure(el) {
          el.getBoundingClientRect();
          if (!boxes.has(el)) boxes.set(el, 1);
          return boxes.get(el);
        };
      });
    `,
    errors: [
      {
        line: 5,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every object used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap()`',
          certainty: 'proven',
          evidence: 'keys are object: `el.getBoundingClientRect()` (use); it lives in a closure',
        },
      },
    ],
    output: `
      (function (root, factory) {
        if (typeof module === 'object') module.exports = factory();
        else root.measure = factory();
      })(this, function () {
        var boxes = new WeakMap();
        return function measure(el) {
          el.getBoundingClientRect();
          if (!boxes.has(el)) boxes.set(el, 1);
          return boxes.get(el);
        };
      });
    `,
  },
]);

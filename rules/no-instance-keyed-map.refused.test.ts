import { testReported } from '../fixtures/instance-keyed-cases.js';

/** Leaks that no rewrite may touch, by refusal code. */
testReported([
  {
    name: 'iterated: a self-registering instance',
    code: `
      export class Session {
        static #all = new Set<Session>();
        constructor() {
          Session.#all.add(this);
        }
        static closeAll() {
          for (const session of Session.#all) session.close();
        }
        close() {}
      }
    `,
    errors: [
      {
        line: 2,
        column: 17,
        endColumn: 35,
        messageId: 'leak',
        data: {
          what: '`Session.#all` keeps every `Session` used as a key alive',
          why: '`constructor` adds entries, and nothing removes them',
          advice: 'Call `Session.#all.delete(this)` when `this` is no longer needed, or use an `IterableWeakSet` of the package `weakref`',
          certainty: 'likely',
          evidence: 'keys are `Session`: `Session` (annotation); it lives in a static field of `Session`; not more certain, because it is listed; not rewritten, because it is iterated, and weak containers cannot be listed',
        },
      },
    ],
  },
  {
    name: 'cleared: a constant that tests clear',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        const width = el.clientWidth;
        if (!boxes.has(el)) boxes.set(el, width);
        return boxes.get(el);
      }
      export function resetForTesting() {
        boxes.clear();
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
          why: '`measure` adds entries, and line 8 releases nothing: `resetForTesting` exists for tests only',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because it is cleared, and its declaration does not allow a fresh container in its place',
        },
      },
    ],
  },
  {
    name: 'cleared: a clear that is no statement',
    code: `
      let boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export const resetForTesting = () => void boxes.clear();
    `,
    errors: [
      {
        line: 1,
        column: 13,
        endColumn: 39,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and line 6 releases nothing: `resetForTesting` exists for tests only',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because it is cleared, and its declaration does not allow a fresh container in its place',
        },
      },
    ],
  },
  {
    name: 'exported: a field that is not private',
    code: `
      export class Measurer {
        sizes = new Map<Element, number>();
        measure(el: Element) {
          if (!this.sizes.has(el)) this.sizes.set(el, el.clientWidth);
          return this.sizes.get(el);
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 11,
        endColumn: 37,
        messageId: 'leak',
        data: {
          what: '`this.sizes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `this.sizes.delete(el)` when `el` is no longer needed',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in a field of `Measurer`; not more certain, because the field is not private; not rewritten, because code outside the class can reach it, since the field is not private',
        },
      },
    ],
  },
  {
    name: 'primitive-key: a declared union',
    code: `
      const boxes = new Map<Element | string, number>();
      export function measure(el: Element | string) {
        if (!boxes.has(el)) boxes.set(el, 1);
        return boxes.get(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 50,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every object used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'likely',
          evidence: 'keys are object: `Element | string` (annotation); it lives in module scope; not more certain, because some keys are primitives; not rewritten, because a key may be a primitive: `Element | string` (annotation)',
        },
      },
    ],
  },
  {
    name: 'nullable-key: null is written, too',
    code: `
      const boxes = new Map();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      boxes.set(null, 0);
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `el: Element`; it lives in module scope; not rewritten, because a key may be null or undefined',
        },
      },
    ],
  },
  {
    name: 'nullable-key: an optional parameter',
    code: `
      const boxes = new Map();
      export function measure(el?: Element) {
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
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `el: Element`; it lives in module scope; not rewritten, because a key may be null or undefined',
        },
      },
    ],
  },
  {
    name: 'nullable-key: the end of an optional chain',
    code: `
      interface Holder { el: Element }
      const boxes = new Map();
      export function measure(holder?: Holder) {
        if (!boxes.has(holder?.el)) boxes.set(holder?.el, 1);
        return boxes.get(holder?.el);
      }
    `,
    errors: [
      {
        line: 2,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every object used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(holder?.el)` when `holder?.el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are object: `holder?.el: Element`; it lives in module scope; not rewritten, because a key may be null or undefined',
        },
      },
    ],
  },
  {
    name: 'nullable-key: a variable that some paths leave empty',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(isNew) {
        let box;
        if (isNew) box = new Box();
        boxes.set(box, 1);
        return boxes.get(box);
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Box` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(box)` when `box` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Box`: `new Box`; it lives in module scope; not rewritten, because a key may be null or undefined',
        },
      },
    ],
  },
  {
    name: 'nullable-key: the left side of `&&`',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(isNew) {
        const box = isNew && new Box();
        boxes.set(box, 1);
        return boxes.get(box);
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 24,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Box` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `boxes.delete(box)` when `box` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Box`: `new Box`; it lives in module scope; not rewritten, because a key may be null or undefined',
        },
      },
    ],
  },
  {
    name: 'nullable-key: a guard that lets null through',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(el) {
        if (typeof el === 'object') boxes.set(el, 1);
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
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: "keys are object: `typeof el === 'object'` (guard); it lives in module scope; not rewritten, because a key may be null or undefined",
        },
      },
    ],
  },
  {
    name: 'subclassed',
    code: `
      class Measurer {
        private sizes = new Map<Element, number>();
        measure(el: Element) {
          if (!this.sizes.has(el)) this.sizes.set(el, el.clientWidth);
          return this.sizes.get(el);
        }
      }
      export class Dumper extends Measurer {
        dump(el: Element) {
          // @ts-expect-error private
          return this.sizes.get(el);
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 19,
        endColumn: 45,
        messageId: 'leak',
        data: {
          what: '`this.sizes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Call `this.sizes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in a field of `Measurer`; not rewritten, because a subclass shares it',
        },
      },
    ],
  },
  {
    name: 'unknown-use: a private field of another instance, out of an expression',
    code: `
      export class Field {
        private values = new Map<object, string>();
        constructor(private readonly parent: Field | undefined) {}
        get(instance: object) {
          return this.values.get(instance);
        }
        set(instance: object, value: string) {
          this.values.set(instance, value);
        }
        knows(instance: object) {
          return this.parent?.values.has(instance);
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
          evidence: 'keys are `object`: `object` (annotation); it lives in a field of `Field`; not rewritten, because `this.parent?.values` may mean it',
        },
      },
    ],
  },
  {
    name: 'unknown-use: a computed member',
    code: `
      export class Field {
        private values = new Map<object, string>();
        get(instance: object) {
          return this.values.get(instance);
        }
        set(instance: object, value: string) {
          this.values.set(instance, value);
        }
        size(name: 'values') {
          return this[name].size;
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
          evidence: 'keys are `object`: `object` (annotation); it lives in a field of `Field`; not rewritten, because `this[name]` may mean it',
        },
      },
    ],
  },
  {
    name: 'unknown-use: a decorated field',
    code: `
      import { observable } from 'mobx';
      export class Field {
        @observable private values = new Map<object, string>();
        get(instance: object) {
          return this.values.get(instance);
        }
        set(instance: object, value: string) {
          this.values.set(instance, value);
        }
      }
    `,
    errors: [
      {
        line: 3,
        column: 32,
        endColumn: 57,
        messageId: 'leak',
        data: {
          what: '`this.values` keeps every `object` used as a key alive',
          why: '`set` adds entries, and nothing removes them',
          advice: 'Call `this.values.delete(instance)` when `instance` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `object`: `object` (annotation); it lives in a field of `Field`; not rewritten, because its decorator may put something else in its place',
        },
      },
    ],
  },
]);

/** Releases on some paths, ends that leave an entry in, and polyfills: likely, and in `recommended`. */
testReported([
  {
    name: 'a list of subscriptions from which one that is ended is not taken out',
    code: `
      export class Feed {
        private subscriptions: Subscription[] = [];
        follow(topic: Topic): () => void {
          const subscription = topic.subscribe();
          this.subscriptions.push(subscription);
          return () => subscription.unsubscribe();
        }
        stop(): void {
          for (const subscription of this.subscriptions) subscription.unsubscribe();
        }
      }
    `,
    errors: [
      {
        line: 2,
        column: 43,
        endColumn: 45,
        messageId: 'leak',
        data: {
          what: '`this.subscriptions` keeps every `Subscription` used as a key alive',
          why: '`follow` adds entries, and what ends one on line 6 leaves it in',
          advice: 'Remove the entry when `subscription` is no longer needed, or use an `IterableWeakSet` of the package `weakref`',
          certainty: 'likely',
          evidence: 'keys are `Subscription`: `subscription.unsubscribe()` (use); it lives in a field of `Feed`; not more certain, because the owner of the field may die before its keys; not rewritten, because it is iterated, and weak containers cannot be listed',
        },
      },
    ],
  },
  {
    name: 'a map that a shim gives under the name of the language',
    filename: 'a.js',
    code: `
      import Map from '../shim/Map';
      const labels = new Map();
      export function label(element) {
        if (!labels.has(element)) labels.set(element, element.getAttribute('label'));
        return labels.get(element);
      }
    `,
    errors: [
      {
        line: 2,
        column: 16,
        endColumn: 25,
        messageId: 'leak',
        data: {
          what: '`labels` keeps every object used as a key alive',
          why: '`label` adds entries, and nothing removes them',
          advice: 'Call `labels.delete(element)` when `element` is no longer needed',
          certainty: 'likely',
          evidence: 'keys are object: `element.getAttribute()` (use); it lives in module scope; not more certain, because its constructor is imported; not rewritten, because its constructor is imported, and the weak one would have to come from there',
        },
      },
    ],
  },
  {
    name: 'a set that a required polyfill gives',
    filename: 'a.cjs',
    code: `
      const Set = require('es6-set');
      const started = new Set();
      exports.start = function start(element) {
        if (started.has(element)) return;
        started.add(element);
        element.focus();
      };
    `,
    errors: [
      {
        line: 2,
        column: 17,
        endColumn: 26,
        messageId: 'leak',
        data: {
          what: '`started` keeps every object used as a key alive',
          why: '`start` adds entries, and nothing removes them',
          advice: 'Call `started.delete(element)` when `element` is no longer needed',
          certainty: 'likely',
          evidence: 'keys are object: `element.focus()` (use); it lives in module scope; not more certain, because its constructor is imported; not rewritten, because its constructor is imported, and the weak one would have to come from there',
        },
      },
    ],
  },
  {
    name: 'a delete when a promise rejects',
    code: `
      const loads = new Map<Element, Promise<void>>();
      export function load(el: Element, work: () => Promise<void>) {
        const known = loads.get(el);
        if (known) return known;
        const promise = work();
        loads.set(el, promise);
        promise.catch(() => loads.delete(el));
        return promise;
      }
    `,
    errors: [
      {
        line: 1,
        column: 15,
        endColumn: 48,
        messageId: 'leak',
        data: {
          what: '`loads` keeps every `Element` used as a key alive',
          why: '`load` adds entries, and line 7 removes entries only when the promise rejects',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, Promise<void>>()`',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because some paths release',
        },
      },
    ],
    output: `
      const loads = new WeakMap<Element, Promise<void>>();
      export function load(el: Element, work: () => Promise<void>) {
        const known = loads.get(el);
        if (known) return known;
        const promise = work();
        loads.set(el, promise);
        promise.catch(() => loads.delete(el));
        return promise;
      }
    `,
  },
]);

import { testReported } from '../fixtures/instance-keyed-cases.js';

/** Releases that do not release. */
testReported([
  {
    name: 'a delete that only makes room for the same key',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        boxes.delete(el);
        boxes.set(el, el.clientWidth);
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
          why: '`measure` adds entries, and line 3 releases nothing: it only makes room for the same key again',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        boxes.delete(el);
        boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a delete of another key',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export function forget(el: Element) {
        boxes.delete(el.parentElement!);
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
          why: '`measure` adds entries, and line 7 releases nothing: it deletes `el.parentElement!`, and what is written is `el`',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
      export function forget(el: Element) {
        boxes.delete(el.parentElement!);
      }
    `,
  },
  {
    name: 'a delete in the inner bucket only',
    code: `
      const buckets = new Map<Document, Map<string, number>>();
      export function put(doc: Document, name: string) {
        let bucket = buckets.get(doc);
        if (!bucket) buckets.set(doc, (bucket = new Map()));
        bucket.set(name, 1);
      }
      export function drop(doc: Document, name: string) {
        buckets.get(doc)?.delete(name);
      }
    `,
    errors: [
      {
        line: 1,
        column: 17,
        endColumn: 57,
        messageId: 'leak',
        data: {
          what: '`buckets` keeps every `Document` used as a key alive',
          why: '`put` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`',
          certainty: 'proven',
          evidence: 'keys are `Document`: `Document` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const buckets = new WeakMap<Document, Map<string, number>>();
      export function put(doc: Document, name: string) {
        let bucket = buckets.get(doc);
        if (!bucket) buckets.set(doc, (bucket = new Map()));
        bucket.set(name, 1);
      }
      export function drop(doc: Document, name: string) {
        buckets.get(doc)?.delete(name);
      }
    `,
  },
  {
    name: 'a delete in one of two twin maps',
    code: `
      const widths = new Map<Element, number>();
      const heights = new Map<Element, number>();
      export function measure(el: Element) {
        widths.set(el, el.clientWidth);
        heights.set(el, el.clientHeight);
        return widths.get(el)! * heights.get(el)!;
      }
      export function forget(el: Element) {
        widths.delete(el);
      }
    `,
    errors: [
      {
        line: 2,
        column: 17,
        endColumn: 43,
        messageId: 'leak',
        data: {
          what: '`heights` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      const widths = new Map<Element, number>();
      const heights = new WeakMap<Element, number>();
      export function measure(el: Element) {
        widths.set(el, el.clientWidth);
        heights.set(el, el.clientHeight);
        return widths.get(el)! * heights.get(el)!;
      }
      export function forget(el: Element) {
        widths.delete(el);
      }
    `,
  },
  {
    name: 'a delete where something throws',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        boxes.set(el, 0);
        try {
          el.remove();
        } catch {
          boxes.delete(el);
        }
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
          why: '`measure` adds entries, and line 7 removes entries only when something throws: `measure` returns on line 9 without it',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because some paths release',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        boxes.set(el, 0);
        try {
          el.remove();
        } catch {
          boxes.delete(el);
        }
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a delete in another branch than the write',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (el.isConnected) boxes.set(el, el.clientWidth);
        else boxes.delete(el);
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
          why: '`measure` adds entries, and line 4 removes entries only in another branch than the write: `measure` returns on line 5 without it',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because some paths release',
        },
      },
    ],
    output: `
      const boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        if (el.isConnected) boxes.set(el, el.clientWidth);
        else boxes.delete(el);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a delete after an `await` without `finally`',
    code: `
      const running = new Map<Element, number>();
      export async function run(el: Element, work: () => Promise<void>) {
        if (running.has(el)) return;
        running.set(el, 1);
        await work();
        running.delete(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 17,
        endColumn: 43,
        messageId: 'leak',
        data: {
          what: '`running` keeps every `Element` used as a key alive',
          why: '`run` adds entries, and line 6 removes entries, but what `run` awaits on line 5 may fail, and there is no `finally`',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because some paths release',
        },
      },
    ],
    output: `
      const running = new WeakMap<Element, number>();
      export async function run(el: Element, work: () => Promise<void>) {
        if (running.has(el)) return;
        running.set(el, 1);
        await work();
        running.delete(el);
      }
    `,
  },
  {
    name: 'a delete that an early return skips',
    code: `
      const running = new Map<Element, number>();
      export function run(el: Element, work: () => boolean) {
        if (running.has(el)) return;
        running.set(el, 1);
        if (work()) return;
        running.delete(el);
      }
    `,
    errors: [
      {
        line: 1,
        column: 17,
        endColumn: 43,
        messageId: 'leak',
        data: {
          what: '`running` keeps every `Element` used as a key alive',
          why: '`run` adds entries, and line 6 removes entries, but `run` returns on line 5 without it',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not more certain, because some paths release',
        },
      },
    ],
    output: `
      const running = new WeakMap<Element, number>();
      export function run(el: Element, work: () => boolean) {
        if (running.has(el)) return;
        running.set(el, 1);
        if (work()) return;
        running.delete(el);
      }
    `,
  },
  {
    name: 'a disposer that nothing calls',
    code: `
      class Measurer {
        readonly #sizes = new Map<Element, number>();
        measure(el: Element) {
          if (!this.#sizes.has(el)) this.#sizes.set(el, el.clientWidth);
          return this.#sizes.get(el);
        }
        #forget(el: Element) {
          this.#sizes.delete(el);
        }
      }
      export const measurer = new Measurer();
    `,
    errors: [
      {
        line: 2,
        column: 21,
        endColumn: 47,
        messageId: 'leak',
        data: {
          what: '`this.#sizes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and line 8 releases nothing: nothing calls `#forget`',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in a field of `Measurer`, which module scope keeps',
        },
      },
    ],
    output: `
      class Measurer {
        readonly #sizes = new WeakMap<Element, number>();
        measure(el: Element) {
          if (!this.#sizes.has(el)) this.#sizes.set(el, el.clientWidth);
          return this.#sizes.get(el);
        }
        #forget(el: Element) {
          this.#sizes.delete(el);
        }
      }
      export const measurer = new Measurer();
    `,
  },
  {
    name: 'a clear for tests only',
    code: `
      let boxes = new Map<Element, number>();
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
        column: 13,
        endColumn: 39,
        messageId: 'leak',
        data: {
          what: '`boxes` keeps every `Element` used as a key alive',
          why: '`measure` adds entries, and line 8 releases nothing: `resetForTesting` exists for tests only',
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
      },
    ],
    output: `
      let boxes = new WeakMap<Element, number>();
      export function measure(el: Element) {
        const width = el.clientWidth;
        if (!boxes.has(el)) boxes.set(el, width);
        return boxes.get(el);
      }
      export function resetForTesting() {
        boxes = new WeakMap<Element, number>();
      }
    `,
  },
  {
    name: 'a clear that runs once',
    code: `
      const boxes = new Map<Element, number>();
      boxes.clear();
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
          why: '`measure` adds entries, and line 2 releases nothing: it runs once',
          advice: 'Call `boxes.delete(el)` when `el` is no longer needed',
          certainty: 'proven',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope; not rewritten, because it is cleared, and its declaration does not allow a fresh container in its place',
        },
      },
    ],
  },
  {
    name: 'the first creation, which is no replacement',
    code: `
      let boxes: Map<Element, number> | undefined;
      export function measure(el: Element) {
        if (!boxes) boxes = new Map();
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
    errors: [
      {
        line: 3,
        column: 23,
        endColumn: 32,
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
        if (!boxes) boxes = new WeakMap();
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
  },
]);

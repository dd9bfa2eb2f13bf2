import { testReported } from '../fixtures/instance-keyed-cases.js';

/** Leaks whose rewrite is right if one assumption holds. */
testReported([
  {
    name: 'a key that a parameter chooses from the list of another object',
    code: `
      import type { Layout, Widget } from './layout.js';
      export class Panel {
        constructor(private readonly layout: Layout) {}
        private readonly sizes = new Map<Widget, number>();
        close(index: number): void {
          const widget = this.layout.widgets[index];
          if (widget.hidden) widget.resize(this.sizes.get(widget));
          else this.sizes.set(widget, widget.width);
        }
      }
    `,
    errors: [
      {
        line: 4,
        column: 28,
        endColumn: 53,
        messageId: 'leak',
        data: {
          what: '`this.sizes` keeps every `Widget` used as a key alive',
          why: '`close` adds entries, and nothing removes them',
          advice: 'Use a `WeakMap`: `new WeakMap<Widget, number>()`, if no other code reaches it: `new Map<Widget, number>()` may give `this.sizes` to code that does not name it',
          certainty: 'likely',
          evidence: 'keys are `Widget`: `widget.hidden` (use); it lives in a field of `Panel`; not more certain, because the owner of the field may die before its keys',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'no other code reaches it: `new Map<Widget, number>()` may give `this.sizes` to code that does not name it' },
            output: `
              import type { Layout, Widget } from './layout.js';
              export class Panel {
                constructor(private readonly layout: Layout) {}
                private readonly sizes = new WeakMap<Widget, number>();
                close(index: number): void {
                  const widget = this.layout.widgets[index];
                  if (widget.hidden) widget.resize(this.sizes.get(widget));
                  else this.sizes.set(widget, widget.width);
                }
              }
            `,
          },
        ],
      },
    ],
  },
  {
    name: 'a key that a member read speaks for',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(el) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
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
          advice: 'Use a `WeakMap`: `new WeakMap()`, if every key is an object: nothing proves that `el` is always an object',
          certainty: 'likely',
          evidence: 'keys are object: `el.clientWidth` (use); it lives in module scope',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'every key is an object: nothing proves that `el` is always an object' },
            output: `
              const boxes = new WeakMap();
              export function measure(el) {
                if (!boxes.has(el)) boxes.set(el, el.clientWidth);
                return boxes.get(el);
              }
            `,
          },
        ],
      },
    ],
  },
  {
    name: 'a key that a doc comment speaks for',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      /** @param {HTMLElement} el */
      export function measure(el) {
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
          advice: 'Use a `WeakMap`: `new WeakMap()`, if every key is an object: nothing proves that `el` is always an object',
          certainty: 'likely',
          evidence: 'keys are object: `HTMLElement` (JSDoc); it lives in module scope',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'every key is an object: nothing proves that `el` is always an object' },
            output: `
              const boxes = new WeakMap();
              /** @param {HTMLElement} el */
              export function measure(el) {
                if (!boxes.has(el)) boxes.set(el, 1);
                return boxes.get(el);
              }
            `,
          },
        ],
      },
    ],
  },
  {
    name: 'a key that is cast',
    code: `
      const boxes = new Map<Element, number>();
      export function measure({ target }: Event) {
        boxes.set(target as Element, 1);
        return boxes.get(target as Element);
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
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`, if every key is an object: nothing proves that `target` is always an object',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'every key is an object: nothing proves that `target` is always an object' },
            output: `
              const boxes = new WeakMap<Element, number>();
              export function measure({ target }: Event) {
                boxes.set(target as Element, 1);
                return boxes.get(target as Element);
              }
            `,
          },
        ],
      },
    ],
  },
  {
    name: 'a key whose absence is denied by a mark only',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element | null) {
        boxes.set(el!, 1);
        return boxes.get(el!);
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
          advice: 'Use a `WeakMap`: `new WeakMap<Element, number>()`, if every key is an object: nothing proves that `el` is always an object',
          certainty: 'likely',
          evidence: 'keys are `Element`: `Element` (annotation); it lives in module scope',
        },
        suggestions: [
          {
            messageId: 'rewrite',
            data: { title: 'Use a `WeakMap`', assumption: 'every key is an object: nothing proves that `el` is always an object' },
            output: `
              const boxes = new WeakMap<Element, number>();
              export function measure(el: Element | null) {
                boxes.set(el!, 1);
                return boxes.get(el!);
              }
            `,
          },
        ],
      },
    ],
  },
]);

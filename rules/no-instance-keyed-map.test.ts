import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import type { LeakOptions } from './leak-options.js';
import rule from './no-instance-keyed-map.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly filename?: string;
}

interface Failing extends Case {
  readonly errors: RuleTester.TestCaseError[];
  readonly output?: string;
}

/** What the preset `recommended` says nothing of. */
const SILENT = table<Case>([
  {
    name: "a key that a parameter chooses from the owner's own list",
    code: `
      export class Skeleton {
        private readonly bones: Bone[] = [];
        private readonly poses = new Map<Bone, number>();
        pose(index: number): number {
          const bone = this.bones[index];
          if (!this.poses.has(bone)) this.poses.set(bone, bone.measure());
          return this.poses.get(bone)!;
        }
      }
    `,
  },
  {
    name: 'a Map of a library that means something else',
    code: `
      import { Map } from 'maps';
      const layers = new Map();
      export function show(element: HTMLElement) {
        if (!layers.has(element)) layers.set(element, 1);
        return layers.get(element);
      }
    `,
  },
  {
    name: 'a metadata table keyed by classes',
    code: `
      const columns = new Map<Function, string[]>();
      export function column(target: { constructor: Function }, name: string): void {
        const known = columns.get(target.constructor);
        if (known) known.push(name);
        else columns.set(target.constructor, [name]);
      }
    `,
  },
  {
    name: 'a container owned by the instance that it describes',
    code: `
      class Graph {
        #edges = new Map<object, object[]>();
        constructor(nodes: object[]) {
          for (const node of nodes) this.#edges.set(node, []);
        }
        edgesOf(node: object) {
          return this.#edges.get(node);
        }
      }
      export { Graph };
    `,
  },
  {
    name: 'a set of functions',
    code: `
      const listeners = new Set<() => void>();
      export function listen(listener: () => void) {
        if (!listeners.has(listener)) listeners.add(listener);
      }
    `,
  },
  {
    name: 'an add function that returns its remover',
    code: `
      const mounted = new Map<Element, number>();
      export function mount(el: Element) {
        mounted.set(el, mounted.get(el) ?? 0);
        return () => mounted.delete(el);
      }
    `,
  },
  {
    name: 'an add function that exposes its remover',
    code: `
      const mounted = new Map<Element, number>();
      export function mount(el: Element) {
        mounted.set(el, mounted.get(el) ?? 0);
        return { dispose() { mounted.delete(el); } };
      }
    `,
  },
  {
    name: 'a registry that is listed',
    code: `
      const widgets = new Set<Element>();
      export function register(el: Element) {
        widgets.add(el);
      }
      export function refresh() {
        for (const widget of widgets) widget.remove();
      }
    `,
  },
  {
    name: 'a registry filled only while modules load',
    code: `
      class Command {}
      const commands = new Map<Command, string>();
      function define(name: string) {
        const command = new Command();
        commands.set(command, name);
        return command;
      }
      export const open = define('open');
      export const nameOf = (command: Command) => commands.get(command);
    `,
  },
  {
    name: 'a container that is written and never read, which holds its members on purpose',
    code: `
      const pinned = new Set<object>();
      export function pin(value: object) {
        pinned.add(value);
      }
    `,
  },
  {
    name: 'a container that nothing else owns its members without',
    code: `
      class Job { constructor(readonly run: () => void) {} }
      const queue = new Set<Job>();
      export function schedule(run: () => void) {
        queue.add(new Job(run));
      }
      export function pending() {
        return queue.size;
      }
    `,
  },
  {
    name: 'a visited set that dies with its call',
    code: `
      export function count(root: object, children: (node: object) => object[]): number {
        const visited = new Set<object>();
        const visit = (node: object): void => {
          if (visited.has(node)) return;
          visited.add(node);
          children(node).forEach(visit);
        };
        visit(root);
        return visited.size;
      }
    `,
  },
  {
    name: 'an accumulator in a default parameter',
    code: `
      export function clone(value: object, seen = new Map<object, object>()): object {
        const known = seen.get(value);
        if (known) return known;
        const copy = {};
        seen.set(value, copy);
        return copy;
      }
    `,
  },
  {
    name: 'a list without duplicates that dies with its call',
    code: `
      export function unique(list: object[]) {
        const seen: object[] = [];
        for (const item of list) if (!seen.includes(item)) seen.push(item);
        return seen;
      }
    `,
  },
  {
    name: 'an entry that `finally` removes',
    code: `
      const running = new Map<object, number>();
      export async function run(job: object, work: () => Promise<void>) {
        if (running.has(job)) return;
        running.set(job, 1);
        try {
          await work();
        } finally {
          running.delete(job);
        }
      }
    `,
  },
  {
    name: 'eviction by size',
    code: `
      const cache = new Map<object, string>();
      export function print(value: object): string {
        if (cache.size > 100) cache.clear();
        let text = cache.get(value);
        if (text === undefined) cache.set(value, (text = String(value)));
        return text;
      }
    `,
  },
  {
    name: 'replacement by a fresh container',
    code: `
      let frame = new Map<Element, number>();
      export function measure(el: Element) {
        if (!frame.has(el)) frame.set(el, el.clientWidth);
        return frame.get(el);
      }
      export function nextFrame() {
        frame = new Map();
      }
    `,
  },
  {
    name: 'a bulk clear on a path that recurs',
    code: `
      const sizes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!sizes.has(el)) sizes.set(el, el.clientWidth);
        return sizes.get(el);
      }
      export function render() {
        sizes.clear();
      }
    `,
  },
  {
    name: 'a public lifecycle method that clears',
    code: `
      class Measurer {
        readonly #sizes = new Map<Element, number>();
        measure(el: Element) {
          if (!this.#sizes.has(el)) this.#sizes.set(el, el.clientWidth);
          return this.#sizes.get(el);
        }
        reset() {
          this.#sizes.clear();
        }
      }
      export const measurer = new Measurer();
    `,
  },
  {
    name: 'a sweep over the keys',
    code: `
      const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        boxes.set(el, el.clientWidth);
        for (const known of boxes.keys()) if (!known.isConnected) boxes.delete(known);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a table filled once while the module loads',
    code: `
      const names = new Map<object, string>([[Math, 'Math'], [JSON, 'JSON']]);
      names.set(Reflect, 'Reflect');
      export const nameOf = (value: object) => names.get(value);
    `,
  },
  {
    name: 'a map of another library',
    code: `
      import { Map } from 'immutable';
      const boxes = new Map<object, number>();
      export function measure(el: object) {
        boxes.set(el, 1);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a class of the same name in this file',
    code: `
      class Map<K, V> { set(_key: K, _value: V) {} get(_key: K): V | undefined { return undefined; } }
      const boxes = new Map<object, number>();
      export function measure(el: object) {
        boxes.set(el, 1);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a container that is weak already',
    code: `
      const boxes = new WeakMap<object, number>();
      const outer = new Map<string, WeakMap<object, number>>();
      export function measure(el: object) {
        boxes.set(el, 1);
        outer.get('a')?.set(el, 1);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a strong stand-in for hosts without weak maps',
    code: `
      const boxes: WeakMap<object, number> = typeof WeakMap === 'function' ? new WeakMap() : new Map();
      export function measure(el: object) {
        boxes.set(el, 1);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'primitive keys',
    code: `
      const lengths = new Map<string, number>();
      export function lengthOf(text: string) {
        if (!lengths.has(text)) lengths.set(text, text.length);
        return lengths.get(text);
      }
    `,
  },
  {
    name: 'enum keys',
    code: `
      enum Level { Low, High }
      const names = new Map();
      export function name(level: Level) {
        if (!names.has(level)) names.set(level, String(level));
        return names.get(level);
      }
    `,
  },
  {
    name: 'a key of which nothing is known',
    filename: 'a.js',
    code: `
      const memo = new Map();
      export function lookUp(what) {
        if (!memo.has(what)) memo.set(what, 1);
        return memo.get(what);
      }
    `,
  },
  {
    name: 'a key that only its name speaks for',
    filename: 'a.js',
    code: `
      const boxes = new Map();
      export function measure(node) {
        if (!boxes.has(node)) boxes.set(node, 1);
        return boxes.get(node);
      }
    `,
  },
  {
    name: 'an exported container, which other files may empty',
    code: `
      export const boxes = new Map<Element, number>();
      export function measure(el: Element) {
        if (!boxes.has(el)) boxes.set(el, el.clientWidth);
        return boxes.get(el);
      }
    `,
  },
  {
    name: 'a name taken from the elements of a loop, whose type is that of the element',
    code: `
      const parts = new Map();
      export function index(list: [string, Element][]) {
        for (const [name, el] of list) parts.set(name, el);
        return parts.get('root');
      }
    `,
  },
  {
    name: 'a property taken from the elements of a loop',
    code: `
      interface Row { label: string; render(): void }
      const rows = new Map();
      export function index(list: Row[]) {
        for (const { label } of list) rows.set(label, 1);
        return rows.get('root');
      }
    `,
  },
  {
    name: 'the first of a destructured list',
    filename: 'a.js',
    code: `
      const firsts = new Map();
      export function index(list) {
        const [first] = [list.name];
        firsts.set(first, 1);
        return firsts.get(first);
      }
    `,
  },
  {
    name: 'the value of a loop variable without a declaration',
    filename: 'a.js',
    code: `
      const seen = new Set();
      export function see(x) {
        let key;
        for (key of ['a', 'b']) seen.add(key);
        return seen.has(x);
      }
    `,
  },
  {
    name: 'values of an outer container that a loop empties',
    filename: 'a.js',
    code: `
      const buckets = new Map();
      export function put(doc, el) {
        doc.createElement('a');
        el.remove();
        let bucket = buckets.get(doc.title);
        if (!bucket) buckets.set(doc.title, (bucket = new Map()));
        bucket.set(el, 1);
        return bucket.get(el);
      }
      export function drop(el) {
        buckets.forEach((bucket) => bucket.delete(el));
      }
    `,
  },
]);

/** What no preset says anything of. */
const NEVER = table<Case>([
  {
    name: 'a list of subscriptions that are all ended and let go together',
    code: `
      export class Feed {
        private subscriptions: Subscription[] = [];
        follow(topic: Topic): () => void {
          const subscription = topic.subscribe();
          this.subscriptions.push(subscription);
          return () => subscription.unsubscribe();
        }
        dispose(): void {
          for (const subscription of this.subscriptions) subscription.unsubscribe();
          this.subscriptions = [];
        }
      }
    `,
  },
  {
    name: 'a list from which what ends an item takes it out, too',
    code: `
      export class Feed {
        private subscriptions: Subscription[] = [];
        follow(topic: Topic): () => void {
          const subscription = topic.subscribe();
          this.subscriptions.push(subscription);
          return () => {
            subscription.unsubscribe();
            this.subscriptions.splice(this.subscriptions.indexOf(subscription), 1);
          };
        }
        stop(): void {
          for (const subscription of this.subscriptions) subscription.unsubscribe();
        }
      }
    `,
  },
  {
    name: 'a list of what nobody ends one by one',
    code: `
      export class Feed {
        private subscriptions: Subscription[] = [];
        follow(topic: Topic): () => void {
          const subscription = topic.subscribe();
          this.subscriptions.push(subscription);
          return () => topic.close();
        }
        stop(): void {
          for (const subscription of this.subscriptions) subscription.unsubscribe();
        }
      }
    `,
  },
]);

/** Leaks that are rewritten as they stand. */
const SAFE = table<Failing>([
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

/** Releases that do not release. */
const IDLE = table<Failing>([
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

/** Leaks whose rewrite is right if one assumption holds. */
const SUGGESTED = table<Failing>([
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

/** Leaks that no rewrite may touch, by refusal code. */
const REFUSED = table<Failing>([
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

/** What only the preset `strict` shows. */
const POSSIBLE = table<Failing>([
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
          certainty: 'possible',
          evidence: 'keys are `Subscription`: `subscription.unsubscribe()` (use); it lives in a field of `Feed`; not more certain, because it is listed; not rewritten, because it is iterated, and weak containers cannot be listed',
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
          certainty: 'possible',
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
          certainty: 'possible',
          evidence: 'keys are object: `element.focus()` (use); it lives in module scope; not more certain, because its constructor is imported; not rewritten, because its constructor is imported, and the weak one would have to come from there',
        },
      },
    ],
  },
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
          certainty: 'possible',
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

/** The homes, each with a container that lives there. */
const HOMES: Readonly<Record<NonNullable<LeakOptions['homes']>[number], string | undefined>> = {
  module: 'const boxes = new Map(); export const get = (el: Element) => boxes.get(el) ?? boxes.set(el, 1).get(el);',
  static: 'export class Box { static #all = new Map(); static of(el: Element) { return Box.#all.get(el) ?? Box.#all.set(el, 1).get(el); } }',
  closure: 'export const boxer = () => { const boxes = new Map(); return (el: Element) => boxes.get(el) ?? boxes.set(el, 1).get(el); };',
  descriptor: 'export class Boxes { #all = new Map(); of(el: Element) { return this.#all.get(el) ?? this.#all.set(el, 1).get(el); } }',
  field: 'export class Boxes { #all = new Map(); of(name: string, el: Element) { return this.#all.get(el) ?? this.#all.set(el, 1).get(el); } }',
  global: undefined,
  local: undefined,
  unknown: undefined,
};
const HOME_NAMES = ['module', 'static', 'closure', 'descriptor', 'field'] as const;

/** One container at each certainty. */
const CERTAINTIES = {
  proven: 'const boxes = new Map(); export function box(el: Element) { boxes.set(el, 1); return boxes.get(el); }',
  likely: 'const boxes = new Map(); export function box(el: any) { boxes.set(el, el.width); return boxes.get(el); }',
  possible: 'export const boxes = new Map(); export function box(el: Element) { boxes.set(el, 1); return boxes.get(el); }',
} as const;
const CERTAINTY_NAMES = ['proven', 'likely', 'possible'] as const;

const NAMED = 'const shownBoxes = new Map(); export function box(el: Element) { shownBoxes.set(el, 1); return shownBoxes.get(el); }';

// The two types of a rule differ in the context that `create` takes, not in what happens.
const tested = rule as unknown as Rule.RuleModule;

new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
  valid: [...SILENT, ...NEVER.map((test) => ({ ...test, options: [{ certainty: 'possible' as const }] }))],
  invalid: [...SAFE, ...IDLE, ...SUGGESTED, ...REFUSED, ...POSSIBLE.map((test) => ({ ...test, options: [{ certainty: 'possible' }] }))],
});

describe('what only `strict` shows, `recommended` does not', () => {
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: POSSIBLE.map(({ name, code, filename }) => ({ name, code, ...(filename && { filename }) })),
    invalid: [],
  });
});

describe("the same under ESLint's own parser", () => {
  const inJavaScript = ({ filename }: Case): boolean => filename?.endsWith('js') === true;
  new RuleTester().run('no-instance-keyed-map', tested, {
    valid: SILENT.filter(inJavaScript),
    invalid: [...SAFE, ...IDLE, ...SUGGESTED, ...REFUSED].filter(inJavaScript),
  });
});

describe('the option `homes`', () => {
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: HOME_NAMES.map((home) => ({ name: `without ${home}`, code: HOMES[home] ?? '', options: [{ homes: HOME_NAMES.filter((other) => other !== home) }] })),
    invalid: HOME_NAMES.map((home) => ({ name: `${home} alone`, code: HOMES[home] ?? '', options: [{ homes: [home] }], errors: 1, output: (HOMES[home] ?? '').replace('Map', 'WeakMap') })),
  });
});

describe('the option `certainty`', () => {
  const isShown = (certainty: number, lowest: number): boolean => certainty <= lowest;
  const pairs = CERTAINTY_NAMES.flatMap((certainty, level) => CERTAINTY_NAMES.map((lowest, at) => ({ certainty, lowest, shown: isShown(level, at) })));
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: pairs.filter(({ shown }) => !shown).map(({ certainty, lowest }) => ({ name: `${certainty} is below ${lowest}`, code: CERTAINTIES[certainty], options: [{ certainty: lowest }] })),
    invalid: pairs
      .filter(({ shown }) => shown)
      .map(({ certainty, lowest }) => ({
        name: `${certainty} is at or above ${lowest}`,
        code: CERTAINTIES[certainty],
        options: [{ certainty: lowest }],
        errors: [{ message: new RegExp(`\\[${certainty}: `), ...(certainty === 'likely' && { suggestions: 1 }) }],
        output: certainty === 'proven' ? CERTAINTIES.proven.replace('Map', 'WeakMap') : null,
      })),
  });
});

describe('the option `ignorePattern`', () => {
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: [
      { name: 'a name that matches', code: NAMED, options: [{ ignorePattern: '^shown' }] },
      { name: 'a field, by its name with `this`', code: HOMES.descriptor ?? '', options: [{ ignorePattern: String.raw`^this\.#all$` }] },
    ],
    invalid: [{ name: 'a name that does not match', code: NAMED, options: [{ ignorePattern: '^hidden' }], errors: 1, output: NAMED.replace('Map', 'WeakMap') }],
  });
});

/** Takes off the indentation that the tables give their programs. */
function table<T extends Case>(cases: readonly T[]): T[] {
  return cases.map((test) => ({
    ...test,
    code: dedent(test.code),
    ...('output' in test && { output: dedent(test.output as string) }),
    ...('errors' in test && {
      errors: (test.errors as readonly RuleTester.TestCaseError[]).map((error) => ({
        ...error,
        ...(Array.isArray(error.suggestions) && { suggestions: error.suggestions.map((suggestion) => ({ ...suggestion, output: dedent(suggestion.output) })) }),
      })),
    }),
  }));
}

function dedent(text: string): string {
  const [, margin = ''] = /^\n( *)/.exec(text) ?? [];
  return `${text.trim().replaceAll(`\n${margin}`, '\n')}\n`;
}

import { testNever, testSilent } from '../fixtures/instance-keyed-cases.js';

/** What the preset `recommended` says nothing of. */
testSilent([
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
testNever([
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

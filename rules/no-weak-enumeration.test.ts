import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-weak-enumeration.js';

testRule('no-weak-enumeration', rule, {
  valid: [
    {
      name: 'a class of that name',
      code: `
class WeakMap { get size() { return 0; } }
const map = new WeakMap();
export const size = map.size;
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an imported class of that name',
      code: `
import { WeakSet } from './iterable.js';
const set = new WeakSet();
export const list = [...set];
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'clear by replacement',
      code: `
let map = new WeakMap();
export const clear = () => { map = new WeakMap(); };
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a strong map',
      code: `
const map = new Map();
export const size = map.size;
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'either',
      code: `
const map = weak ? new WeakMap() : new Map();
export const list = [...map];
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'asks first',
      code: `
const map = new WeakMap();
if (map.clear) map.clear();
map.clear?.();
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a field of the same name elsewhere',
      code: `
class A { values = new WeakMap(); }
class B { values = new Map(); list() { return [...this.values.keys()]; } }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'what is taken out of something with the container in it, or out of the container',
      code: `
const holder = { cache: new WeakMap() };
const { size } = holder.cache;
export const list = [...size];
export function first() { for (const [each] of [holder.cache]) return each.size; }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'what a weak map keeps can be listed',
      code: `
const lists = new WeakMap();
export const all = (key) => [...lists.get(key)].length;
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'under other names',
      ts: true,
      code: `
interface Deps { cache: WeakMap<object, number> }
const { WeakMap: Weak } = globalThis;
const made = new Weak<object, number>();
class Registry {
  #members = new WeakSet<object>();
  sizes({ cache: table }: Deps) {
    let members;
    members = this.#members;
    return [[...table], members.size, (made as any).size];
  }
}
`,
      reports: [
        {
          at: '10:14-10:22',
          message: '`table` is a `WeakMap`, which cannot be iterated. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '10:25-10:37',
          message: '`members` is a `WeakSet`, which has no `size`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '10:39-10:57',
          message: '`made` is a `WeakMap`, which has no `size`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
      ],
    },
    {
      name: 'size, methods and clear',
      code: `
const map = new WeakMap();
console.log(map.size);
map.forEach(console.log);
map.keys();
map.values();
map.entries();
map.clear();
`,
      reports: [
        {
          at: '3:13-3:21',
          message: '`map` is a `WeakMap`, which has no `size`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '4:1-4:12',
          message: '`map` is a `WeakMap`, which has no `forEach`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '5:1-5:9',
          message: '`map` is a `WeakMap`, which has no `keys`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '6:1-6:11',
          message: '`map` is a `WeakMap`, which has no `values`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '7:1-7:12',
          message: '`map` is a `WeakMap`, which has no `entries`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '8:1-8:10',
          message: '`map` is a `WeakMap`, which has no `clear`. Replace it by a new `WeakMap`. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
      ],
    },
    {
      name: 'iteration',
      code: `
class Registry {
  #members = new WeakSet();
  list() {
    for (const member of this.#members) console.log(member);
    return [...this.#members];
  }
  *[Symbol.iterator]() { yield* this.#members; }
}
`,
      reports: [
        {
          at: '5:26-5:39',
          message: '`this.#members` is a `WeakSet`, which cannot be iterated. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '6:13-6:29',
          message: '`this.#members` is a `WeakSet`, which cannot be iterated. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '8:26-8:46',
          message: '`this.#members` is a `WeakSet`, which cannot be iterated. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
      ],
    },
    {
      name: 'functions that list',
      code: `
const map = new WeakMap();
export const copies = [Array.from(map), new Map(map), JSON.stringify(map), Object.entries(map)];
`,
      reports: [
        {
          at: '3:24-3:39',
          message: '`map` is a `WeakMap`, which `Array.from` cannot list. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '3:41-3:53',
          message: '`map` is a `WeakMap`, which `Map` cannot list. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '3:55-3:74',
          message: '`map` is a `WeakMap`, which `JSON.stringify` cannot list. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
        {
          at: '3:76-3:95',
          message: '`map` is a `WeakMap`, which `Object.entries` cannot list. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
      ],
    },
    {
      name: 'a declared type',
      code: `
export const count = (map: WeakMap<object, number>) => map.size;
`,
      ts: true,
      reports: [
        {
          at: '2:56-2:64',
          message: '`map` is a `WeakMap`, which has no `size`. Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed. [proven: what it holds can vanish at any time, so it cannot be listed, counted or cleared]',
        },
      ],
    },
  ],
});

import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-weak-primitive.js';

testRule('no-weak-primitive', rule, {
  valid: [
    {
      name: 'objects and symbols that are not registered',
      code: `
const key = Symbol('key');
const map = new WeakMap([[{}, 1], [key, 2]]);
map.set(key, 1);
map.set(Symbol(), 1);
map.set(document.body, 1);
new WeakSet([[], () => {}]);
new WeakRef(Symbol.iterator);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an undefined token at register',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1, undefined);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'get, has and delete with a primitive',
      code: `
const map = new WeakMap();
export const probe = () => map.get('a') ?? map.has(1) ?? map.delete(null);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a feature probe',
      code: `
export let symbolsAsKeys = true;
try { new WeakRef(Symbol.for('a')); new WeakMap().set('a', 1); } catch { symbolsAsKeys = false; }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a guard',
      code: `
const map = new WeakMap();
export function keep(key: object | string) {
  if (typeof key === 'object') map.set(key, 1);
}
export function keepSymbol(key: symbol) {
  if (Symbol.keyFor(key) === undefined) map.set(key, 1);
}
`,
      options: [{ certainty: 'possible' }],
      ts: true,
    },
    {
      name: 'a test that expects the error',
      code: `
expect(() => new WeakRef(1)).toThrow();
assert.throws(() => new WeakSet(['a']), TypeError);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a class of that name',
      code: `
class WeakMap { set(key, value) { this[key] = value; } }
new WeakMap().set('a', 1);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a place that holds a strong map, too',
      code: `
let map = new WeakMap();
if (strong) map = new Map();
map.set('a', 1);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a held value that is not the target',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target, held) => registry.register(target, held);
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'in the entries of another container',
      code: `
const byKind = new Map();
export const add = (kind) => byKind.set(kind, new WeakMap());
export const put = (kind) => byKind.get(kind).set('x', 1);
`,
      reports: [
        {
          at: '4:51-4:54',
          message: 'A string cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'primitive keys',
      code: `
const map = new WeakMap();
const set = new WeakSet();
map.set('a', 1);
map.set(null, 1);
map.set(Symbol.for('a'), 1);
set.add(1);
set.add(typeof map);
`,
      reports: [
        {
          at: '4:9-4:12',
          message: 'A string cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '5:9-5:13',
          message: '`null` cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '6:9-6:24',
          message: 'A registered symbol cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '7:9-7:10',
          message: 'A number cannot be in a `WeakSet`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '8:9-8:19',
          message: 'A string cannot be in a `WeakSet`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'primitive targets and tokens',
      code: `
const registry = new FinalizationRegistry(console.log);
new WeakRef('a');
registry.register(undefined, 1);
registry.register({}, 1, 'token');
registry.unregister(undefined);
registry.unregister();
registry.unregister('token');
`,
      reports: [
        {
          at: '3:13-3:16',
          message: 'A string cannot be the target of a `WeakRef`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '4:19-4:28',
          message: '`undefined` cannot be the target of a `FinalizationRegistry`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '5:26-5:33',
          message: 'A string cannot be an unregister token. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '6:21-6:30',
          message: '`undefined` cannot be an unregister token. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '7:1-7:22',
          message: '`undefined` cannot be an unregister token. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '8:21-8:28',
          message: 'A string cannot be an unregister token. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'a held value equal to the target',
      code: `
const registry = new FinalizationRegistry(console.log);
export class File { constructor() { registry.register(this, this); } }
`,
      reports: [
        {
          at: '3:61-3:65',
          message: 'The held value is the target itself. Hold the key of the entry, or what the cleanup needs of the target. [proven: the registry would keep the target alive, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'a constructor iterable of primitives',
      code: `
export const names = new WeakSet(['a', document.body]);
export const sizes = new WeakMap([['a', 1]]);
export const letters = new WeakSet('abc');
`,
      reports: [
        {
          at: '2:35-2:38',
          message: 'A string cannot be in a `WeakSet`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '3:36-3:39',
          message: 'A string cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '4:36-4:41',
          message: 'A string cannot be in a `WeakSet`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'by type',
      code: `
const sizes = new WeakMap<any, number>();
export function measure(name: string, index: 1 | 2) {
  sizes.set(name, 1);
  sizes.set(index, 2);
}
`,
      ts: true,
      reports: [
        {
          at: '4:13-4:17',
          message: 'A string (`name: string`) cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
        {
          at: '5:13-5:18',
          message: 'A primitive (`index: 1 | 2`) cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
    {
      name: 'a constant',
      code: `
const KEY = 'key';
class Cache {
  #values = new WeakMap();
  put(value) { this.#values.set(KEY, value); }
}
`,
      reports: [
        {
          at: '5:33-5:36',
          message: 'A string cannot be a key of a `WeakMap`. Use an object that stands for the value, or a strong container. [proven: only objects and symbols that are not registered can be held weakly, so the call throws a `TypeError`]',
        },
      ],
    },
  ],
});

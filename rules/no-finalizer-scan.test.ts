import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-finalizer-scan.js';

testRule('no-finalizer-scan', rule, {
  valid: [
    {
      name: 'the held value is the key',
      code: `
const map = new Map();
const registry = new FinalizationRegistry((key) => {
  if (map.get(key)?.deref() === undefined) map.delete(key);
});
export const set = (key, value) => { map.set(key, new WeakRef(value)); registry.register(value, key); };
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a small bucket that was itself found by key',
      code: `
const buckets = new Map();
const registry = new FinalizationRegistry(({ key, ref }) => {
  const bucket = buckets.get(key);
  const index = bucket.indexOf(ref);
  if (index >= 0) bucket.splice(index, 1);
  for (const each of buckets.get(key)) if (each === ref) console.log(each);
});
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a list that comes with the held value',
      code: `
const registry = new FinalizationRegistry(({ list, item }) => list.splice(list.indexOf(item), 1));
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'running every cleanup of the held value',
      code: `
const registry = new FinalizationRegistry((cleanups) => {
  for (const cleanup of cleanups) cleanup();
});
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'telling every listener',
      code: `
const listeners = new Set();
const registry = new FinalizationRegistry((id) => {
  for (const listener of listeners) listener(id);
});
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'indexOf in a list of refs, in a function of its own',
      code: `
const refs = [];
const registry = new FinalizationRegistry(clear);
function clear(ref) {
  const index = refs.indexOf(ref);
  if (index >= 0) refs.splice(index, 1);
}
`,
      reports: [
        {
          at: '5:17-5:34',
          message: 'This searches all of `refs` for each object that dies. Register the key of the entry as the held value, and look it up. [likely: the held value does not say where the entry is]',
        },
      ],
    },
    {
      name: 'a filter',
      code: `
export class Subject {
  subscribers = [];
  registry = new FinalizationRegistry((target) => {
    this.subscribers = this.subscribers.filter((subscriber) => subscriber.target !== target);
  });
}
`,
      reports: [
        {
          at: '5:24-5:93',
          message: 'This searches all of `this.subscribers` for each object that dies. Register the key of the entry as the held value, and look it up. [likely: the held value does not say where the entry is]',
        },
      ],
    },
    {
      name: 'a sweep for each that dies',
      code: `
const map = new Map();
const registry = new FinalizationRegistry(() => {
  for (const [key, ref] of map) if (ref.deref() === undefined) map.delete(key);
});
`,
      reports: [
        {
          at: '4:28-4:31',
          message: 'This searches all of `map` for each object that dies. Register the key of the entry as the held value, and look it up. [likely: the held value does not say where the entry is]',
        },
      ],
    },
    {
      name: 'a search of a map: the key can be held',
      code: `
const map = new Map();
const registry = new FinalizationRegistry((held) => {
  for (const [key, ref] of map) {
    if (ref === held) {
      map.delete(key);
      break;
    }
  }
});
export function set(key, value) {
  const ref = new WeakRef(value);
  map.set(key, ref);
  registry.register(value, ref);
}
`,
      reports: [
        {
          at: '4:28-4:31',
          message: 'This searches all of `map` for each object that dies. Register the key of the entry as the held value, and look it up. [likely: the held value does not say where the entry is]',
          suggestion: { desc: 'Hold the key of the entry, if nothing else needs the held value.', output: `
const map = new Map();
const registry = new FinalizationRegistry((key) => {
  if (map.get(key)?.deref() === undefined) map.delete(key);
});
export function set(key, value) {
  const ref = new WeakRef(value);
  map.set(key, ref);
  registry.register(value, key);
}
` },
        },
      ],
    },
    {
      name: 'a search of a set: the reference is its own key',
      code: `
const refs = new Set();
const registry = new FinalizationRegistry((held) => {
  for (const ref of refs) if (ref === held) refs.delete(ref);
});
`,
      reports: [
        {
          at: '4:21-4:25',
          message: 'This searches all of `refs` for each object that dies. Register the key of the entry as the held value, and look it up. [likely: the held value does not say where the entry is]',
          suggestion: { desc: 'Delete the reference itself, if the held value is the reference that the set holds.', output: `
const refs = new Set();
const registry = new FinalizationRegistry((held) => {
  refs.delete(held);
});
` },
        },
      ],
    },
  ],
});

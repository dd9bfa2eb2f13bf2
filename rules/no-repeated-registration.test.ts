import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-repeated-registration.js';

testRule('no-repeated-registration', rule, {
  valid: [
    {
      name: 'a has-gate',
      code: `
class Refs {
  #refs = new WeakMap();
  #registry = new FinalizationRegistry(console.log);
  add(value) {
    if (this.#refs.has(value)) return;
    const ref = new WeakRef(value);
    this.#refs.set(value, ref);
    this.#registry.register(value, ref, ref);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a WeakSet gate',
      code: `
const seen = new WeakSet();
const registry = new FinalizationRegistry(console.log);
export function track(value) {
  if (!seen.has(value)) {
    seen.add(value);
    registry.register(value, 1);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'unregister before register',
      code: `
const values = new WeakMap();
const registry = new FinalizationRegistry(console.log);
export function set(key, value) {
  registry.unregister(key);
  values.set(key, value);
  registry.register(key, 1, key);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'unregister in a method that is called first',
      code: `
class Refs {
  #map = new WeakMap();
  #registry = new FinalizationRegistry(console.log);
  delete(key) { this.#registry.unregister(key); return this.#map.delete(key); }
  set(key, value) {
    this.delete(key);
    this.#map.set(key, value);
    this.#registry.register(key, 1, key);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'in a constructor',
      code: `
const values = new WeakMap();
const registry = new FinalizationRegistry(console.log);
class Owner {
  constructor(key) { values.set(key, this); registry.register(key, 1); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a wrapper that registers what it is given',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export const onCollect = (target, cleanup) => { registry.register(target, cleanup); return target; };
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'only what is not there yet is made and registered',
      code: `
const resources = new Map();
const registry = new FinalizationRegistry((key) => { if (!resources.get(key)?.deref()) resources.delete(key); });
export function open(key) {
  let resource = resources.get(key)?.deref();
  if (!resource) {
    resource = { key };
    resources.set(key, new WeakRef(resource));
    registry.register(resource, key);
  }
  return resource;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a hook with a null check',
      code: `
const registry = new FinalizationRegistry((id) => dispose(id));
export function useTracking() {
  const [kept] = useState({});
  const token = useRef(null);
  if (token.current === null) {
    token.current = { id: next++ };
    registry.register(kept, token.current.id, token);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'one target under several held values',
      code: `
const registry = new FinalizationRegistry((handle) => handle.free());
export const keep = (owner, handle) => registry.register(owner, handle);
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'the textbook IterableWeakMap',
      code: `
class IterableWeakMap {
  #weakMap = new WeakMap();
  #refSet = new Set();
  #registry = new FinalizationRegistry(({ set, ref }) => set.delete(ref));
  set(key, value) {
    const ref = new WeakRef(key);
    this.#weakMap.set(key, { value, ref });
    this.#refSet.add(ref);
    this.#registry.register(key, { set: this.#refSet, ref }, ref);
  }
}
`,
      reports: [
        {
          at: '10:5-10:66',
          message: '`key` is registered with `this.#registry` again each time this runs. Register an object once: test first whether it is known, or unregister it before. [likely: it is the key of an entry (line 8), and writing a key again is what `set` allows]',
          suggestion: { desc: 'Register only new keys, if an object that is known was registered when it came first.', output: `
class IterableWeakMap {
  #weakMap = new WeakMap();
  #refSet = new Set();
  #registry = new FinalizationRegistry(({ set, ref }) => set.delete(ref));
  set(key, value) {
    const ref = new WeakRef(key);
    const isNew = !this.#weakMap.has(key);
    this.#weakMap.set(key, { value, ref });
    this.#refSet.add(ref);
    if (isNew) this.#registry.register(key, { set: this.#refSet, ref }, ref);
  }
}
` },
        },
      ],
    },
    {
      name: 'registered before it is written',
      code: `
const values = new WeakMap();
const registry = new FinalizationRegistry(console.log);
export function set(key, value) {
  registry.register(key, 1);
  values.set(key, value);
}
`,
      reports: [
        {
          at: '5:3-5:28',
          message: '`key` is registered with `registry` again each time this runs. Register an object once: test first whether it is known, or unregister it before. [likely: it is the key of an entry (line 6), and writing a key again is what `set` allows]',
          suggestion: { desc: 'Register only new keys, if an object that is known was registered when it came first.', output: `
const values = new WeakMap();
const registry = new FinalizationRegistry(console.log);
export function set(key, value) {
  if (!values.has(key)) registry.register(key, 1);
  values.set(key, value);
}
` },
        },
      ],
    },
    {
      name: 'registered also where it was found',
      code: `
const open = new Map();
const registry = new FinalizationRegistry((key) => console.log(key));
export function get(key) {
  const file = open.get(key) ?? makeFile(key);
  registry.register(file, key);
  return file;
}
`,
      reports: [
        {
          at: '6:3-6:31',
          message: '`file` is registered with `registry` again each time this runs. Register an object once: test first whether it is known, or unregister it before. [likely: it is registered also where it was found, not only where it was made]',
        },
      ],
    },
    {
      name: 'at every render',
      code: `
const registry = new FinalizationRegistry((id) => dispose(id));
export function useTracking(id) {
  const [kept] = useState({});
  registry.register(kept, id);
}
`,
      reports: [
        {
          at: '5:3-5:30',
          message: '`kept` is registered with `registry` again each time this runs. Register an object once: test first whether it is known, or unregister it before. [likely: `useTracking` runs at every render, and the object stays the same]',
        },
      ],
    },
    {
      name: 'taken out of a reference: possible',
      code: `
const registry = new FinalizationRegistry((key) => console.log(key));
export function evict(entry) {
  const target = entry.ref.deref();
  if (target) registry.register(target, entry.key);
  entry.ref = new WeakRef(target);
}
`,
      options: [{ certainty: 'possible' }],
      reports: [
        {
          at: '5:15-5:51',
          message: '`target` is registered with `registry` again each time this runs. Register an object once: test first whether it is known, or unregister it before. [possible: it comes out of a `WeakRef`, so the same object can come again]',
        },
      ],
    },
  ],
});

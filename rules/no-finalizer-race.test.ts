import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-finalizer-race.js';

testRule('no-finalizer-race', rule, {
  valid: [],
  invalid: [
    {
      name: 'a callback that deletes unconditionally',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => this.#map.delete(key));
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      output: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => { if (this.#map.get(key)?.deref() === undefined) this.#map.delete(key); });
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      reports: [
        {
          at: '4:49-4:70',
          message: 'This removes `key` from `this.#map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 7) before `this.#map` is cleaned]',
        },
      ],
    },
    {
      name: 'the bound delete',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry(this.#map.delete.bind(this.#map));
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      output: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => { if (this.#map.get(key)?.deref() === undefined) this.#map.delete(key); });
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      reports: [
        {
          at: '4:40-4:72',
          message: 'This removes the held key from `this.#map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 7) before `this.#map` is cleaned]',
        },
      ],
    },
    {
      name: 'set unregisters only what can still be dereferenced',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => {
    this.#map.delete(key);
  });
  set(key, value) {
    const old = this.#map.get(key)?.deref();
    if (old) this.#registry.unregister(old);
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      output: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => {
    if (this.#map.get(key)?.deref() === undefined) this.#map.delete(key);
  });
  set(key, value) {
    const old = this.#map.get(key)?.deref();
    if (old) this.#registry.unregister(old);
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      reports: [
        {
          at: '5:5-5:26',
          message: 'This removes `key` from `this.#map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [proven: cleanups run late, and the write of the same key (line 10) unregisters the old entry only while its target is alive]',
        },
      ],
    },
    {
      name: 'delete does nothing for dead values, so set unregisters nothing',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => this.#map.delete(key));
  get(key) { return this.#map.get(key)?.deref(); }
  delete(key) {
    const value = this.get(key);
    if (value) {
      this.#map.delete(key);
      this.#registry.unregister(value);
    }
  }
  set(key, value) {
    this.delete(key);
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      output: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => { if (this.#map.get(key)?.deref() === undefined) this.#map.delete(key); });
  get(key) { return this.#map.get(key)?.deref(); }
  delete(key) {
    const value = this.get(key);
    if (value) {
      this.#map.delete(key);
      this.#registry.unregister(value);
    }
  }
  set(key, value) {
    this.delete(key);
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      reports: [
        {
          at: '4:49-4:70',
          message: 'This removes `key` from `this.#map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 15) before `this.#map` is cleaned]',
        },
      ],
    },
    {
      name: 'a guard the wrong way round',
      code: `
const map = new Map();
const registry = new FinalizationRegistry((key) => {
  if (map.get(key)?.deref()) map.delete(key);
});
export function set(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      reports: [
        {
          at: '4:30-4:45',
          message: 'This removes `key` from `map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: the check around it lets live entries through and stops dead ones]',
        },
      ],
    },
    {
      name: 'a check that the entry exists is no check that it is dead',
      code: `
const map = new Map();
const registry = new FinalizationRegistry((key) => {
  if (map.has(key)) {
    map.delete(key);
  }
});
export function set(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      output: `
const map = new Map();
const registry = new FinalizationRegistry((key) => {
  if (map.has(key)) {
    if (map.get(key)?.deref() === undefined) map.delete(key);
  }
});
export function set(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      reports: [
        {
          at: '5:5-5:20',
          message: 'This removes `key` from `map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 9) before `map` is cleaned]',
        },
      ],
    },
    {
      name: 'get or create, in a plain object, with the container in the held value',
      code: `
const registry = new FinalizationRegistry(({ cache, key }) => {
  delete cache[key];
});
export const documents = {
  cache: {},
  open(key) {
    const known = this.cache[key]?.deref();
    if (known) return known;
    const made = { key };
    this.cache[key] = new WeakRef(made);
    registry.register(made, { cache: this.cache, key });
    return made;
  },
};
`,
      reports: [
        {
          at: '3:3-3:20',
          message: 'This removes `key` from `cache` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [proven: cleanups run late, and nothing unregisters the old entry when the same key is written (line 11) before `this.cache` is cleaned]',
          suggestion: { desc: 'Remove the entry only if its target is still dead, if the cleanup runs only when the object of that entry has died: other code may write other entries.', output: `
const registry = new FinalizationRegistry(({ cache, key }) => {
  if (cache[key]?.deref() === undefined) delete cache[key];
});
export const documents = {
  cache: {},
  open(key) {
    const known = this.cache[key]?.deref();
    if (known) return known;
    const made = { key };
    this.cache[key] = new WeakRef(made);
    registry.register(made, { cache: this.cache, key });
    return made;
  },
};
` },
        },
      ],
    },
    {
      name: 'a table by functions',
      code: `
export const family = (make) => {
  const atoms = Tables.empty();
  const registry = new FinalizationRegistry((arg) => {
    Tables.remove(atoms, arg);
  });
  return (arg) => {
    const known = Tables.get(atoms, arg)?.deref();
    if (known) return known;
    const made = make(arg);
    Tables.set(atoms, arg, new WeakRef(made));
    registry.register(made, arg);
    return made;
  };
};
`,
      reports: [
        {
          at: '5:5-5:30',
          message: 'This removes `arg` from `atoms` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [proven: cleanups run late, and nothing unregisters the old entry when the same key is written (line 11) before `atoms` is cleaned]',
        },
      ],
    },
    {
      name: 'the held closure deletes',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export class Cache {
  values = new Map();
  set(key, value) {
    this.values.set(key, new WeakRef(value));
    registry.register(value, () => {
      this.values.delete(key);
    });
  }
}
`,
      reports: [
        {
          at: '8:7-8:30',
          message: 'This removes `key` from `this.values` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 6) before `this.values` is cleaned]',
          suggestion: { desc: 'Remove the entry only if its target is still dead, if the cleanup runs only when the object of that entry has died: other code may write other entries.', output: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export class Cache {
  values = new Map();
  set(key, value) {
    this.values.set(key, new WeakRef(value));
    registry.register(value, () => {
      if (this.values.get(key)?.deref() === undefined) this.values.delete(key);
    });
  }
}
` },
        },
      ],
    },
    {
      name: 'super.delete skips the override that unregisters',
      code: `
class Values extends Map {
  #registry = new FinalizationRegistry((key) => super.delete(key));
  delete(key) {
    const ref = super.get(key);
    if (ref) this.#registry.unregister(ref);
    return super.delete(key);
  }
  set(key, value) {
    super.delete(key);
    const ref = new WeakRef(value);
    this.#registry.register(value, key, ref);
    return super.set(key, ref);
  }
}
`,
      reports: [
        {
          at: '3:49-3:66',
          message: 'This removes `key` from `this` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 13) before `this` is cleaned]',
        },
      ],
    },
    {
      name: 'refs inside entries',
      code: `
const entries = new Map();
const registry = new FinalizationRegistry((key) => {
  entries.delete(key);
  console.log(key);
});
export function set(key, value) {
  entries.set(key, { ref: new WeakRef(value), at: Date.now() });
  registry.register(value, key);
}
`,
      output: `
const entries = new Map();
const registry = new FinalizationRegistry((key) => {
  if (entries.get(key)?.ref.deref() === undefined) entries.delete(key);
  console.log(key);
});
export function set(key, value) {
  entries.set(key, { ref: new WeakRef(value), at: Date.now() });
  registry.register(value, key);
}
`,
      reports: [
        {
          at: '4:3-4:22',
          message: 'This removes `key` from `entries` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 8) before `entries` is cleaned]',
        },
      ],
    },
    {
      name: 'a constructor picked by a feature test, created lazily',
      code: `
const Registry = typeof FinalizationRegistry === 'undefined' ? class { register() {} } : globalThis.FinalizationRegistry;
const map = new Map();
let registry;
const getRegistry = () => (registry ??= new Registry((key) => { map.delete(key); }));
export function set(key, value) {
  map.set(key, new WeakRef(value));
  getRegistry().register(value, key);
}
`,
      reports: [
        {
          at: '5:65-5:80',
          message: 'This removes `key` from `map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 7) before `map` is cleaned]',
          suggestion: { desc: 'Remove the entry only if its target is still dead, if the cleanup runs only when the object of that entry has died: the registry is not in sight.', output: `
const Registry = typeof FinalizationRegistry === 'undefined' ? class { register() {} } : globalThis.FinalizationRegistry;
const map = new Map();
let registry;
const getRegistry = () => (registry ??= new Registry((key) => { if (map.get(key)?.deref() === undefined) map.delete(key); }));
export function set(key, value) {
  map.set(key, new WeakRef(value));
  getRegistry().register(value, key);
}
` },
        },
      ],
    },
    {
      name: 'written only where absent: possible',
      code: `
const map = new Map();
const registry = new FinalizationRegistry((key) => { map.delete(key); });
export function get(key, make) {
  if (!map.has(key)) {
    const made = make(key);
    map.set(key, new WeakRef(made));
    registry.register(made, key);
  }
  return map.get(key).deref();
}
`,
      options: [{ certainty: 'possible' }],
      output: `
const map = new Map();
const registry = new FinalizationRegistry((key) => { if (map.get(key)?.deref() === undefined) map.delete(key); });
export function get(key, make) {
  if (!map.has(key)) {
    const made = make(key);
    map.set(key, new WeakRef(made));
    registry.register(made, key);
  }
  return map.get(key).deref();
}
`,
      reports: [
        {
          at: '3:54-3:69',
          message: 'This removes `key` from `map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [possible: cleanups run late, and nothing unregisters the old entry when the same key is written (line 7) before `map` is cleaned]',
        },
      ],
    },
    {
      name: 'typed',
      code: `
export class Cache<K, V extends object> {
  readonly #map = new Map<K, WeakRef<V>>();
  readonly #registry = new FinalizationRegistry<K>((key) => this.#map.delete(key));
  set(key: K, value: V): void {
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      ts: true,
      output: `
export class Cache<K, V extends object> {
  readonly #map = new Map<K, WeakRef<V>>();
  readonly #registry = new FinalizationRegistry<K>((key) => { if (this.#map.get(key)?.deref() === undefined) this.#map.delete(key); });
  set(key: K, value: V): void {
    this.#map.set(key, new WeakRef(value));
    this.#registry.register(value, key, value);
  }
}
`,
      reports: [
        {
          at: '4:61-4:82',
          message: 'This removes `key` from `this.#map` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 6) before `this.#map` is cleaned]',
        },
      ],
    },
    {
      name: 'a table inside the entries of another, known by its member name',
      code: `
export class Documents {
  items = new Map<string, Item>();
  private registry = new FinalizationRegistry<Meta>((meta) => {
    const docId = meta.docId;
    const item = this.items.get(docId);
    if (item) {
      item.byHeight.delete(meta.height);
      if (item.byHeight.size === 0) this.items.delete(docId);
    }
  });
  open(data: Data): Doc {
    const docId: string = (data as any)[this.path];
    const height = parse(data.rev).height;
    const item = getOrFill<string, Item>(this.items, docId, () => newItem(data));
    const ref: WeakRef<Doc> | undefined = item.byHeight.get(height);
    let doc = ref ? ref.deref() : undefined;
    if (!doc) {
      doc = this.make(data) as Doc;
      item.byHeight.set(height, new WeakRef(doc));
      this.registry.register(doc, { docId, height });
    }
    return doc;
  }
}
`,
      ts: true,
      reports: [
        {
          at: '8:7-8:40',
          message: 'This removes `meta.height` from `item.byHeight` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 20) before `item.byHeight` is cleaned]',
          suggestion: { desc: 'Remove the entry only if its target is still dead, if the cleanup runs only when the object of that entry has died: other code may write other entries.', output: `
export class Documents {
  items = new Map<string, Item>();
  private registry = new FinalizationRegistry<Meta>((meta) => {
    const docId = meta.docId;
    const item = this.items.get(docId);
    if (item) {
      if (item.byHeight.get(meta.height)?.deref() === undefined) item.byHeight.delete(meta.height);
      if (item.byHeight.size === 0) this.items.delete(docId);
    }
  });
  open(data: Data): Doc {
    const docId: string = (data as any)[this.path];
    const height = parse(data.rev).height;
    const item = getOrFill<string, Item>(this.items, docId, () => newItem(data));
    const ref: WeakRef<Doc> | undefined = item.byHeight.get(height);
    let doc = ref ? ref.deref() : undefined;
    if (!doc) {
      doc = this.make(data) as Doc;
      item.byHeight.set(height, new WeakRef(doc));
      this.registry.register(doc, { docId, height });
    }
    return doc;
  }
}
` },
        },
      ],
    },
    {
      name: 'the closure is made, and unregistered, in methods of their own',
      code: `
export class WeakDictionary<K, V extends object> {
  private readonly _internal = new Map<K, WeakRef<V>>();
  private readonly _finalization = new FinalizationRegistry((cleanUpCallback: () => void) => {
    cleanUpCallback();
  });
  *entries(): IterableIterator<[K, V]> {
    for (const [key, value] of this._internal) {
      yield [key, value.deref()!];
    }
  }
  set(key: K, value: V): this {
    this._internal.set(key, new WeakRef(value));
    this._register(key, value);
    return this;
  }
  delete(key: K): boolean {
    const value = this._internal.get(key)?.deref();
    if (value) this._unregister(value);
    return this._internal.delete(key);
  }
  private _register(key: K, value: V): void {
    this._finalization.register(value, () => { this._internal.delete(key); }, value);
  }
  private _unregister(value: V): void {
    this._finalization.unregister(value);
  }
}
`,
      ts: true,
      reports: [
        {
          at: '23:48-23:74',
          message: 'This removes `key` from `this._internal` although the key can have been set again. Remove the entry only while it is still dead: `ref?.deref() === undefined`. [likely: cleanups run late, and nothing unregisters the old entry when the same key is written (line 13) before `this._internal` is cleaned]',
          suggestion: { desc: 'Remove the entry only if its target is still dead, if the cleanup runs only when the object of that entry has died: other code may write other entries.', output: `
export class WeakDictionary<K, V extends object> {
  private readonly _internal = new Map<K, WeakRef<V>>();
  private readonly _finalization = new FinalizationRegistry((cleanUpCallback: () => void) => {
    cleanUpCallback();
  });
  *entries(): IterableIterator<[K, V]> {
    for (const [key, value] of this._internal) {
      yield [key, value.deref()!];
    }
  }
  set(key: K, value: V): this {
    this._internal.set(key, new WeakRef(value));
    this._register(key, value);
    return this;
  }
  delete(key: K): boolean {
    const value = this._internal.get(key)?.deref();
    if (value) this._unregister(value);
    return this._internal.delete(key);
  }
  private _register(key: K, value: V): void {
    this._finalization.register(value, () => { if (this._internal.get(key)?.deref() === undefined) this._internal.delete(key); }, value);
  }
  private _unregister(value: V): void {
    this._finalization.unregister(value);
  }
}
` },
        },
      ],
    },
  ],
});

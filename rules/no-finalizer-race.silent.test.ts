import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-finalizer-race.js';

testRule('no-finalizer-race', rule, {
  valid: [
    {
      name: 'an entry looked up and kept under the id that its object brings along, in recommended',
      options: [{ certainty: 'likely' }],
      code: `
const geometries = {};
const registry = new FinalizationRegistry((id) => delete geometries[id]);
export function keep(geometry) {
  if (geometries[geometry.id] !== undefined) return geometry;
  geometries[geometry.id] = new WeakRef(geometry);
  registry.register(geometry, geometry.id, geometry);
  return geometry;
}
`,
    },
    {
      name: 'deref() === undefined check',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => {
    const ref = this.#map.get(key);
    if (ref && ref.deref() === undefined) this.#map.delete(key);
  });
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the check as an early return',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => {
    if (this.#map.get(key)?.deref() !== undefined) return;
    this.#map.delete(key);
  });
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
  get(key) { return this.#map.get(key)?.deref(); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the check in a named function that the callback delegates to',
      code: `
const map = new Map();
const registry = new FinalizationRegistry(prune);
function prune(key) {
  const ref = map.get(key);
  if (!ref || ref.deref()) return;
  map.delete(key);
}
export function keep(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the check in a method that the callback calls',
      code: `
class Handles {
  #handles = new Map();
  #registry = new FinalizationRegistry(({ path }) => this.#prune(path));
  #prune(path) {
    const ref = this.#handles.get(path);
    if (ref?.deref() !== undefined) return;
    this.#handles.delete(path);
  }
  keep(path, handle) {
    this.#handles.set(path, new WeakRef(handle));
    this.#registry.register(handle, { path });
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: '!this.has(key), with has overridden to dereference',
      code: `
class Values extends Map {
  #registry = new FinalizationRegistry((key) => {
    if (!this.has(key)) this.delete(key);
  });
  has(key) { return super.get(key)?.deref() !== undefined; }
  delete(key) { return super.delete(key); }
  set(key, value) {
    this.#registry.register(value, key);
    return super.set(key, new WeakRef(value));
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'identity check of the held WeakRef',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry(({ key, ref }) => {
    if (this.#map.get(key) === ref) this.#map.delete(key);
  });
  set(key, value) {
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, { key, ref });
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'set unregisters the old ref even when its target is dead',
      code: `
class Cache {
  #map = new Map();
  #registry = new FinalizationRegistry((key) => this.#map.delete(key));
  set(key, value) {
    const old = this.#map.get(key);
    if (old) this.#registry.unregister(old);
    const ref = new WeakRef(value);
    this.#map.set(key, ref);
    this.#registry.register(value, key, ref);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'set deletes first, and delete unregisters by the WeakRef, two calls away',
      code: `
const makeMap = (brand) => {
  const map = new Map();
  const registry = new FinalizationRegistry((key) => {
    finalizing.delete(key);
  });
  const finalizing = brand('map', {
    drop: (key) => finalizing.delete(key),
    delete: (key) => {
      const ref = map.get(key);
      if (ref) registry.unregister(ref);
      return map.delete(key);
    },
    set: (key, value) => {
      finalizing.drop(key);
      const ref = new WeakRef(value);
      map.set(key, ref);
      registry.register(value, key, ref);
    },
  });
  return finalizing;
};
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'unregisters by a token kept in the entry, on the miss path only',
      code: `
const entries = new Map();
const registry = new FinalizationRegistry((key) => entries.delete(key));
export function load(key) {
  const entry = entries.get(key);
  const known = entry?.ref.deref();
  if (known) return known;
  if (entry) registry.unregister(entry.token);
  const value = { key };
  const token = {};
  entries.set(key, { ref: new WeakRef(value), token });
  registry.register(value, key, token);
  return value;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a counter is a key that never comes back',
      code: `
let next = 0;
const components = new Map();
const registry = new FinalizationRegistry((id) => components.delete(id));
export function track(component) {
  const id = next++;
  components.set(id, new WeakRef(component));
  registry.register(component, id);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'symbols and uuids are keys that never come back',
      code: `
const bySymbol = new Map();
const byUuid = new Map();
const registry = new FinalizationRegistry(({ symbol, uuid }) => {
  bySymbol.delete(symbol);
  byUuid.delete(uuid);
});
export function track(component) {
  const symbol = Symbol();
  const uuid = crypto.randomUUID();
  bySymbol.set(symbol, new WeakRef(component));
  byUuid.set(uuid, new WeakRef(component));
  registry.register(component, { symbol, uuid });
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'issued ids held as such',
      code: `
const messages = new Map();
const registry = new FinalizationRegistry((ackId) => messages.delete(ackId));
subscribe((context) => {
  const { message, ackId } = context;
  messages.set(ackId, new WeakRef(message));
  registry.register(message, ackId, message);
});
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the ref itself is removed from a Set',
      code: `
const refs = new Set();
const registry = new FinalizationRegistry((ref) => refs.delete(ref));
export function add(value) {
  const ref = new WeakRef(value);
  refs.add(ref);
  registry.register(value, ref, ref);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the bound delete of a Set of refs',
      code: `
const refs = new Set();
const registry = new FinalizationRegistry(refs.delete.bind(refs));
export function add(value) {
  const ref = new WeakRef(value);
  refs.add(ref);
  registry.register(value, ref, ref);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'reference counts',
      code: `
const counts = new Map();
const registry = new FinalizationRegistry((key) => {
  const count = counts.get(key) - 1;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
});
export function retain(value, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  registry.register(value, key);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the callback comes from elsewhere',
      code: `
import { release } from './exports.js';
const registry = new FinalizationRegistry(release);
export class Handle {
  constructor(pointer) { registry.register(this, pointer, this); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the held values are cleanups of their own',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export const onCollect = (target, cleanup) => registry.register(target, cleanup);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an imported class of that name',
      code: `
import { FinalizationRegistry } from './ponyfill.js';
const map = new Map();
const registry = new FinalizationRegistry((key) => map.delete(key));
export function set(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a user-defined class of that name',
      code: `
class FinalizationRegistry {
  constructor(callback) { this.callback = callback; }
  register() {}
}
const map = new Map();
const registry = new FinalizationRegistry((key) => map.delete(key));
export function set(key, value) {
  map.set(key, new WeakRef(value));
  registry.register(value, key);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'no writer of the container in sight',
      code: `
export const watch = (cache) => new FinalizationRegistry((key) => cache.delete(key));
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [],
});

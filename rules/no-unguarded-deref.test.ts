import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-unguarded-deref.js';

testRule('no-unguarded-deref', rule, {
  valid: [
    {
      name: 'optional chaining',
      code: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
export const close = (key) => refs.get(key)?.deref()?.close();
export const name = (key) => refs.get(key)?.deref()?.name ?? 'none';
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a check of the variable',
      code: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  run() {
    const target = this.ref.deref();
    if (!target) return;
    target.update();
  }
  render() {
    const target = this.ref.deref();
    return target ? target.draw() : undefined;
  }
  size() {
    const target = this.ref.deref();
    if (target === undefined) throw new Error('gone');
    const { size } = target;
    return size;
  }
  each(list) {
    const target = this.ref.deref();
    if (target !== undefined) list.forEach(() => target.update());
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a deref right after the reference was made, in the same job',
      code: `
export function make(target) {
  const ref = new WeakRef(target);
  return ref.deref().name;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a second deref in the same job after a checked one',
      code: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  run() {
    if (this.ref.deref() !== undefined) this.ref.deref().update();
    return this.ref.deref() && this.ref.deref().name;
  }
  early() {
    if (!this.ref.deref()) return;
    this.ref.deref().update();
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the check that makes a new reference where the old one is dead',
      code: `
class Snapshot {
  get() {
    if (!this.ref?.deref()) this.ref = new WeakRef(this.make());
    return this.ref.deref().text;
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the check in a method that is asked',
      code: `
class Cache {
  #map = new Map();
  set(key, value) { this.#map.set(key, new WeakRef(value)); }
  has(key) { return this.#map.get(key)?.deref() !== undefined; }
  name(key) { return this.has(key) ? this.#map.get(key).deref().name : ''; }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the callee checks',
      code: `
class Refs {
  #refs = new Set();
  #known = new WeakMap();
  add(value) { this.#refs.add(new WeakRef(value)); }
  delete(value) { const ref = this.#known.get(value); if (ref) this.#refs.delete(ref); }
  clear() { for (const ref of this.#refs) this.delete(ref.deref()); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the callee checks what is asserted',
      code: `
class Refs<T extends object> {
  #refs = new Set<WeakRef<T>>();
  #known = new WeakMap<T, WeakRef<T>>();
  delete(value: T) { const ref = this.#known.get(value); if (ref) this.#refs.delete(ref); }
  clear() { for (const ref of this.#refs) this.delete(ref.deref()!); }
}
`,
      options: [{ certainty: 'possible' }],
      ts: true,
    },
    {
      name: 'returning what may be undefined',
      code: `
class Cache<V extends object> {
  #map = new Map<string, WeakRef<V>>();
  get(key: string): V | undefined { return this.#map.get(key)?.deref(); }
  find(key: string) { return this.#map.get(key)?.deref(); }
}
`,
      options: [{ certainty: 'possible' }],
      ts: true,
    },
    {
      name: 'a user-defined deref',
      code: `
class Pointer { deref() { return this.value; } }
export const name = (pointer = new Pointer()) => pointer.deref().name;
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a deref of something unknown',
      code: `
export const name = (entry) => entry.deref().name;
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the assertion is not on the deref',
      code: `
const refs = new Map<string, WeakRef<object>>();
export const get = (key: string) => refs.get(key)!.deref();
`,
      options: [{ certainty: 'possible' }],
      ts: true,
    },
    {
      name: 'a module-level target lives on',
      code: `
const config = { name: 'x' };
const ref = new WeakRef(config);
export const name = () => ref.deref().name;
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an error that is handled',
      code: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
export function close(key) {
  try { refs.get(key).deref().close(); } catch { refs.delete(key); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'dead entries are skipped while listing',
      code: `
const refs = new Set();
export const add = (value) => refs.add(new WeakRef(value));
export function* values() {
  for (const ref of refs) {
    const value = ref.deref();
    if (value === undefined) continue;
    yield value;
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an assertion function',
      code: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
export function close(key) {
  const value = refs.get(key).deref();
  assert(value, 'gone');
  value.close();
}
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'a member of the result',
      code: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
export function close(key) {
  refs.get(key)?.deref().close();
}
`,
      reports: [
        {
          at: '5:3-5:25',
          message: '`refs.get(key)?.deref()` is used without a check. Keep the result in a variable and test it before it is used. [proven: the target of `refs.get(key)` may be collected by now, and `deref()` then gives `undefined`]',
          suggestion: { desc: 'Skip the access if the target is dead, if nothing has to happen when the target is dead.', output: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
export function close(key) {
  refs.get(key)?.deref()?.close();
}
` },
        },
      ],
    },
    {
      name: 'a member of a variable that holds the result',
      code: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  run() {
    const target = this.ref.deref();
    target.update();
  }
}
`,
      reports: [
        {
          at: '6:5-6:11',
          message: '`target` (`this.ref.deref()`) is used without a check. Keep the result in a variable and test it before it is used. [proven: the target of `this.ref` may be collected by now, and `deref()` then gives `undefined`]',
          suggestion: { desc: 'Return if the target is dead, if nothing has to happen when the target is dead.', output: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  run() {
    const target = this.ref.deref();
    if (target === undefined) return;
    target.update();
  }
}
` },
        },
      ],
    },
    {
      name: 'a check of the reference instead of its target',
      code: `
class Watch {
  run() {
    if (!this.ref) this.ref = new WeakRef(this.make());
    return this.ref.deref().name;
  }
}
`,
      reports: [
        {
          at: '5:12-5:28',
          message: '`this.ref.deref()` is used without a check. Keep the result in a variable and test it before it is used. [proven: the target of `this.ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'a guard made stale by an await',
      code: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  async run() {
    if (this.ref.deref() === undefined) return;
    await this.load();
    this.ref.deref().update();
  }
}
`,
      reports: [
        {
          at: '7:5-7:21',
          message: '`this.ref.deref()` is used without a check. Keep the result in a variable and test it before it is used. [proven: `this.ref` was checked before, but its target can die at the `await` or `yield` between]',
          suggestion: { desc: 'Skip the access if the target is dead, if nothing has to happen when the target is dead.', output: `
class Watch {
  constructor(target) { this.ref = new WeakRef(target); }
  async run() {
    if (this.ref.deref() === undefined) return;
    await this.load();
    this.ref.deref()?.update();
  }
}
` },
        },
      ],
    },
    {
      name: 'yielded',
      code: `
const refs = new Set();
export const add = (value) => refs.add(new WeakRef(value));
export function* values() {
  for (const ref of refs) yield ref.deref();
}
`,
      reports: [
        {
          at: '5:33-5:44',
          message: '`ref.deref()` is yielded without a check, so dead entries come out as `undefined`. Keep the result in a variable and test it before it is used. [likely: the target of `ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'asserted',
      code: `
export class Refs<T extends object> {
  readonly #refs = new Set<WeakRef<T>>();
  *entries(): IterableIterator<[T, T]> {
    for (const ref of this.#refs) {
      const value = ref.deref()!;
      yield [value, value];
    }
  }
  *values(): IterableIterator<T> {
    for (const ref of this.#refs) yield ref.deref()!;
  }
}
`,
      ts: true,
      reports: [
        {
          at: '6:21-6:32',
          message: '`ref.deref()` is asserted to be there without a check. Keep the result in a variable and test it before it is used. [likely: the target of `ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
        {
          at: '11:41-11:52',
          message: '`ref.deref()` is yielded without a check, so dead entries come out as `undefined`. Keep the result in a variable and test it before it is used. [proven: the target of `ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'a cast is no check',
      code: `
export function text(ref: WeakRef<Doc>): string {
  return (ref.deref() as Doc).text;
}
`,
      ts: true,
      reports: [
        {
          at: '3:11-3:22',
          message: '`ref.deref()` is used without a check. Keep the result in a variable and test it before it is used. [proven: the target of `ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'returned as non-nullable',
      code: `
class Snapshot { text = ''; }
export class Change {
  ref: WeakRef<Snapshot> | undefined;
  get(): Snapshot {
    this.ref ??= new WeakRef(new Snapshot());
    return this.ref.deref()!;
  }
  last(): Snapshot {
    return this.ref?.deref();
  }
}
`,
      ts: true,
      reports: [
        {
          at: '7:12-7:28',
          message: '`this.ref.deref()` is returned as if its target were always there. Keep the result in a variable and test it before it is used. [likely: the target of `this.ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
        {
          at: '10:12-10:29',
          message: '`this.ref?.deref()` is returned as if its target were always there. Keep the result in a variable and test it before it is used. [likely: the target of `this.ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'get or create that returns the dead',
      code: `
const tuples = new Map();
export function tuple(part) {
  const made = Object.freeze([part]);
  if (!tuples.has(part)) {
    tuples.set(part, new WeakRef(made));
    return made;
  }
  return tuples.get(part).deref();
}
`,
      reports: [
        {
          at: '9:10-9:34',
          message: '`tuples.get(part).deref()` is returned as if its target were always there. Keep the result in a variable and test it before it is used. [likely: the target of `tuples.get(part)` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'a callee of the file that uses it unchecked',
      code: `
const refs = new Map();
export const keep = (key, value) => refs.set(key, new WeakRef(value));
function closeIt(value) { value.close(); }
export const close = (key) => closeIt(refs.get(key).deref());
`,
      reports: [
        {
          at: '5:39-5:60',
          message: '`refs.get(key).deref()` is passed to `closeIt`, which uses it without a check (line 4). Keep the result in a variable and test it before it is used. [likely: the target of `refs.get(key)` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
    {
      name: 'asserted for a callee that is not in sight: possible',
      code: `
export const close = (ref: WeakRef<Socket>) => destroy(ref.deref()!);
`,
      ts: true,
      options: [{ certainty: 'possible' }],
      reports: [
        {
          at: '2:56-2:67',
          message: '`ref.deref()` is passed to `destroy` without a check. Keep the result in a variable and test it before it is used. [possible: the target of `ref` may be collected by now, and `deref()` then gives `undefined`]',
        },
      ],
    },
  ],
});

import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-orphan-weakref.js';

testRule('no-orphan-weakref', rule, {
  valid: [
    {
      name: 'the target is stored',
      code: `
export class Store {
  watch(listener) {
    const callback = () => listener();
    this.callbacks.add(callback);
    this.ref = new WeakRef(callback);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the target is returned',
      code: `
export function make() {
  const made = { at: 1 };
  refs.add(new WeakRef(made));
  return made;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the target is passed on',
      code: `
export function subscribe(source) {
  const listener = () => {};
  source.on('change', listener);
  return new WeakRef(listener);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'stored in the same expression',
      code: `
export class Store { open() { return new WeakRef((this.state = { open: true })); } }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a module-level target',
      code: `
const config = { a: 1 };
export const ref = new WeakRef(config);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a reference that is dead from the start',
      code: `
export class Slot { ref = new WeakRef({}); }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a feature probe',
      code: `
export let supported = false;
try { globalThis.probe = new WeakRef({ a: 1 }); supported = true; } catch {}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the result of a call',
      code: `
export const ref = new WeakRef(document.createElement('div'));
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'handed on in the same job',
      code: `
export class Snapshots {
  get() {
    const snapshot = { text: '' };
    this.ref = new WeakRef(snapshot);
    return this.ref.deref();
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a test of the collector',
      code: `
it('is collected', () => { ref = new WeakRef({ a: 1 }); });
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'a function',
      code: `
export class Store {
  watch(listener) { this.listeners.add(new WeakRef(() => listener())); }
}
`,
      reports: [
        {
          at: '3:40-3:69',
          message: 'The function in `WeakRef` may be collected as soon as this job ends. Keep the function where it is needed, or hold it strongly. [proven: nothing but the weak reference holds it]',
        },
      ],
    },
    {
      name: 'an object',
      code: `
export const state = new WeakRef({ open: true });
`,
      reports: [
        {
          at: '2:22-2:49',
          message: 'The object in `WeakRef` may be collected as soon as this job ends. Keep the object where it is needed, or hold it strongly. [proven: nothing but the weak reference holds it]',
        },
      ],
    },
    {
      name: 'a new object',
      code: `
export class Store { cache = new WeakRef(new Cache()); }
`,
      reports: [
        {
          at: '2:30-2:54',
          message: 'The object in `WeakRef` may be collected as soon as this job ends. Keep the object where it is needed, or hold it strongly. [likely: nothing but the weak reference holds it]',
        },
      ],
    },
    {
      name: 'a class and a bound function',
      code: `
export const refs = [new WeakRef(class {}), new WeakRef(start.bind(null))];
`,
      reports: [
        {
          at: '2:22-2:43',
          message: 'The class in `WeakRef` may be collected as soon as this job ends. Keep the class where it is needed, or hold it strongly. [proven: nothing but the weak reference holds it]',
        },
        {
          at: '2:45-2:74',
          message: 'The function in `WeakRef` may be collected as soon as this job ends. Keep the function where it is needed, or hold it strongly. [proven: nothing but the weak reference holds it]',
        },
      ],
    },
    {
      name: 'a local that is mentioned nowhere else',
      code: `
export function watch(refs, socket) {
  const stop = () => socket.close();
  refs.add(new WeakRef(stop));
}
`,
      reports: [
        {
          at: '4:12-4:29',
          message: 'The function in `WeakRef` may be collected as soon as this job ends. Keep the function where it is needed, or hold it strongly. [likely: nothing but the weak reference holds it]',
        },
      ],
    },
  ],
});

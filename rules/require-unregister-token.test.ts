import { testRule } from '../fixtures/rule-tester.js';
import rule from './require-unregister-token.js';

testRule('require-unregister-token', rule, {
  valid: [
    {
      name: 'no token and no unregister',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the target as the token',
      code: `
const registry = new FinalizationRegistry(console.log);
class File {
  constructor(handle) { registry.register(this, handle, this); }
  close() { registry.unregister(this); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the WeakRef as the token',
      code: `
const refs = new Map();
const registry = new FinalizationRegistry((key) => console.log(key));
export function set(key, value) {
  const ref = new WeakRef(value);
  refs.set(key, ref);
  registry.register(value, key, ref);
}
export const remove = (key) => registry.unregister(refs.get(key));
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a fresh object that is kept',
      code: `
const registry = new FinalizationRegistry(console.log);
export function watch(target) {
  const token = {};
  registry.register(target, 1, token);
  return () => registry.unregister(token);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a symbol that is not registered',
      code: `
const token = Symbol('batch');
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1, token);
export const stop = () => registry.unregister(token);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the closure as the token',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export function watch(target, cleanup) {
  registry.register(target, cleanup, cleanup);
  return cleanup;
}
export const stop = (cleanup) => { registry.unregister(cleanup); cleanup(); };
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the token in a member',
      code: `
const registry = new FinalizationRegistry((wrapped) => wrapped.delete());
class Shape {
  constructor(wrapped) { this.wrapped = wrapped; registry.register(this, wrapped, wrapped); }
  delete() { registry.unregister(this.wrapped); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'registered in another file',
      code: `
import { finalizationRegistry } from './registry.js';
export const stop = (token) => finalizationRegistry.unregister(token);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'arguments that are not in sight',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (...args) => registry.register(...args);
export const stop = (token) => registry.unregister(token);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a registry of commands',
      code: `
const registry = new CommandRegistry();
registry.register('open', open);
registry.unregister('open');
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'no token given at register',
      code: `
const registry = new FinalizationRegistry(console.log);
export function watch(timer, id) {
  registry.register(timer, id);
  return timer;
}
export function stop(timer) {
  registry.unregister(timer);
}
`,
      reports: [
        {
          at: '8:3-8:29',
          message: 'This unregisters nothing: `timer` matches no registration. Pass the same object as the third argument of `register`. [proven: no registration on `registry` passes a token]',
          suggestion: { desc: 'Register with `timer` as the token, if `timer` is here the object that was registered under that name.', output: `
const registry = new FinalizationRegistry(console.log);
export function watch(timer, id) {
  registry.register(timer, id, timer);
  return timer;
}
export function stop(timer) {
  registry.unregister(timer);
}
` },
        },
      ],
    },
    {
      name: 'a token that was forgotten',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export const onCollect = (target, cleanup) => {
  const id = {};
  registry.register(target, cleanup);
  return () => registry.unregister(id);
};
`,
      reports: [
        {
          at: '6:16-6:39',
          message: 'This unregisters nothing: `id` matches no registration. Pass the same object as the third argument of `register`. [proven: no registration on `registry` passes a token]',
          suggestion: { desc: 'Register with `id` as the token, if `id` is the object whose registration is to end there.', output: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export const onCollect = (target, cleanup) => {
  const id = {};
  registry.register(target, cleanup, id);
  return () => registry.unregister(id);
};
` },
        },
      ],
    },
    {
      name: 'this without a token',
      code: `
class File {
  static #registry = new FinalizationRegistry((handle) => close(handle));
  constructor(handle) { File.#registry.register(this, handle); }
  close() { File.#registry.unregister(this); }
}
`,
      reports: [
        {
          at: '5:13-5:44',
          message: 'This unregisters nothing: `this` matches no registration. Pass the same object as the third argument of `register`. [proven: no registration on `File.#registry` passes a token]',
          suggestion: { desc: 'Register with `this` as the token, if `this` is the object whose registration is to end there.', output: `
class File {
  static #registry = new FinalizationRegistry((handle) => close(handle));
  constructor(handle) { File.#registry.register(this, handle, this); }
  close() { File.#registry.unregister(this); }
}
` },
        },
      ],
    },
    {
      name: 'a new object matches nothing',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1, target);
export const stop = () => registry.unregister({});
`,
      reports: [
        {
          at: '4:27-4:50',
          message: 'This unregisters nothing: `{}` matches no registration. Pass the same object as the third argument of `register`. [proven: it is made on the spot, so no registration can have it]',
        },
      ],
    },
    {
      name: 'a new WeakRef is not the one that was registered',
      code: `
const registry = new FinalizationRegistry(console.log);
export function watch(target) {
  const ref = new WeakRef(target);
  registry.register(target, 1, ref);
}
export const stop = (target) => registry.unregister(new WeakRef(target));
`,
      reports: [
        {
          at: '7:33-7:73',
          message: 'This unregisters nothing: `new WeakRef(target)` matches no registration. Pass the same object as the third argument of `register`. [proven: a new `WeakRef` is not the one that was registered]',
        },
      ],
    },
    {
      name: 'a token that nothing else has',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1, { target: 1 });
export const stop = (target) => registry.unregister(target);
`,
      reports: [
        {
          at: '4:33-4:60',
          message: 'This unregisters nothing: `target` matches no registration. Pass the same object as the third argument of `register`. [proven: the tokens are made in the call of `register`, so nothing else has them]',
        },
      ],
    },
    {
      name: 'the target where the token is the WeakRef',
      code: `
const refs = new Map();
const registry = new FinalizationRegistry(console.log);
export function set(key, value) {
  const ref = new WeakRef(value);
  refs.set(key, ref);
  registry.register(value, key, ref);
}
export function remove(key) {
  const value = refs.get(key)?.deref();
  if (value) registry.unregister(value);
}
`,
      reports: [
        {
          at: '11:14-11:40',
          message: 'This unregisters nothing: `value` matches no registration. Pass the same object as the third argument of `register`. [proven: the registrations have the `WeakRef` as their token, and this is its target]',
        },
      ],
    },
    {
      name: 'the WeakRef where the token is the target',
      code: `
const refs = new Map();
const registry = new FinalizationRegistry(console.log);
export function set(key, value) {
  refs.set(key, new WeakRef(value));
  registry.register(value, key, value);
}
export function remove(key) {
  const ref = refs.get(key);
  if (ref) registry.unregister(ref);
}
`,
      reports: [
        {
          at: '10:12-10:36',
          message: 'This unregisters nothing: `ref` matches no registration. Pass the same object as the third argument of `register`. [proven: the registrations have the target as their token, and this is a `WeakRef` of it]',
        },
      ],
    },
  ],
});

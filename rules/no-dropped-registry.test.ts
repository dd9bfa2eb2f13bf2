import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-dropped-registry.js';

testRule('no-dropped-registry', rule, {
  valid: [
    {
      name: 'module scope',
      code: `
const registry = new FinalizationRegistry(console.log);
export const watch = (target) => registry.register(target, 1);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'captured by a returned closure',
      code: `
export function makeWatch() {
  const registry = new FinalizationRegistry(console.log);
  return (target) => registry.register(target, 1);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'captured by a method of a returned object',
      code: `
export function makeRefs() {
  const refs = new Set();
  const registry = new FinalizationRegistry((ref) => refs.delete(ref));
  return { add(value) { const ref = new WeakRef(value); refs.add(ref); registry.register(value, ref); } };
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'captured in an IIFE',
      code: `
export const client = (() => {
  const registry = new FinalizationRegistry((controller) => controller.abort());
  return { register: (response, controller) => registry.register(response, controller, response) };
})();
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'returned to the caller',
      code: `
export function watch(target) {
  const registry = new FinalizationRegistry(console.log);
  registry.register(target, 1);
  return registry;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a static field, created lazily',
      code: `
class Space {
  static #registry = null;
  constructor(pointer) {
    Space.#registry ||= new FinalizationRegistry((held) => free(held));
    Space.#registry.register(this, pointer);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a lazily created singleton',
      code: `
let registry;
function getRegistry() {
  return (registry ??= new FinalizationRegistry((cleanup) => cleanup()));
}
export const watch = (target, cleanup) => getRegistry().register(target, cleanup);
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a field of a service that registers other objects',
      code: `
class Extension {
  constructor() { this.registry = new FinalizationRegistry((id) => this.free(id)); }
  wrap(fn) { this.registry.register(fn, fn.id); return fn; }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a suspended async function keeps its locals',
      code: `
test('is collected', async () => {
  const registry = new FinalizationRegistry(() => {});
  registry.register({}, 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
});
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'given to someone',
      code: `
export function setUp(service) {
  const registry = new FinalizationRegistry(console.log);
  service.registry = registry;
  registry.register(service.root, 1);
}
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'a local that nobody captures',
      code: `
export function watch(target) {
  const registry = new FinalizationRegistry((id) => console.log(id));
  registry.register(target, 1);
  return target;
}
`,
      reports: [
        {
          at: '3:20-3:69',
          message: '`registry` is collected when the function returns, and its callback never runs. Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service. [proven: it is a local variable that nothing captures, and targets do not keep their registry alive]',
          suggestion: { desc: 'Move the registry to module scope, if one registry may serve every call of the function.', output: `
const registry = new FinalizationRegistry((id) => console.log(id));

export function watch(target) {
  registry.register(target, 1);
  return target;
}
` },
        },
      ],
    },
    {
      name: 'a local whose callback needs locals: no suggestion',
      code: `
export function watch(target, name) {
  const registry = new FinalizationRegistry(() => console.log(name));
  registry.register(target, 1);
}
`,
      reports: [
        {
          at: '3:20-3:69',
          message: '`registry` is collected when the function returns, and its callback never runs. Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service. [proven: it is a local variable that nothing captures, and targets do not keep their registry alive]',
        },
      ],
    },
    {
      name: 'a temporary',
      code: `
export function watch(target) {
  new FinalizationRegistry(console.log).register(target, 1);
}
`,
      reports: [
        {
          at: '3:3-3:40',
          message: 'This registry is collected before its targets, and its callback never runs. Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service. [proven: nothing keeps it after this statement]',
        },
      ],
    },
    {
      name: 'a field of its own target',
      code: `
class File {
  constructor(handle) {
    this.registry = new FinalizationRegistry((held) => close(held));
    this.registry.register(this, handle);
  }
}
`,
      reports: [
        {
          at: '4:21-4:68',
          message: '`this.registry` dies together with its target, and its callback never runs. Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service. [likely: it is kept only by `this`, the object that it watches]',
        },
      ],
    },
    {
      name: 'a private field of its own target',
      code: `
class File {
  #registry = new FinalizationRegistry((held) => close(held));
  constructor(handle) { this.#registry.register(this, handle, this); }
  close() { this.#registry.unregister(this); }
}
`,
      reports: [
        {
          at: '3:15-3:62',
          message: '`this.#registry` dies together with its target, and its callback never runs. Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service. [likely: it is kept only by `this`, the object that it watches]',
        },
      ],
    },
  ],
});

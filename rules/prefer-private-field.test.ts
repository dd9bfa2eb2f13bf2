import { testRule } from '../fixtures/rule-tester.js';
import rule from './prefer-private-field.js';

testRule('prefer-private-field', rule, {
  valid: [
    {
      name: 'keyed by others, too',
      code: `
const values = new WeakMap();
export class Box {
  constructor(value) { values.set(this, value); }
  equals(other) { return values.get(this) === values.get(other); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'used by two classes',
      code: `
const values = new WeakMap();
class A { constructor() { values.set(this, 1); } }
class B { get value() { return values.get(this); } }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'has on foreign objects',
      code: `
const brand = new WeakMap();
export class Box {
  constructor() { brand.set(this, true); }
  static isBox(value) { return brand.has(value); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'exported: a subclass in another file may share it',
      code: `
export const values = new WeakMap();
export class Box { constructor(value) { values.set(this, value); } get value() { return values.get(this); } }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'mixins',
      code: `
const values = new WeakMap();
export const Boxed = (Base) => class extends Base {
  constructor(value) { super(); values.set(this, value); }
  get value() { return values.get(this); }
};
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'keyed by the class',
      code: `
const counts = new WeakMap();
export class Base { static count() { counts.set(this, (counts.get(this) ?? 0) + 1); } }
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a field of a service',
      code: `
export class Service {
  #values = new WeakMap();
  keep(page, value) { this.#values.set(page, value); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the file makes proxies',
      code: `
const values = new WeakMap();
export class Box { constructor(value) { values.set(this, value); } get value() { return values.get(this); } }
export const boxed = (value) => new Proxy(new Box(value), {});
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'a value per instance',
      code: `
const values = new WeakMap();

export class Box {
  constructor(value) { values.set(this, value); }
  get value() { return values.get(this); }
}
`,
      reports: [
        {
          at: '2:16-2:29',
          message: '`values` only keeps a value for `this` of `Box`. Use a `#private` field. [likely: a field of the instance does the same without a table]',
          suggestion: { desc: 'Use the private field `#values`, if its methods are never called on a Proxy or a foreign object.', output: `
export class Box {
  #values;
  constructor(value) { this.#values = value; }
  get value() { return this.#values; }
}
` },
        },
      ],
    },
    {
      name: 'through an alias of this, in a callback',
      code: `
const _state = new WeakMap();
export class Timer {
  constructor() {
    const self = this;
    _state.set(this, { ticks: 0 });
    setInterval(() => { _state.get(self).ticks++; }, 1000);
  }
}
`,
      reports: [
        {
          at: '2:16-2:29',
          message: '`_state` only keeps a value for `this` of `Timer`. Use a `#private` field. [likely: a field of the instance does the same without a table]',
          suggestion: { desc: 'Use the private field `#state`, if its methods are never called on a Proxy or a foreign object.', output: `
export class Timer {
  #state;
  constructor() {
    const self = this;
    this.#state = { ticks: 0 };
    setInterval(() => { self.#state.ticks++; }, 1000);
  }
}
` },
        },
      ],
    },
    {
      name: 'has: reported, not rewritten',
      code: `
const values = new WeakMap();
export class Box {
  get value() {
    if (!values.has(this)) values.set(this, {});
    return values.get(this);
  }
}
`,
      reports: [
        {
          at: '2:16-2:29',
          message: '`values` only keeps a value for `this` of `Box`. Use a `#private` field. [likely: a field of the instance does the same without a table]',
        },
      ],
    },
    {
      name: 'typed',
      code: `
const names = new WeakMap<Person, string>();
export class Person {
  readonly born = 0;
  constructor(name: string) { names.set(this, name); }
  get name() { return names.get(this)!; }
}
`,
      ts: true,
      reports: [
        {
          at: '2:15-2:44',
          message: '`names` only keeps a value for `this` of `Person`. Use a `#private` field. [likely: a field of the instance does the same without a table]',
          suggestion: { desc: 'Use the private field `#names`, if its methods are never called on a Proxy or a foreign object.', output: `
export class Person {
  #names: string | undefined;
  readonly born = 0;
  constructor(name: string) { this.#names = name; }
  get name() { return this.#names!; }
}
` },
        },
      ],
    },
    {
      name: 'typed without a value type: no suggestion',
      code: `
const names = new WeakMap();
export class Person {
  constructor(name: string) { names.set(this, name); }
}
`,
      ts: true,
      reports: [
        {
          at: '2:15-2:28',
          message: '`names` only keeps a value for `this` of `Person`. Use a `#private` field. [likely: a field of the instance does the same without a table]',
        },
      ],
    },
  ],
});

import { testRule } from '../fixtures/rule-tester.js';
import rule from './no-target-capture.js';

testRule('no-target-capture', rule, {
  valid: [
    {
      name: 'members that are copied out',
      code: `
const registry = new FinalizationRegistry((handle) => close(handle));
class File {
  constructor(path) {
    this.handle = open(path);
    registry.register(this, this.handle, this);
    registry.register(this, { handle: this.handle, path });
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a WeakRef of the target',
      code: `
const registry = new FinalizationRegistry(({ ref }) => console.log(ref));
class Node {
  constructor() { registry.register(this, { ref: new WeakRef(this) }); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an object that does not point back',
      code: `
const registry = new FinalizationRegistry((admin) => admin.dispose());
export function observe(target) {
  const admin = new Admin();
  registry.register(target, admin, admin);
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a function made outside the scope of the target',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
const cleanupOf = (handle) => () => handle.close();
class File {
  constructor(handle) {
    this.handle = handle;
    handle.onClose(() => this.closed());
    registry.register(this, cleanupOf(handle), this);
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a different binding of the same name',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export function any(signals) {
  const refs = [];
  let left = signals.length;
  for (const signal of signals) {
    refs.push(new WeakRef(signal));
    registry.register(signal, () => !--left && dispose(), signal);
  }
  function dispose() {
    for (const ref of refs) {
      const signal = ref.deref();
      if (signal) registry.unregister(signal);
    }
  }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a held parameter that is called target',
      code: `
const registry = new FinalizationRegistry((held) => held.target.close());
export const watch = (owner, target) => registry.register(owner, { target });
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'the target is cleared by hand',
      code: `
export function leaks(target) {
  const registry = new FinalizationRegistry(() => { held = false; });
  let held = true;
  registry.register(target, () => held);
  target = null;
  return () => held || target;
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'a method that is not bound',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
class File {
  static release() {}
  constructor() { registry.register(this, File.release); }
}
`,
      options: [{ certainty: 'possible' }],
    },
    {
      name: 'an imported class of that name',
      code: `
import { FinalizationRegistry } from './ponyfill.js';
const registry = new FinalizationRegistry((cleanup) => cleanup());
class File { constructor() { registry.register(this, () => this.close()); } }
`,
      options: [{ certainty: 'possible' }],
    },
  ],
  invalid: [
    {
      name: 'the held closure mentions this',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
class Ref {
  constructor() {
    registry.register(this, () => this.#cleanup(), this);
  }
  #cleanup() {}
}
`,
      reports: [
        {
          at: '5:29-5:50',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the function that it holds mentions the target (`this`, line 5)]',
        },
      ],
    },
    {
      name: 'the held closure mentions an alias of this',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
class Ref {
  constructor() {
    const self = this;
    registry.register(this, function () { self.close(); });
  }
}
`,
      reports: [
        {
          at: '6:29-6:58',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the function that it holds mentions the target (`self`, line 6)]',
        },
      ],
    },
    {
      name: 'the held closure mentions the target',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export function watch(element) {
  const stop = () => element.removeEventListener('click', log);
  registry.register(element, stop);
}
`,
      reports: [
        {
          at: '5:30-5:34',
          message: '`registry` keeps `element` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the function that it holds mentions the target (`element`, line 4)]',
        },
      ],
    },
    {
      name: 'a sibling closure of the same scope mentions the target',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
export function watch(element, socket) {
  element.onclick = () => element.focus();
  registry.register(element, () => socket.close());
}
`,
      reports: [
        {
          at: '5:30-5:50',
          message: '`registry` keeps `element` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [likely: the function that it holds shares its scope with one that mentions the target (line 4), and the closures of a scope share what they capture]',
        },
      ],
    },
    {
      name: 'a sibling arrow mentions this',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
class View {
  constructor(socket) {
    this.render = () => this.draw();
    registry.register(this, () => socket.close(), this);
  }
}
`,
      reports: [
        {
          at: '6:29-6:49',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [likely: the function that it holds shares its scope with one that mentions the target (line 5), and the closures of a scope share what they capture]',
        },
      ],
    },
    {
      name: 'a held object with the target',
      code: `
const registry = new FinalizationRegistry(({ owner }) => console.log(owner));
class View {
  constructor() { registry.register(this, { owner: this, at: Date.now() }); }
}
`,
      reports: [
        {
          at: '4:52-4:56',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the held value has it as `this`]',
        },
      ],
    },
    {
      name: 'a held array and a held literal under a name',
      code: `
const registry = new FinalizationRegistry(console.log);
export function watch(target) {
  const entry = { list: [target] };
  registry.register(target, entry);
}
`,
      reports: [
        {
          at: '5:29-5:34',
          message: '`registry` keeps `target` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the held value has it as `target`]',
        },
      ],
    },
    {
      name: 'a bound method',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
class File {
  constructor() { registry.register(this, this.close.bind(this)); }
}
`,
      reports: [
        {
          at: '4:43-4:64',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the bound function that it holds has the target as its receiver or argument]',
        },
      ],
    },
    {
      name: 'a function of the file that captures what it is given',
      code: `
const registry = new FinalizationRegistry((cleanup) => cleanup());
function cleanupOf(file) { return () => file.close(); }
class File {
  constructor() { registry.register(this, cleanupOf(this)); }
}
`,
      reports: [
        {
          at: '5:43-5:58',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: what `cleanupOf` returns refers to the target that it is given]',
        },
      ],
    },
    {
      name: 'the held value is a key of a WeakMap whose value is the target',
      code: `
const elements = new WeakMap();
const registry = new FinalizationRegistry((watcher) => watcher.stop());
class Element {
  connect() {
    const watcher = new Watcher();
    elements.set(watcher, this);
    registry.register(this, watcher);
  }
}
`,
      reports: [
        {
          at: '8:29-8:36',
          message: '`registry` keeps `this` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [proven: the held value is a key of `elements`, which keeps the target as its value (line 7)]',
        },
      ],
    },
    {
      name: 'the callback mentions the target',
      code: `
export function test() {
  const target = {};
  const registry = new FinalizationRegistry(() => console.log(target));
  registry.register(target, 0);
  return registry;
}
`,
      reports: [
        {
          at: '4:45-4:70',
          message: '`registry` keeps `target` alive, so it is never finalised. Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope. [likely: its callback mentions the target (line 4)]',
        },
      ],
    },
  ],
});

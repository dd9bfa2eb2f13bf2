import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { weakFindingsIn } from './index.js';

/** How certain it is that each registration is repeated. */
function certaintiesIn(program: string): readonly string[] {
  return weakFindingsIn(parseSource('a.ts', `const registry = new FinalizationRegistry(console.log);\n${program}`), ['repeated-registration']).map(({ certainty }) => certainty);
}

const inClass = (members: string): string => `export class Handle extends Base { ${members} }`;

describe('`this` is registered again', () => {
  it.each([
    ['in a getter', 'likely', inClass('get info() { registry.register(this, 1); return 1; }')],
    ['in a setter', 'likely', inClass('set size(value) { this.length = value; registry.register(this, value); }')],
    ['in a getter of a literal', 'likely', 'export const view = { get size() { registry.register(this, 1); return 1; } };'],
    ['at every render', 'likely', inClass('render() { registry.register(this, this.props.name); }')],
    ['whenever it is attached', 'likely', inClass('connectedCallback() { registry.register(this, 1); }')],
    ['in a method', 'possible', inClass('resize(bytes) { this.pointer = malloc(bytes); registry.register(this, this.pointer); }')],
    ['in a method of a prototype', 'possible', 'export function Handle() {} Handle.prototype.open = function () { registry.register(this, 1); };'],
    ['in a field that is a function', 'possible', inClass('open = () => { registry.register(this, 1); };')],
    ['by another name', 'possible', inClass('open() { const self = this; registry.register(self, 1); }')],
    ['in a callback that runs at once', 'possible', inClass('open(names) { names.forEach((name) => registry.register(this, name)); }')],
    ['behind a test of what it is given', 'possible', inClass('open(bytes) { if (!bytes) return; if (bytes > 0) registry.register(this, bytes); }')],
    ['behind a test of what the run leaves as it is', 'possible', inClass('#closed = false; open() { if (this.#closed) throw new Error(); registry.register(this, 1); } close() { this.#closed = true; }')],
    ['before a test', 'likely', 'const meta = new WeakMap(); ' + inClass('get info() { registry.register(this, 1); let info = meta.get(this); if (!info) meta.set(this, (info = {})); return info; }')],
    ['in a private method that others call, too', 'possible', inClass('constructor() { super(); this.#watch(); } #watch() { registry.register(this, 1); } reopen() { this.#watch(); }')],
    ['behind a test of the host', 'possible', inClass("open() { if (typeof FinalizationRegistry !== 'undefined') registry.register(this, 1); }")],
  ])('%s', (_, certainty, program) => {
    expect(certaintiesIn(program)).toEqual([certainty]);
  });
});

describe('`this` is registered once', () => {
  it.each([
    ['in a constructor', inClass('constructor() { super(); registry.register(this, 1); }')],
    ['in what only constructors call', inClass('constructor() { super(); this.#watch(); } #watch() { this.#add(); } #add() { registry.register(this, 1); }')],
    ['in what a field calls', inClass('#handle = this.#open(); #open() { registry.register(this, 1); return 1; }')],
    ['in a method that runs once by its name', inClass('componentDidMount() { registry.register(this, 1); } ngOnInit() { registry.register(this, 2); }')],
    ['behind a flag', inClass('#watched = false; open() { if (this.#watched) return; this.#watched = true; registry.register(this, 1); }')],
    ['behind a flag that another method sets', inClass('#watched = false; get info() { if (!this.#watched) { registry.register(this, 1); this.#mark(); } return 1; } #mark() { this.#watched = true; }')],
    ['behind a set', 'const known = new WeakSet(); ' + inClass('open() { if (!known.has(this)) { known.add(this); registry.register(this, 1); } }')],
    ['behind what was found', 'const meta = new WeakMap(); ' + inClass('get info() { const known = meta.get(this); if (known) return known; const info = {}; meta.set(this, info); registry.register(this, 1); return info; }')],
    ['behind what is filled', inClass('get info() { if (this.made === undefined) { this.made = {}; registry.register(this, 1); } return this.made; }')],
    ['as what is not there yet', inClass('get info() { return (this.made ??= this.make(registry.register(this, 1))); }')],
    ['in one of several states', inClass("open() { switch (this.state) { case 'new': this.state = 'open'; registry.register(this, 1); } }")],
    ['behind a method that is not seen', inClass("open() { if (this.state === 'new') { this.enter('open'); registry.register(this, 1); } }")],
    ['behind a function that is not seen', inClass('open() { if (once(this)) registry.register(this, 1); }')],
    ['after it is unregistered', inClass('open() { registry.unregister(this); registry.register(this, 1, this); }')],
    ['in turn with a method that unregisters it', inClass('connectedCallback() { registry.register(this, 1, this); } disconnectedCallback() { registry.unregister(this); }')],
    ['as a class', inClass('static open() { registry.register(this, 1); }')],
    ['as a new object', inClass('static open() { const made = new this(); registry.register(made, 1); return made; }')],
    ['in a function that is a constructor', 'export function Handle() { registry.register(this, 1); }'],
  ])('%s', (_, program) => {
    expect(certaintiesIn(program)).toEqual([]);
  });
});

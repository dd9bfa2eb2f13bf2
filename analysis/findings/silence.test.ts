import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../index.js';

/** How certain the findings of a program are, one for each container that is reported. */
function findings(program: string, path = 'a.mjs'): readonly string[] {
  return analyze(parseSource(path, program)).containers.flatMap(({ finding }) => (finding ? [finding.certainty] : []));
}

/** Programs that leak nothing, each beside one that differs in the one thing that decides, and does. */
const PAIRS: readonly (readonly [fact: string, silent: string, leaking: string, certainty: string])[] = [
  [
    'what a call makes and fills itself is filled once, whoever keeps it',
    `const byModule = new WeakMap();
     export function index(module) {
       const found = new Map();
       module.parts.forEach((part) => visit(part));
       byModule.set(module, found);
       function visit(part) { found.set(part, part.size); }
     }
     export const sizeOf = (module, part) => byModule.get(module).get(part);`,
    `const byModule = new WeakMap();
     export function index(module, part) {
       let found = byModule.get(module);
       if (!found) byModule.set(module, (found = new Map()));
       found.set(part, part.size);
     }
     export const sizeOf = (module, part) => byModule.get(module).get(part);`,
    'likely',
  ],
  [
    'what a call makes is filled once, though a helper of the call gives it back',
    `const byTemplate = new WeakMap();
     export const codeOf = (template, id) => (byTemplate.get(template) ?? keep(template)).get(id);
     function keep(template) { const made = parse(template); byTemplate.set(template, made); return made; }
     function parse(template) {
       const result = new Map();
       let count = 0;
       template.children.forEach(visit);
       return result;
       function visit(child) { result.set('part_' + count++, child.code); }
     }`,
    `const byTemplate = new WeakMap();
     let count = 0;
     export const codeOf = (template, id) => byTemplate.get(template)?.get(id);
     export function add(template, code) {
       const result = byTemplate.get(template) ?? new Map();
       result.set('part_' + count++, code);
       byTemplate.set(template, result);
     }`,
    'likely',
  ],
  [
    'the product of a factory goes with the call that alone has it',
    `export function split(groups) {
       const makeCombine = (limit) => {
         const cache = new Map();
         return (chunk) => { if (!cache.has(chunk)) cache.set(chunk, chunk.sizes(limit)); return cache.get(chunk); };
       };
       const combine = makeCombine(3);
       return groups.map((chunk) => combine(chunk).length);
     }`,
    `export function splitter() {
       const makeCombine = (limit) => {
         const cache = new Map();
         return (chunk) => { if (!cache.has(chunk)) cache.set(chunk, chunk.sizes(limit)); return cache.get(chunk); };
       };
       const combine = makeCombine(3);
       return (groups) => groups.map((chunk) => combine(chunk).length);
     }`,
    'likely',
  ],
  [
    'the product of a factory goes with the call whose functions alone use it',
    `function Cache() { const sizes = {}; return { get(light) { return (sizes[light.id] ??= light.size()); } }; }
     export function draw(lights) { const cache = Cache(); const setUp = () => lights.map((light) => cache.get(light)); return setUp().length; }`,
    `function Cache() { const sizes = {}; return { get(light) { return (sizes[light.id] ??= light.size()); } }; }
     export function renderer() { const cache = Cache(); const setUp = (lights) => lights.map((light) => cache.get(light)); return { setUp }; }`,
    'likely',
  ],
  [
    'the product of a factory at module level goes with the function that calls it',
    `const collect = () => {
       const written = new Set();
       return { note: (node) => { node.mark(); written.add(node); }, isWritten: (node) => written.has(node) };
     };
     export function print(program) {
       const names = collect();
       program.walk((node) => names.note(node));
       return program.nodes.filter((node) => names.isWritten(node));
     }`,
    `const collect = () => {
       const written = new Set();
       return { note: (node) => { node.mark(); written.add(node); }, isWritten: (node) => written.has(node) };
     };
     const names = collect();
     export function print(program) {
       program.walk((node) => names.note(node));
       return program.nodes.filter((node) => names.isWritten(node));
     }`,
    'proven',
  ],
  [
    'the product of a factory is kept where a helper that gives it back is asked by one who keeps it',
    `const make = () => { const seen = new Set(); return (page) => { page.open(); const was = seen.has(page); seen.add(page); return was; }; };
     const wrap = () => { const isSeen = make(); return isSeen; };
     export function run(pages) { const isSeen = wrap(); return pages.filter((page) => isSeen(page)); }`,
    `const make = () => { const seen = new Set(); return (page) => { page.open(); const was = seen.has(page); seen.add(page); return was; }; };
     const wrap = () => { const isSeen = make(); return isSeen; };
     const isSeen = wrap();
     export function run(pages) { return pages.filter((page) => isSeen(page)); }`,
    'proven',
  ],
  [
    'what stands beside a listener is the name of an event',
    `export function emitter() {
       const all = new Map();
       return { on(event, listener) { all.set(event, [...(all.get(event) ?? []), listener]); }, emit(event) { for (const each of all.get(event) ?? []) each(); } };
     }`,
    `export function marker() {
       const all = new Map();
       return { mark(event) { all.set(event, true); }, isMarked(event) { return all.get(event); } };
     }`,
    'possible',
  ],
  [
    'a name tells nothing where the file calls strings so: one that is cut',
    `const isAbsolute = (request) => request.startsWith('/');
     const cache = new Map();
     export function shorten(request) { if (!cache.has(request)) cache.set(request, isAbsolute(request)); return cache.get(request); }`,
    `const cache = new Map();
     export function shorten(request) { if (!cache.has(request)) cache.set(request, measure(request)); return cache.get(request); }`,
    'possible',
  ],
  [
    'a name tells nothing where the file calls strings so: one that is matched',
    `const loaded = new Set();
     export function load(request) { if (/^[.]/.test(request) && !loaded.has(request)) loaded.add(request); }`,
    `const loaded = new Set();
     export function load(request) { if (schema.test(request) && !loaded.has(request)) loaded.add(request); }`,
    'possible',
  ],
  [
    'a name tells nothing where the file calls strings so: one that is told apart by `typeof`',
    `/** @param {Etag} a @param {Etag} b */
     export function merge(a, b) {
       if (typeof b !== 'string') return join(a, b);
       const known = merged.get(b) ?? merged.set(b, join(a, b)).get(b);
       return known;
     }
     const merged = new Map();`,
    `/** @param {Etag} a @param {Etag} b */
     export function merge(a, b) {
       const known = merged.get(b) ?? merged.set(b, join(a, b)).get(b);
       return known;
     }
     const merged = new Map();`,
    'possible',
  ],
  [
    'a name tells nothing where the file calls strings so: one that is switched over texts',
    `const seen = new Set();
     export function first(token) { const was = seen.has(token); seen.add(token); switch (token) { case 'if': return was; default: return !was; } }`,
    `const seen = new Set();
     export function first(token) { const was = seen.has(token); seen.add(token); switch (token) { case IF: return was; default: return !was; } }`,
    'possible',
  ],
  [
    'the name of a type that ends as those of data do is none of objects, in a doc comment as in an annotation',
    `const enabled = new WeakMap();
     /** @param {Compiler} compiler @param {LibraryType} kind */
     export function enable(compiler, kind) { const set = enabled.get(compiler) ?? new Set(); enabled.set(compiler, set); set.add(kind); return set.has(kind); }`,
    `const enabled = new WeakMap();
     /** @param {Compiler} compiler @param {Library} kind */
     export function enable(compiler, kind) { const set = enabled.get(compiler) ?? new Set(); enabled.set(compiler, set); set.add(kind); return set.has(kind); }`,
    'possible',
  ],
  [
    'the type of a member of another type tells nothing',
    `const known = new Map();
     /** @param {Module["resource"]} resource */
     export function isKnown(resource) { const was = known.has(resource); known.set(resource, true); return was; }`,
    `const known = new Map();
     /** @param {Resource} resource */
     export function isKnown(resource) { const was = known.has(resource); known.set(resource, true); return was; }`,
    'possible',
  ],
  [
    'a guard that lets only strings through',
    `const loaded = new Set();
     export function load(request) { if (typeof request !== 'string') throw new TypeError(); if (loaded.has(request)) return; loaded.add(request); }`,
    `const loaded = new Set();
     export function load(request) { if (typeof request !== 'object' || request === null) throw new TypeError(); if (loaded.has(request)) return; loaded.add(request); }`,
    'proven',
  ],
  [
    'a message of another kind takes out what one kind put in',
    `const active = new Map();
     export function handle(info) {
       const { target } = info;
       if (info.type === 'down') active.set(target, info);
       else if (info.type === 'up' || info.type === 'cancel') active.delete(target);
       return active.get(target);
     }`,
    `const active = new Map();
     export function handle(info) {
       const { target } = info;
       if (info.type === 'down') active.set(target, info);
       else if (info.isForced) active.delete(target);
       return active.get(target);
     }`,
    'likely',
  ],
  [
    'an action of another kind takes out what one kind put in',
    `const open = new Map();
     export function reduce(action) {
       const { target } = action;
       switch (action.type) { case 'open': open.set(target, action); break; case 'close': open.delete(target); break; }
       return open.get(target);
     }`,
    `const open = new Map();
     export function reduce(action) {
       const { target } = action;
       switch (action.type) { case 'open': open.set(target, action); if (action.isLast) open.delete(target); break; }
       return open.get(target);
     }`,
    'likely',
  ],
  [
    'a position in a list that the file writes down is no id',
    `const KINDS = ['line', 'area'];
     const drawn = {};
     export function draw(kind) { const place = KINDS.indexOf(kind); drawn[place] = (drawn[place] ?? 0) + 1; return drawn[place]; }`,
    `const kinds = [];
     const drawn = {};
     export function draw(kind) { const place = kinds.push(kind) - 1; drawn[place] = (drawn[place] ?? 0) + 1; return drawn[place]; }`,
    'likely',
  ],
  [
    'a microtask always runs, whoever starts it',
    `const pending = new Set();
     export function bind(group) { group.open(); if (pending.has(group)) return; pending.add(group); queue_micro_task(() => { pending.delete(group); }); }`,
    `const pending = new Set();
     export function bind(group) { group.open(); if (pending.has(group)) return; pending.add(group); group.ask(() => { pending.delete(group); }); }`,
    'possible',
  ],
  [
    'a constructor function makes a map for each object, and fills it once',
    `function Panel(widget) { this.sizes = new Map(); this.sizes.set(widget, widget.getBounds()); }
     Panel.prototype.sizeOf = function (widget) { return this.sizes.get(widget); };
     export const panel = new Panel(main);`,
    `function Panel() { this.sizes = new Map(); }
     Panel.prototype.sizeOf = function (widget) { if (!this.sizes.has(widget)) this.sizes.set(widget, widget.getBounds()); return this.sizes.get(widget); };
     export const panel = new Panel();`,
    'likely',
  ],
  [
    'a function that makes the map anew, and is no constructor, takes all entries out',
    `function begin() { this.sizes = new Map(); }
     function sizeOf(widget) { if (!this.sizes.has(widget)) this.sizes.set(widget, widget.getBounds()); return this.sizes.get(widget); }
     export const panel = { begin, sizeOf };`,
    `var Panel = (function () {
       function Panel() { this.sizes = new Map(); }
       var prototype = Panel.prototype;
       prototype.sizeOf = function sizeOf(widget) { if (!this.sizes.has(widget)) this.sizes.set(widget, widget.getBounds()); return this.sizes.get(widget); };
       return Panel;
     })();
     export { Panel };`,
    'possible',
  ],
  [
    'what a file passes to its own exported function tells of its keys',
    `const sizes = new Map();
     export function measure(thing) { if (!sizes.has(thing)) sizes.set(thing, 1); return sizes.get(thing); }
     export const measureName = (name) => measure(name);`,
    `const sizes = new Map();
     export function measure(thing) { if (!sizes.has(thing)) sizes.set(thing, 1); return sizes.get(thing); }
     export const measureNew = () => measure(document.createElement('p'));`,
    'possible',
  ],
  [
    'unless it passes something else, too',
    `const sizes = new Map();
     export function measure(thing) { if (!sizes.has(thing)) sizes.set(thing, 1); return sizes.get(thing); }
     export const measureNew = () => measure(document.createElement('p')) + measure('p');`,
    `const sizes = new Map();
     export function measure(thing) { if (!sizes.has(thing)) sizes.set(thing, 1); return sizes.get(thing); }
     export const measureNew = () => measure(document.createElement('p')) + measure(new Image());`,
    'possible',
  ],
];

describe('silent, and beside it what is not', () => {
  it.each(PAIRS)('%s', (_, silent, leaking, certainty) => {
    expect({ silent: findings(silent), leaking: findings(leaking) }).toEqual({ silent: [], leaking: [certainty] });
  });

  it('a field that the file gives to the class of another may be emptied in other files', () => {
    const method = `function (camera) { this.renderers ??= {}; if (!this.renderers[camera.uniqueId]) this.renderers[camera.uniqueId] = make(camera); return this.renderers[camera.uniqueId]; }`;
    const why = (program: string) => analyze(parseSource('a.mjs', program)).containers.map(({ finding }) => finding?.why);
    expect(why(`import { Scene } from './scene.js';\nScene.prototype.rendererOf = ${method};`)).toEqual(['`rendererOf` adds entries, and nothing in this file removes them']);
    expect(why(`function Scene() {}\nScene.prototype.rendererOf = ${method};`)).toEqual(['`rendererOf` adds entries, and nothing removes them']);
  });
});

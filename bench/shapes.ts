/**
 * Programs that grow: for each shape of code, a file with as many containers, uses or steps as asked for. The benchmark
 * measures how the time for them grows; the tests ask that the largest of them are judged.
 */

/** Writes one file with `count` pieces of a shape. */
export type Shape = (count: number) => string;

/** A container for the shapes whose growth is in what is around it. */
const KEPT = 'const cache = new Map();\nexport function add(page) { cache.set(page, page.render()); return cache.get(page); }\n';

/** The shapes, by names that the tables show. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'maps at module scope': each(
    (i) => `
const titles${i} = new Map();
export function titleOf${i}(page) {
  if (!titles${i}.has(page)) titles${i}.set(page, page.render());
  return titles${i}.get(page);
}`,
  ),
  'fields of classes, each with a name of its own': each(
    (i) => `
export class Service${i} {
  cache${i} = new Map();
  load(client) {
    this.cache${i}.set(client, client.connect());
    return this.cache${i}.get(client);
  }
}`,
  ),
  'fields of classes, all with one name': each(
    (i) => `
export class Service${i} {
  cache = new Map();
  load(client) {
    this.cache.set(client, client.connect());
    return this.cache.get(client);
  }
}`,
  ),
  'private fields, all with one name': each(
    (i) => `
export class Service${i} {
  #cache = new Map();
  load(client) {
    this.#cache.set(client, client.connect());
    return this.#cache.get(client);
  }
}`,
  ),
  'members of instances, all with one name': each(
    (i) => `
export function Service${i}() {
  this.cache = new Map();
}
Service${i}.prototype.load = function (client) {
  this.cache.set(client, client.connect());
};`,
  ),
  'closures': each(
    (i) => `
export function memoize${i}(compute) {
  const results = new Map();
  return (request) => {
    if (!results.has(request)) results.set(request, compute(request));
    return results.get(request);
  };
}`,
  ),
  'dictionaries by ids': each(
    (i) => `
const boxes${i} = {};
export function boxOf${i}(widget) {
  boxes${i}[widget.id] = boxes${i}[widget.id] || { width: 0 };
  return boxes${i}[widget.id];
}`,
  ),
  'arrays that are searched': each(
    (i) => `
const warned${i} = [];
export function warn${i}(client) {
  if (warned${i}.includes(client)) return;
  warned${i}.push(client);
}`,
  ),
  'tables by ids that a constructor mints': each(
    (i) => `
let next${i} = 0;
const states${i} = new Map();
export class Item${i} {
  #id = next${i}++;
  set(value) { states${i}.set(this.#id, value); }
  get() { return states${i}.get(this.#id); }
}`,
  ),
  'caches of weak references': each(
    (i) => `
const refs${i} = new Map();
const registry${i} = new FinalizationRegistry((key) => refs${i}.delete(key));
export function keep${i}(key, value) {
  refs${i}.set(key, new WeakRef(value));
  registry${i}.register(value, key);
}
export const find${i} = (key) => refs${i}.get(key)?.deref();`,
  ),
  'properties of one object': (count) =>
    `export const caches = {\n${pieces(count, (i) => `  cache${i}: new Map(),`)}\n};\n${pieces(count, (i) => `export function store${i}(page) { caches.cache${i}.set(page, page.render()); }`)}\n`,
  'maps in maps': each(
    (i) => `
const groups${i} = new Map();
export function add${i}(page, part) {
  let group = groups${i}.get(page);
  if (!group) groups${i}.set(page, (group = new Set()));
  group.add(part);
}`,
  ),
  'uses of one map': (count) =>
    `const titles = new Map();\n${pieces(count, (i) => `export function set${i}(page) { titles.set(page, ${i}); titles.delete(page); }`)}\n`,
  'uses of one field': (count) =>
    `export class Store {\n  items = new Map();\n${pieces(count, (i) => `  put${i}(item) { this.items.set(item, ${i}); }`)}\n}\n`,
  'uses of one map in one function': (count) =>
    `const titles = new Map();\nexport function fill(page, other) {\n${pieces(count, (i) => `  if (page.is(${i})) titles.set(page, other.get(${i}));`)}\n}\n`,
  'helpers that hand a map on': (count) =>
    `const titles = new Map();\nexport function start(page) { step0(titles, page); }\n${pieces(count, (i) => `function step${i}(map, page) { ${i + 1 < count ? `step${i + 1}(map, page)` : 'map.set(page, 1)'}; }`)}\n`,
  'helpers that give a map back': (count) =>
    `const titles = new Map();\n${pieces(count, (i) => `function step${i}() { return ${i === 0 ? 'titles' : `step${i - 1}()`}; }`)}\nexport function start(page) { step${count - 1}().set(page, 1); }\n`,
  'aliases in a chain': (count) =>
    `const titles0 = new Map();\n${pieces(count, (i) => `const titles${i + 1} = titles${i};`)}\nexport function start(page) { titles${count}.set(page, 1); }\n`,
  'keys through helpers': (count) =>
    `const titles = new Map();\n${pieces(count, (i) => `function step${i}(page) { ${i + 1 < count ? `step${i + 1}(page)` : 'titles.set(page, 1)'}; }`)}\nexport function start() { step0(new Page()); }\n`,
  'asm.js: one function of many steps, called by others like it': (count) =>
    `${KEPT}function Module(stdlib, foreign, heap) {\n  "use asm";\n  const HEAP32 = new stdlib.Int32Array(heap);\n${pieces(count, (i) => `  function _f${i}(a, b) { a = a | 0; b = b | 0; if ((HEAP32[a >> 2] | 0) == (b | 0)) { HEAP32[(a + 4) >> 2] = _f${i === 0 ? 0 : i - 1}(b, a) | 0; } return HEAP32[(a + 8) >> 2] | 0; }`)}\n  return { _f0: _f0 };\n}\n`,
  'a bundle in one line': (count) =>
    `var t={};${pieces(count, (i) => `t[${i}]=function(e,n,r){var o=r(${i + 1}),a=new Map;n.get=function(e){return a.has(e)||a.set(e,o(e)),a.get(e)}};`, '')}`,
  'a switch with many cases': (count) =>
    `${KEPT}export function run(machine, page) {\n  switch (machine.state) {\n${pieces(count, (i) => `    case ${i}: cache.set(page, machine.at(${i})); machine.state = ${i + 1}; break;`)}\n  }\n}\n`,
  'a generated parser: tables, and an action for each rule': (count) =>
    `${KEPT}const table = [${pieces(count, (i) => `{ 3: [1, ${i}], 5: [2, ${i + 1}], ${i + 6}: [0, ${i}] }`, ', ')}];\nexport function act(rule, values, page) {\n${pieces(count, (i) => `  if (rule === ${i}) { this.$ = values[${i % 7}]; cache.set(page, table[${i}]); return; }`)}\n}\n`,
  'blocks nested a hundred levels deep': (count) =>
    `${KEPT}${pieces(count / 100, (i) => `export function deep${i}(page) {\n${'if (page) {\n'.repeat(100)}cache.set(page, 1);\n${'}'.repeat(100)}\n}`)}\n`,
  'callbacks nested a hundred levels deep': (count) =>
    `${KEPT}${pieces(count / 100, (i) => `export function deep${i}(page) {\n${'page.then(() => {\n'.repeat(100)}cache.set(page, 1);\n${'});'.repeat(100)}\n}`)}\n`,
  'documented maps': each(
    (i) => `
/** @type {Map<Page, string>} */
const titles${i} = new Map();
/** @param {Page} page */
export function titleOf${i}(page) {
  titles${i}.set(page, page.title);
}`,
  ),
  'typed maps': each(
    (i) => `
interface Page${i} { render(): string }
const titles${i}: Map<Page${i}, string> = new Map<Page${i}, string>();
export function titleOf${i}(page: Page${i}): string {
  titles${i}.set(page, page.render());
  return titles${i}.get(page)!;
}`,
  ),
};

/** A shape of pieces that stand side by side. */
function each(piece: (index: number) => string): Shape {
  return (count) => pieces(count, piece);
}

function pieces(count: number, piece: (index: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, index) => piece(index)).join(separator);
}

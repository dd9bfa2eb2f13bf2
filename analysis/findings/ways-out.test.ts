import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../index.js';

/** Programs whose container does not stay in the function or the variable that it is made in. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  'a function that is given back fills it': `
    export function memoize(measure) {
      const sizes = new Map();
      return (node) => { if (!sizes.has(node)) sizes.set(node, measure(node.firstChild)); return sizes.get(node); };
    }`,
  'it is given back to a caller that keeps it': `
    const sizes = make();
    function make() { const made = new Map(); made.clear(); return made; }
    export function sizeOf(node) { if (!sizes.has(node)) sizes.set(node, node.firstChild.size); return sizes.get(node); }`,
  'it is handed to a helper that keeps it': `
    let sizes;
    function keep(made) { sizes = made; }
    export function start() { const made = new Map(); keep(made); }
    export function sizeOf(node) { if (!sizes.has(node)) sizes.set(node, node.firstChild.size); return sizes.get(node); }`,
  'it is put into another one': `
    const byKind = new Map();
    export function start(kind) { const sizes = new Map(); byKind.set(kind, sizes); }
    export function sizeOf(kind, node) {
      const sizes = byKind.get(kind);
      if (!sizes.has(node)) sizes.set(node, node.firstChild.size);
      return sizes.get(node);
    }`,
  'what a method gives back is the container': `
    const made = new Map();
    const sizes = made.set('none', 0);
    export function sizeOf(node) { if (!sizes.has(node)) sizes.set(node, node.firstChild.size); return sizes.get(node); }`,
  'a class in the function fills it, and is given back': `
    export function mixin(Base) {
      const sizes = new Map();
      return class extends Base { of(node) { if (!sizes.has(node)) sizes.set(node, node.firstChild.size); return sizes.get(node); } };
    }`,
  'the function that fills it runs once, at the top level': `
    const { sizeOf } = (() => {
      const sizes = new Map();
      return { sizeOf(node) { if (!sizes.has(node)) sizes.set(node, node.firstChild.size); return sizes.get(node); } };
    })();
    export { sizeOf };`,
};

describe('a container is followed to where it is kept', () => {
  it.each(Object.entries(WAYS_OUT))('%s', (_, program) => {
    const { containers } = analyze(parseSource('a.mjs', program));
    expect(containers.filter(({ finding }) => finding).map(({ verdict }) => verdict)).toEqual(['leaks']);
  });
});

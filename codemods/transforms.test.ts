import type { API, Options, Transform } from 'jscodeshift';
import jscodeshift from 'jscodeshift';
import { describe, expect, it } from 'vitest';
import { RACE } from '../fixtures/samples.js';
import guardFinalizers from './guard-finalizers.js';
import holdTheKey from './hold-the-key.js';
import idMapToFinalizationRegistry from './id-map-to-finalization-registry.js';
import idMapToWeakMap from './id-map-to-weakmap.js';
import mapToWeakMap from './map-to-weakmap.js';
import { CODEMODS, type CodemodName } from './options.js';
import pruneWeakRefs from './prune-weakrefs.js';
import weakMapToPrivateField from './weakmap-to-private-field.js';

interface Case {
  readonly transform: Transform;
  readonly text: string;
  /** What is in the text, and what is there instead afterwards. */
  readonly change: readonly [from: string, to: string];
  /** What makes TypeScript of the text, where its rewrite there needs types. */
  readonly types?: readonly [from: string, to: string];
}

/** What each transform, as jscodeshift loads it, does to plain JavaScript. */
const CASES: Readonly<Record<CodemodName, Case>> = {
  'map-to-weakmap': {
    transform: mapToWeakMap,
    text: `\
const visits = new Map();
export function visit(page) {
  page.visited = true;
  visits.set(page, (visits.get(page) ?? 0) + 1);
}
`,
    change: ['new Map', 'new WeakMap'],
  },
  'id-map-to-weakmap': {
    transform: idMapToWeakMap,
    text: `\
export class Note {
  static #last = 0;
  static #texts = new Map();
  #id = ++Note.#last;
  write(text) {
    Note.#texts.set(this.#id, text);
  }
  get text() {
    return Note.#texts.get(this.#id);
  }
}
`,
    change: ['new Map', 'new WeakMap'],
  },
  'id-map-to-finalization-registry': {
    transform: idMapToFinalizationRegistry,
    text: `\
const titles = new Map();
let lastId = 0;
export class Page {
  id = ++lastId;
  rename(title) {
    titles.set(this.id, [title]);
  }
  get title() {
    return titleOf(this.id);
  }
}
function titleOf(id) {
  return titles.get(id);
}
`,
    change: ['titles.set(this.id, [title]);', 'titlesRegistry = new FinalizationRegistry'],
  },
  'prune-weakrefs': {
    transform: pruneWeakRefs,
    text: `\
const documents = new Map();
export function open(url) {
  const known = documents.get(url)?.deref();
  if (known) return known;
  const made = { url };
  documents.set(url, new WeakRef(made));
  return made;
}
`,
    change: ['documents.set(url, new WeakRef(made))', 'documentsRegistry.register('],
    types: ['new Map()', 'new Map<string, WeakRef<{ url: string }>>()'],
  },
  'guard-finalizers': {
    transform: guardFinalizers,
    text: RACE,
    change: ['{ map.delete(key); }', '{ if (map.get(key)?.deref() === undefined) map.delete(key); }'],
  },
  'hold-the-key': {
    transform: holdTheKey,
    text: `\
const refs = new Set();
const registry = new FinalizationRegistry((held) => {
  for (const ref of refs) if (ref === held) refs.delete(ref);
});
export function add(value) {
  const ref = new WeakRef(value);
  refs.add(ref);
  registry.register(value, ref);
}
`,
    change: ['for (const ref of refs) if (ref === held) refs.delete(ref);', 'refs.delete(held);'],
    types: ['((held)', '<WeakRef<object>>((held)'],
  },
  'weakmap-to-private-field': {
    transform: weakMapToPrivateField,
    text: `\
const values = new WeakMap();
export class Box {
  constructor(value) {
    values.set(this, value);
  }
  get value() {
    return values.get(this);
  }
}
`,
    change: ['values.get(this)', 'this.#values'],
    types: ['new WeakMap()', 'new WeakMap<object, unknown>()'],
  },
};

/** Files of each language; Flow's own syntax, which the transform must not take for JavaScript. */
const JSX = 'export const view = <p>1</p>;\n';
const TYPED = 'export const length = (text: string): number => text.length;\n';
const FLOW = 'export type Shape = {| +size: ?number |};\n';

/** Runs a transform as jscodeshift does, with the parser that the user asked for. */
function run(transform: Transform, path: string, source: string, parser: string): { readonly output: unknown; readonly said: readonly string[] } {
  const said: string[] = [];
  const j = jscodeshift.withParser(parser);
  const api: API = { j, jscodeshift: j, report: (line) => said.push(line), stats: () => undefined };
  const options: Options = { certainty: 'possible', grade: 'suggestion', parser };
  return { output: transform({ path, source }, api, options), said };
}

const PARSERS = ['babel', 'babylon', 'flow', 'ts', 'tsx'];

describe.each(CODEMODS)('%s', (codemod) => {
  const { transform, text, change, types = ['', ''] } = CASES[codemod];
  const [from, to] = change;
  const typed = text.replace(...types) + TYPED;

  describe.each(PARSERS)('under --parser=%s', (parser) => {
    it.each([
      ['a.js', text],
      ['a.jsx', text + JSX],
      ['a.ts', typed],
      ['a.tsx', typed + JSX],
      ['a.js', `/* @flow */\n${text}`],
    ])('rewrites %s', (path, source) => {
      const { output, said } = run(transform, path, source, parser);
      expect(said).toEqual([]);
      expect(source).toContain(from);
      expect(output).not.toContain(from);
      expect(output).toContain(to);
      for (const tail of [TYPED, JSX]) expect(String(output).includes(tail)).toBe(source.includes(tail));
      expect(run(transform, path, String(output), parser)).toEqual({ output: undefined, said: [] });
    });

    it.each([
      ['with its pragma', `// @flow\n${FLOW}${text}`, 'a.js:1:4 Flow is not supported'],
      ['without, as what does not parse', text + FLOW, /^a\.js:\d+:\d+ \S/],
      ['in comments', `// @flow\n${text}const size /*: ?number */ = 1;\n`, 'a.js:1:4 Flow is not supported'],
    ])('refuses Flow %s', (_, source, message) => {
      expect(() => run(transform, 'a.js', source, parser)).toThrow(message);
    });
  });
});

it('tells of a container that other files can reach', () => {
  const exported = CASES['map-to-weakmap'].text.replace('const', 'export const');
  expect(run(mapToWeakMap, 'a.js', exported, 'babel')).toEqual({
    output: undefined,
    said: ['a.js:1:23 exported code outside this file can reach it'],
  });
});

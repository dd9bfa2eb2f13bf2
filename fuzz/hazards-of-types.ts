import { type Draft, operation, RANK } from './draft.js';
import { type Hazard, mark, nothing, PLAIN, writing } from './hazard.js';
import type { Recipe } from './recipe.js';
import { showing } from './render.js';

const DECLARED = { ...PLAIN, language: 'ts', key: 'class', idOf: false, home: 'const' } as const satisfies Partial<Recipe>;

/** The parameter is something that the key is read out of. */
function readOut(name: string, parameter: string, line: string, calls: readonly string[], more: (draft: Draft) => void = nothing): Hazard {
  return {
    name, needs: DECLARED,
    apply: (draft) => {
      const { names } = draft;
      const fill = (text: string): string => text.replaceAll('KEY', names.key).replaceAll('CLASS', names.subject).replaceAll('MARK', names.mark);
      const write = writing(draft);
      const inner = { ...write, name: `${names.mark}Read`, parameters: parameter === '' ? [] : [fill(parameter)], before: [], guard: line === '' ? [] : [fill(line)], core: [...write.core] };
      draft.operations.push(inner);
      more(draft);
      draft.driver.push(...calls.map((call) => showing(fill(call).replaceAll('READ', `p.${inner.name}`))));
    },
  };
}

const READS: readonly Hazard[] = [
  readOut('index read', 'list: readonly CLASS[]', 'const KEY: CLASS = list[0];', ['READ([])', 'READ([k0])']),
  readOut('index read without annotation', 'list: readonly CLASS[]', 'const KEY = list[list.length - 1];', ['READ([])', 'READ([k0])']),
  readOut('index read in a loop', 'list: CLASS[]', 'let KEY: CLASS;\nKEY = list[0];\nfor (let i = 1; i <= list.length; i++) KEY = list[i];', ['READ([k0])']),
  readOut('array pattern', '[KEY]: readonly CLASS[]', '', ['READ([])', 'READ([k0])']),
  readOut('array pattern of a variable', 'list: readonly CLASS[]', 'const [KEY] = list;', ['READ([])', 'READ([k0])']),
  readOut('record read', 'name: string', 'const KEY = byName[name];', [`READ('none')`], ({ blocks, names }) =>
    void blocks.push({ rank: RANK.state, text: `const byName: Record<string, ${names.subject}> = {};` })),
  readOut('record read with annotation', 'name: string', 'const KEY: CLASS = byName[name];', [`READ('none')`], ({ blocks, names }) =>
    void blocks.push({ rank: RANK.state, text: `const byName: { [name: string]: ${names.subject} } = {};` })),
  readOut('unset let', '', '', ['READ()'], (draft) => {
    const { names, blocks } = draft;
    blocks.push({ rank: RANK.state, text: `let current: ${names.subject};` }, { rank: 'free', text: `export function choose(one: ${names.subject}): void {\n  current = one;\n}` });
    const inner = operation(draft, `${names.mark}Read`);
    inner.core = inner.core.map((line) => line.replaceAll(new RegExp(`\\b${names.key}\\b`, 'g'), 'current'));
  }),
  readOut('definite field', '', 'const KEY: CLASS = box.current;', ['READ()'], ({ blocks, names }) =>
    void blocks.push({ rank: RANK.host, text: `class Box {\n  current!: ${names.subject};\n}\nconst box = new Box();` })),
  readOut('any', 'value: any', 'const KEY: CLASS = value;', [`READ('s')`]),
  readOut('caught error', '', `let KEY: CLASS;\ntry {\n  throw 's';\n} catch (error: any) {\n  KEY = error;\n}`, ['READ()']),
];

const TYPES: readonly Hazard[] = [
  {
    name: 'overload', needs: DECLARED,
    apply: (draft) => {
      const { names } = draft;
      const body = writing(draft).core.map((line) => `  ${line}`).join('\n');
      const { subject, key } = names;
      draft.blocks.push({ rank: 'free', text: `export function markAny(${key}: ${subject}): number;\nexport function markAny(name: string): number;\nexport function markAny(${key}: any): number {\n${body}\n}` });
      draft.driver.push(showing(`p.markAny('s')`));
    },
  },
  {
    name: 'class that a string satisfies', needs: DECLARED,
    apply: (draft) => {
      const { names } = draft;
      draft.blocks = draft.blocks.filter(({ text }) => !text.startsWith(`export class ${names.subject}`));
      draft.blocks.push({ rank: RANK.type, text: `export class ${names.subject} {\n  constructor(readonly length: number) {}\n}` });
      draft.live = ['1', '2', '3'].map((length) => `new p.${names.subject}(${length})`);
      textUser(draft);
    },
  },
  {
    name: 'interface that a patched String satisfies', needs: { ...DECLARED, key: 'method' },
    apply: (draft) => {
      draft.blocks.push({ rank: RANK.type, text: `declare global {\n  interface String {\n    shout(): string;\n  }\n}\nString.prototype.shout = function (this: string) {\n  return this.toUpperCase();\n};` });
      textUser(draft);
    },
  },
  {
    name: 'type parameter shadows a class', needs: { ...DECLARED, kind: 'map', style: 'count' },
    apply: (draft) => {
      const { subject } = draft.names;
      const lines = [
        `export function memoize<${subject}, V>(compute: (key: ${subject}) => V): (key: ${subject}) => V {`, `  const cache = new Map<${subject}, V>();`, `  return (key: ${subject}) => {`,
        '    if (!cache.has(key)) cache.set(key, compute(key));', '    return cache.get(key) as V;', '  };', '}',
      ];
      draft.blocks.push({ rank: 'free', text: lines.join('\n') });
      draft.driver.push('const lengthOf = p.memoize((text) => text.length);', showing(`lengthOf('abc')`), showing(`lengthOf('abc')`));
    },
  },
  {
    name: 'namespace shadows an imported type', needs: { ...DECLARED, key: 'interface' },
    apply: (draft) => {
      draft.blocks = draft.blocks.filter(({ text }) => !text.startsWith('export interface Shape'));
      draft.files['shapes.ts'] = 'export type Shape = string;\n';
      draft.blocks.push(
        { rank: RANK.import, text: `import type { Shape } from './shapes.ts';` },
        { rank: 'free', text: 'namespace drawn {\n  export interface Shape {\n    readonly kind: string;\n    area(): number;\n  }\n}\nexport type Drawn = drawn.Shape;' },
      );
      draft.live = [`'a'`, `'b'`, `'c'`];
    },
  },
  {
    name: 'ambient type shadows one of the language', needs: { ...DECLARED, key: 'object' },
    apply: (draft) => {
      draft.files['globals.d.ts'] = 'type Event = string;\n';
      for (const one of draft.operations) one.parameters = one.parameters.map((parameter) => parameter.replace(': object', ': Event'));
      draft.creation = draft.creation.replace('object', 'Event');
      draft.containerKeyType = 'Event';
      draft.live = [`'a'`, `'b'`, `'c'`];
    },
  },
  {
    name: 'interface merges with a global one', needs: { ...DECLARED, key: 'interface' },
    apply: (draft) => {
      draft.blocks = draft.blocks.map((block) => (block.text.startsWith('export interface Shape') ? { ...block, text: 'export interface Shape {\n  readonly length: number;\n  trim?(): string;\n}' } : block));
      draft.live = ['[1]', '[2, 3]', '[]'];
      textUser(draft);
    },
  },
];

/** Something gives a string where the type allows it. */
function textUser(draft: Draft): void {
  draft.blocks.push({ rank: 'free', text: `export function markText(text: string): number {\n  return ${draft.names.mark}(text);\n}` });
  draft.driver.push(showing(`p.markText('abc')`), showing(`p.markText('abc')`), mark(draft, 'k0'));
}

/** What types say and values do not keep. */
export const TYPE_HAZARDS: readonly Hazard[] = [...READS, ...TYPES];

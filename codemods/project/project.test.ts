import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import type { Container } from '../../analysis/index.js';
import type { ClassNode } from '../../analysis/source/ast.js';
import { SourceIndex } from '../../analysis/source/source-index.js';
import { DEFAULTS } from '../options.js';
import { parseSource } from '../parse.js';
import { modelFor } from '../project-model.js';
import { projectAround } from './files.js';
import { ProjectPlanner } from './planner.js';

const PRIVATE = { 'package.json': '{ "name": "app", "private": true }' };
const OFFERED = { 'package.json': '{ "name": "kit", "exports": "./src/index.js" }' };

/** A map that only another file fills. */
const BOXES = 'export const boxes = new Map<object, number>();\n';
const PUT = `
export function put(key: object): void {
  boxes.set(key, (boxes.get(key) ?? 0) + 1);
}
`;

/** Forty modules, of which each exports all others as a whole, and the first one the boxes. */
const EACH_OTHER = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`src/part${at}.ts`, `${Array.from({ length: 40 }, (__, other) => `export * as part${other} from './part${other}';`).join('\n')}\n${at === 0 ? "export * from './boxes';" : ''}`]));

/** The containers of one file of a program, as its project shows them. */
function containersIn(files: Readonly<Record<string, string>>, of: string): readonly Container[] {
  const root = temporaryFolder(files);
  const path = `${root}/${of}`;
  const project = projectAround(path);
  return modelFor(parseSource(path, files[of] ?? ''), {}, path, () => project.elsewhereOf(path)).containers;
}

/** What becomes of the first container: how far it is reached, its verdict, and how it may be rewritten. */
function fateIn(files: Readonly<Record<string, string>>, of = 'src/boxes.ts'): string {
  const [container] = containersIn(files, of);
  if (!container) return 'no container';
  const { home, verdict, finding, rewrite } = container;
  const place = rewrite.outcome === 'refusal' && rewrite.file ? ` in ${rewrite.file.shown}` : '';
  const others = rewrite.outcome === 'edits' && rewrite.elsewhere ? ` with ${rewrite.elsewhere.map(({ file }) => file.shown).join()}` : '';
  const how = rewrite.outcome === 'edits' ? `${rewrite.grade}${others}` : rewrite.outcome === 'refusal' ? `${rewrite.code}${place}` : 'none';
  return [home.reach, verdict, finding?.certainty ?? 'unreported', how].join(' ');
}

describe('an export', () => {
  it('of an application is closed, and weak where other files only fill and read it', () => {
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes.js';${PUT}` })).toBe('closed leaks proven safe');
  });

  it.each([
    ['renamed', `import { boxes as b } from './boxes';${PUT.replaceAll('boxes', 'b')}`],
    ['through a namespace', `import * as all from './boxes';${PUT.replaceAll('boxes', 'all.boxes')}`],
    ['through a variable of a namespace', `import * as all from './boxes';\nconst { boxes } = all;${PUT}`],
    ['required', `const { boxes } = require('./boxes');${PUT}`],
    ['required as a whole', `const all = require('./boxes');${PUT.replaceAll('boxes', 'all.boxes')}`],
    ['required where it is used', PUT.replaceAll('boxes', "require('./boxes').boxes")],
    ['required by TypeScript', `import all = require('./boxes');${PUT.replaceAll('boxes', 'all.boxes')}`],
  ])('is found where it is %s', (_, put) => {
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put })).toBe('closed leaks proven safe');
  });

  it.each([
    ['by its name', { 'src/all.ts': "export { boxes } from './boxes';" }, "import { boxes } from './all';"],
    ['under another name', { 'src/all.ts': "export { boxes as kept } from './boxes';" }, "import { kept as boxes } from './all';"],
    ['with all others', { 'src/all.ts': "export * from './boxes';" }, "import { boxes } from './all';"],
    ['as a whole', { 'src/all.ts': "export * as all from './boxes';" }, "import { all } from './all';\nconst { boxes } = all;"],
    ['as a whole after an import', { 'src/all.ts': "import * as all from './boxes';\nexport { all };" }, "import { all } from './all';\nconst { boxes } = all;"],
    ['as a whole by default', { 'src/all.ts': "import * as all from './boxes';\nexport default all;" }, "import all from './all';\nconst { boxes } = all;"],
    ['as a whole within another', { 'src/all.ts': "export * as inner from './boxes';", 'src/more.ts': "export * as outer from './all';" }, "import { outer } from './more';\nconst { boxes } = outer.inner;"],
    ['as a whole, and that under another name', { 'src/all.ts': "export * as all from './boxes';", 'src/more.ts': "export { all as kept } from './all';" }, "import * as more from './more';\nconst { boxes } = more.kept;"],
    ['from a folder', { 'src/all/index.ts': "export * from '../boxes';" }, "import { boxes } from './all';"],
    ['after an import', { 'src/all.ts': "import { boxes } from './boxes';\nexport { boxes };" }, "import { boxes } from './all';"],
    ['as the default', { 'src/all.ts': "export { boxes as default } from './boxes';" }, "import boxes from './all';"],
    ['by the name of a package', { 'lib/package.json': '{ "name": "@app/lib", "private": true }', 'lib/src/all.ts': "export * from '../../src/boxes';" }, "import { boxes } from '@app/lib/src/all';"],
  ])('is followed where it is exported on %s', (_, all, put) => {
    expect(fateIn({ ...PRIVATE, ...all, 'src/boxes.ts': BOXES, 'src/put.ts': `${put}${PUT}` })).toBe('closed leaks proven safe');
  });

  it('may be meant by a word that is imported and leads nowhere, and by no other text of that word', () => {
    const put = `import { boxes } from './boxes';${PUT}`;
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put, 'src/kinds.ts': "// made from 'words'\nexport const kinds = ['words', 'texts'];" })).toBe('closed leaks proven safe');
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put, 'src/count.ts': "import { boxes } from 'store';\nexport const count = () => boxes.size;" })).toMatch(/^exported|sized/);
    expect(fateIn({ 'package.json': '{ "name": "app", "private": true, "dependencies": { "store": "1" } }', 'src/boxes.ts': BOXES, 'src/put.ts': put, 'src/count.ts': "import { boxes } from 'store';\nexport const count = () => boxes.size;" })).toBe('closed leaks proven safe');
  });

  it('is found by the paths of a tsconfig.json', () => {
    const paths = { 'tsconfig.json': '{ "compilerOptions": { "strict": true, "paths": { "~/*": ["./src/*"] } } }' };
    expect(fateIn({ ...PRIVATE, ...paths, 'src/boxes.ts': BOXES, 'app/put.ts': `import { boxes } from '~/boxes';${PUT}` })).toBe('closed leaks proven safe');
  });

  it('is found as the default, and as all that a module exports', () => {
    const boxes = BOXES.replace('export ', '');
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': `${boxes}export default boxes;`, 'src/put.ts': `import boxes from './boxes';${PUT}` })).toBe('closed leaks proven safe');
    const put = "const boxes = require('./boxes');\nexports.put = (key) => {\n  if (key instanceof Object) boxes.set(key, boxes.get(key));\n};";
    expect(fateIn({ ...PRIVATE, 'src/boxes.js': 'const boxes = new Map();\nmodule.exports = boxes;', 'src/put.js': put }, 'src/boxes.js')).toBe('closed leaks proven suggestion');
    expect(fateIn({ ...PRIVATE, 'src/boxes.js': 'exports.boxes = new Map();', 'src/put.js': put.replaceAll('boxes.', 'boxes.boxes.') }, 'src/boxes.js')).toBe('closed leaks proven suggestion');
  });

  it.each([
    ['an entry of its package exports it on', { ...OFFERED, 'src/index.js': "export * from './boxes';" }],
    ['its package is for others, and names no entries', { 'package.json': '{ "name": "kit" }' }],
    ['no package says who uses it', {}],
    ['a page names it, which is not read', { ...PRIVATE, 'index.html': "<script type=module>import { boxes } from './src/boxes.ts';</script>" }],
    ['it is imported while the program runs', { ...PRIVATE, 'src/later.ts': "export const later = () => import('./boxes');" }],
    ['a file that does not parse names it', { ...PRIVATE, 'src/broken.ts': "import { boxes } from './boxes'; let = ;" }],
    ['a namespace of it that is exported on is given on', { ...PRIVATE, 'src/all.ts': "export * as all from './boxes';", 'src/more.ts': "import { all } from './all';\nconsole.log(all);" }],
    ['a namespace of it is exported by an entry of its package', { ...OFFERED, 'src/index.js': "export * as all from './boxes';" }],
    ['an alias of TypeScript that is exported is given on', { ...PRIVATE, 'src/all.ts': "export import all = require('./boxes');", 'src/more.ts': "import { all } from './all';\nconsole.log(all);" }],
    ['modules export each other as a whole', { ...PRIVATE, 'src/all.ts': "export * as more from './more';\nexport * from './boxes';", 'src/more.ts': "export * as all from './all';" }],
    ['its type is asked for by the names of namespaces', { ...PRIVATE, 'src/all.ts': "export * as all from './boxes';", 'src/more.ts': "import * as more from './all';\nexport const kept: typeof more.all.boxes | undefined = undefined;" }],
    ['its module exports itself as a whole, which is given on', { ...PRIVATE, 'src/all.ts': "export * from './boxes';\nexport * as all from './all';", 'src/more.ts': "import { all } from './all';\nconsole.log(all);" }],
    ['many modules export each other as a whole, and so under more names than can be followed', { ...PRIVATE, ...EACH_OTHER }],
    ['a namespace of it is given on', { ...PRIVATE, 'src/all.ts': "import * as all from './boxes';\nconsole.log(all);" }],
    ['its module is declared anew', { ...PRIVATE, 'src/more.d.ts': "declare module './boxes' { const more: number; }" }],
  ])('stays open where %s', (_, others) => {
    expect(fateIn({ ...others, 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes';${PUT}` })).toBe('exported leaks possible exported');
  });

  it('of a package is closed where no entry leads to it', () => {
    expect(fateIn({ ...OFFERED, 'src/index.js': "export { put } from './put';", 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes';${PUT}` })).toBe('closed leaks proven safe');
  });

  it.each([
    ['released', 'export const free = (key: object) => boxes.delete(key);', 'exported released unreported none'],
    ['released by a test alone', '', 'closed leaks proven safe'],
    ['listed', 'export const list = () => [...boxes.values()];', 'closed leaks possible iterated in src/more.ts'],
    ['gone through entry by entry', 'export const list = () => { for (const [box, one] of boxes) use(box, one); };', 'closed leaks possible iterated in src/more.ts'],
    ['counted', 'export const count = () => boxes.size;', 'closed leaks possible sized in src/more.ts'],
    ['passed on', 'export const dump = () => console.log(boxes);', 'closed leaks possible escapes in src/more.ts'],
    ['kept under another name that is exported', 'export const more = boxes;', 'exported leaks possible exported'],
    ['given a key that a cast hides', "export const name = () => {\n  boxes.set('name' as never, 1);\n};", 'closed leaks proven suggestion'],
    ['typed by its own type', 'export const more = (): typeof boxes | undefined => undefined;', 'closed leaks proven typed-elsewhere in src/more.ts'],
  ])('that another file has %s', (how, more, fate) => {
    const test = how.includes('test') ? { 'src/boxes.test.ts': "import { boxes } from './boxes';\nafterEach(() => boxes.delete({}));" } : {};
    expect(fateIn({ ...PRIVATE, ...test, 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes';${PUT}`, 'src/more.ts': `import { boxes } from './boxes';\n${more}` })).toBe(fate);
  });

  it.each([
    ['filled', '', 'closed leaks proven safe'],
    ['released', 'export const free = (key: object) => all.boxes.delete(key);', 'exported released unreported none'],
    ['listed', 'export const list = () => [...all.boxes.values()];', 'closed leaks possible iterated in src/more.ts'],
    ['passed on', 'export const dump = () => console.log(all.boxes);', 'closed leaks possible escapes in src/more.ts'],
  ])('that another file has %s through an exported namespace', (_, more, fate) => {
    const put = `import { all } from './all';${PUT.replaceAll('boxes.', 'all.boxes.')}`;
    const files = { ...PRIVATE, 'src/boxes.ts': BOXES, 'src/all.ts': "export * as all from './boxes';", 'src/put.ts': put };
    expect(fateIn({ ...files, 'src/more.ts': `import { all } from './all';\n${more}` })).toBe(fate);
  });

  it('is not that of another module of its name within a namespace', () => {
    const all = "export * as all from './boxes';\nexport * as others from './others';";
    const more = "import { others } from './all';\nexport const free = (key: object) => others.boxes.delete(key);";
    const files = { ...PRIVATE, 'src/boxes.ts': BOXES, 'src/others.ts': BOXES, 'src/all.ts': all, 'src/more.ts': more };
    expect(fateIn({ ...files, 'src/put.ts': `import { all } from './all';${PUT.replaceAll('boxes.', 'all.boxes.')}` })).toBe('closed leaks proven safe');
  });

  it('is a container by what other files do with it alone', () => {
    const page = 'export class Page {\n  constructor() {\n    pages.push(this);\n  }\n}';
    expect(fateIn({ ...PRIVATE, 'src/pages.ts': 'export const pages: object[] = [];', 'src/page.ts': `import { pages } from './pages';\n${page}` }, 'src/pages.ts')).toBe('closed leaks possible ownership with src/page.ts');
    expect(fateIn({ ...PRIVATE, 'src/pages.ts': 'export const pages: object[] = [];', 'src/page.ts': "import { pages } from './pages';\npages.map(String);" }, 'src/pages.ts')).toBe('no container');
  });
});

describe('a member', () => {
  const owner = (field: string) => `export class Owner {\n  ${field} = new Map<object, number>();\n  put(key: object): void {\n    this.boxes.set(key, (this.boxes.get(key) ?? 0) + 1);\n  }\n}\nexport const owner = new Owner();\n`;

  it('that no other file names is closed, but objects that leave may be listed', () => {
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': owner('boxes') })).toBe('closed leaks proven suggestion');
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': owner('static boxes').replaceAll('this.boxes', 'Owner.boxes') })).toBe('closed leaks proven suggestion');
  });

  it('of what others install is not, but for one whose name asks to leave it alone', () => {
    const files = { ...OFFERED, 'src/index.js': "export * from './boxes';" };
    expect(fateIn({ ...files, 'src/boxes.ts': owner('boxes') })).toBe('public leaks likely exported');
    expect(fateIn({ ...files, 'src/boxes.ts': owner('_boxes').replaceAll('this.boxes', 'this._boxes') })).toBe('public leaks likely exported');
  });

  it.each([
    ['an instance', "import { owner } from './boxes';\nexport const count = () => owner.boxes.size;", 'closed leaks possible sized in src/more.ts'],
    ['a new instance', "import { Owner } from './boxes';\nconst own = new Owner();\nexport const free = (key: object) => own.boxes.delete(key);", 'public released unreported none'],
    ['an annotated parameter', "import type { Owner } from './boxes';\nexport const free = (own: Owner, key: object) => own.boxes.delete(key);", 'public released unreported none'],
    ['a class of its own', "class Other {\n  boxes = [];\n  list() {\n    return this.boxes;\n  }\n}\nnew Other().boxes;", 'closed leaks proven suggestion'],
    ['what nothing is known of', 'export const list = (any: any) => [...any.boxes];', 'public leaks likely exported'],
    ['a type that lists it', 'export interface Like {\n  boxes: unknown;\n}', 'public leaks likely exported'],
    ['a text', "export const names = ['boxes'];", 'public leaks likely exported'],
    ['a class that extends its own', "import { Owner } from './boxes';\nexport class More extends Owner {\n  list() {\n    return this.boxes;\n  }\n}", 'public leaks possible subclassed in src/more.ts'],
  ])('is seen where another file names it of %s', (_, more, fate) => {
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': owner('boxes'), 'src/more.ts': more })).toBe(fate);
  });

  it.each([
    ['a constant', 'export const Alias = Owner;', 'public leaks likely exported'],
    ['an argument', 'export const Alias = decorate(Owner);', 'public leaks likely exported'],
    ['a property', 'export const all = { Alias: Owner };', 'public leaks likely exported'],
    ['its default, by its namespace', "import * as ns from './boxes';\nexport default ns.Owner;", 'public leaks likely exported'],
    ['nothing but a type', 'export type Alias = Owner;', 'closed leaks proven suggestion'],
    ['what is asked of an instance', 'export const isOwner = (any: unknown): boolean => any instanceof Owner;', 'closed leaks proven suggestion'],
  ])('of a class that another file gives on as %s', (_, more, fate) => {
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': owner('boxes'), 'src/more.ts': `import { Owner } from './boxes';\n${more}` })).toBe(fate);
  });

  it('that gives a private container away is followed to who asks for it', () => {
    const own = `export class Owner {\n  #boxes = new Map<object, number>();\n  get boxes() {\n    return this.#boxes;\n  }\n}\nexport const owner = new Owner();\n`;
    const put = `import { owner } from './boxes';${PUT.replaceAll('boxes.', 'owner.boxes.')}`;
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': own, 'src/put.ts': put })).toBe('closed leaks proven suggestion');
    const got = own.replace('get boxes()', 'getBoxes()');
    expect(fateIn({ ...PRIVATE, 'src/boxes.ts': got, 'src/put.ts': put.replaceAll('owner.boxes.', 'owner.getBoxes().') })).toBe('closed leaks proven suggestion');
  });
});

it('a function that gives a container away is followed to who calls it', () => {
  const boxes = 'const boxes = new Map<object, number>();\nexport function getBoxes() {\n  return boxes;\n}\n';
  const put = `import { getBoxes } from './boxes';${PUT.replaceAll('boxes.', 'getBoxes().')}`;
  expect(fateIn({ ...PRIVATE, 'src/boxes.ts': boxes, 'src/put.ts': put })).toBe('closed leaks proven safe');
  expect(fateIn({ ...PRIVATE, 'src/boxes.ts': boxes, 'src/put.ts': `${put}console.log(getBoxes);` })).toBe('closed leaks possible escapes');
});

describe('rewrites of several files', () => {
  const bump = (name: string) => `import { ${name} } from './${name}';\nfunction bump(map: Map<object, number>, key: object): void {\n  map.set(key, (map.get(key) ?? 0) + 1);\n}\nexport const bumpIn = (key: object) => bump(${name}, key);\n`;

  function planAll(files: Readonly<Record<string, string>>, ...planned: readonly string[]) {
    const root = temporaryFolder(files);
    const planner = new ProjectPlanner(DEFAULTS);
    const fates = planned.map((path) => {
      const plan = planner.plan({ path, real: `${root}/${path}`, text: files[path] ?? '' });
      return plan.outcome === 'planned' ? plan.containers.map(({ name, at, fate }) => `${name} ${at.line}:${at.column} ${fate.state}`) : plan.outcome;
    });
    const { files: changes, units } = planner.changes();
    const short = (path: string) => path.slice(root.length + 1);
    return { fates, changes: Object.fromEntries([...changes].map(([path, { after }]) => [short(path), after])), units: units.map((unit) => [...unit].map(short)) };
  }

  it('change the types in the files that import, too', () => {
    const files = { ...PRIVATE, 'src/boxes.ts': BOXES, 'src/bump.ts': bump('boxes') };
    expect(planAll(files, 'src/boxes.ts')).toEqual({
      fates: [['boxes 1:22 rewritten']],
      changes: { 'src/boxes.ts': BOXES.replace('Map', 'WeakMap'), 'src/bump.ts': bump('boxes').replace('Map', 'WeakMap') },
      units: [['src/boxes.ts', 'src/bump.ts']],
    });
  });

  it('are for the command alone, as the message says', () => {
    const [boxes] = containersIn({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/bump.ts': bump('boxes') }, 'src/boxes.ts');
    expect(boxes?.finding).toMatchObject({
      why: '`bump` adds entries, and nothing removes them',
      advice: 'Use a `WeakMap`: `new WeakMap<object, number>()`, here and in src/bump.ts (`ephemeron fix` changes them together)',
      evidence: ['keys are `object`: `object` (annotation)', 'it lives in module scope', 'it is also used in src/bump.ts'],
    });
  });

  it('that touch one file run together, and with what that file has to do itself', () => {
    const own = '\nconst kept = new Map<object, number>();\nexport const keep = (key: object) => kept.set(key, kept.get(key) ?? 0).has(key);\n';
    const both = `${bump('boxes')}${bump('crates').replaceAll('bump', 'heap')}${own}`;
    const files = { ...PRIVATE, 'src/boxes.ts': BOXES, 'src/crates.ts': BOXES.replace('boxes', 'crates'), 'src/both.ts': both };
    const result = {
      changes: {
        'src/boxes.ts': BOXES.replace('Map', 'WeakMap'),
        'src/crates.ts': files['src/crates.ts'].replace('Map', 'WeakMap'),
        'src/both.ts': both.replace(/(?<=map: |new )Map/g, 'WeakMap'),
      },
    };
    const order = ['src/boxes.ts', 'src/both.ts', 'src/crates.ts'];
    expect(planAll(files, ...order)).toMatchObject({ ...result, fates: [['boxes 1:22 rewritten'], ['kept 12:14 rewritten'], ['crates 1:23 rewritten']] });
    expect(planAll(files, ...order.toReversed())).toMatchObject(result);
    expect(planAll(files, ...order).units.map((unit) => unit.toSorted())).toEqual([['src/both.ts', 'src/boxes.ts', 'src/crates.ts']]);
  });
});

describe('what was asked for a file', () => {
  const put = `import { boxes } from './boxes';${PUT}`;
  const other = 'const sizes = new Map();\nexport const size = 1;\n';
  const files = { ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put, 'src/other.ts': other };

  /** Do the answers hold once one file is changed, that is asked for words besides importers? */
  function holds(path: keyof typeof files, after: string, words: readonly string[] = []): boolean {
    const root = temporaryFolder(files);
    const elsewhere = projectAround(`${root}/src/boxes.ts`).elsewhereOf(`${root}/src/boxes.ts`);
    elsewhere.importsOf(['boxes']);
    for (const word of words) elsewhere.filesNaming(word);
    const planner = new ProjectPlanner(DEFAULTS);
    planner.settle({ path: `${root}/${path}`, text: files[path] }, after);
    return elsewhere.asked !== undefined && planner.holds(`${root}/src/boxes.ts`, elsewhere.asked);
  }

  it('is nothing where its own text settles all', () => {
    const root = temporaryFolder(files);
    expect(projectAround(`${root}/src/boxes.ts`).elsewhereOf(`${root}/src/boxes.ts`).asked).toBeUndefined();
  });

  it('holds where plans change nothing', () => {
    expect(holds('src/put.ts', put)).toBe(true);
  });

  it('holds where they change a file that has nothing to do with it', () => {
    expect(holds('src/other.ts', other.replace('Map', 'WeakMap'), ['values'])).toBe(true);
  });

  it.each([
    ['the file itself', 'src/boxes.ts', BOXES.replace('Map', 'WeakMap'), []],
    ['a file that imports it', 'src/put.ts', `\n${put}`, []],
    ['what a file imports', 'src/other.ts', `import './boxes';\n${other}`, []],
    ['a file that names the member', 'src/other.ts', other.replace('sizes', 'lengths'), ['sizes']],
    ['a file that names the member from now on', 'src/other.ts', other.replace('sizes', 'lengths'), ['lengths']],
  ] as const)('no longer holds where they change %s', (_, path, after, words) => {
    expect(holds(path, after, words)).toBe(false);
  });
});

describe('a key that only other files show', () => {
  const MARKS = `
class Marks {
  constructor() { this.all = new Map(); }
  mark(it) { this._put(it); return this.all.get(it); }
  _put(it) { if (!this.all.has(it)) this.all.set(it, Date.now()); }
}
export const marks = new Marks();
`;
  const fateOf = (files: Readonly<Record<string, string>>): string => fateIn({ ...OFFERED, 'src/marks.js': MARKS, ...files }, 'src/marks.js');

  it('is possibly an object where one passes one', () => {
    expect(fateOf({ 'src/page.js': "import { marks } from './marks.js';\nexport class Page { show() { return marks.mark(this); } }\n" })).toBe('public leaks possible exported');
  });

  it.each([
    ['nobody passes anything', {}],
    ['a test alone passes an object', { 'src/page.test.js': "import { marks } from './marks.js';\nmarks.mark(new Date());\n" }],
    ['some pass an object, some a string', { 'src/page.js': "import { marks } from './marks.js';\nexport class Page { show() { marks.mark('all'); return marks.mark(this); } }\n" }],
    ['something else has a method of that name', { 'src/page.js': "import { pens } from './pens.js';\nexport class Page { show() { return pens.mark(this); } }\n" }],
    ['a spread moves the arguments', { 'src/page.js': "import { marks } from './marks.js';\nexport class Page { show(all) { return marks.mark(...all, this); } }\n" }],
  ])('is unknown where %s', (_, files) => {
    expect(fateOf(files)).toBe('public leaks unreported none');
  });

  it('is told with the file that shows it', () => {
    const page = "import { mark } from './marks.js';\nexport class Page { show() { return mark(this); } }\n";
    const marks = 'export const all = new Map();\nexport function mark(it) { if (!all.has(it)) all.set(it, 1); return all.get(it); }\n';
    const [container] = containersIn({ ...OFFERED, 'src/marks.js': marks, 'src/page.js': page }, 'src/marks.js');
    expect(container?.finding).toMatchObject({ certainty: 'possible', evidence: ['keys are object: `this`, passed in src/page.js', 'it lives in module scope', 'not more certain, because other files can reach it', 'not rewritten, because code outside this file can reach it'] });
  });
});

it('has the trees of files at hand that were asked about, as long as they hold the same', () => {
  const put = `import { boxes } from './boxes';${PUT}`;
  const root = temporaryFolder({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put });
  const project = projectAround(`${root}/src/boxes.ts`);
  const [imported] = project.elsewhereOf(`${root}/src/boxes.ts`).importsOf(['boxes']).bindings;
  expect(project.parsed(`${root}/src/put.ts`, put)).toBe(imported?.file.source);
  expect(imported?.file.source.text).toBe(put);
  expect(project.parsed(`${root}/src/put.ts`, `\uFEFF${put}`)).toBeUndefined();
  expect(project.parsed(`${root}/src/boxes.ts`, BOXES)).toBeUndefined();
});

it('has texts at hand until another project is asked, and after that still those that are changed', () => {
  const put = `import { boxes } from './boxes';${PUT}`;
  const [root, other] = [temporaryFolder({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': put }), temporaryFolder({ ...PRIVATE, 'src/a.ts': 'export const a = 1;' })];
  const project = projectAround(`${root}/src/boxes.ts`);
  const namingBoxes = () => project.elsewhereOf(`${root}/src/put.ts`).filesNaming('boxes').files.map(({ path }) => project.shown(path));
  expect(namingBoxes()).toEqual(['src/boxes.ts']);
  expect(project.textAtHand(`${root}/src/put.ts`)).toBe(put);
  project.change(`${root}/src/boxes.ts`, BOXES.replaceAll('boxes', 'crates'));
  projectAround(`${other}/src/a.ts`);
  expect(project.textAtHand(`${root}/src/put.ts`)).toBeUndefined();
  expect(project.textAtHand(`${root}/src/boxes.ts`)).toBe(BOXES.replaceAll('boxes', 'crates'));
  expect(namingBoxes()).toEqual([]);
  expect(project.textOf(`${root}/src/put.ts`)).toBe(put);
});

it('looks at nothing but what names the candidate', () => {
  const root = temporaryFolder({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes';${PUT}`, 'src/a.ts': 'export const a = 1;', 'src/b.ts': "import { a } from './a';\nconsole.log(a);" });
  const project = projectAround(`${root}/src/boxes.ts`);
  project.elsewhereOf(`${root}/src/boxes.ts`).importsOf(['boxes']);
  expect(project.counters).toEqual({ candidates: 1, filesRead: 4, filesParsed: 1 });
});

it('reads files that name a member no further than to the first that leaves it open, but for those that have its class', () => {
  const cache = 'export class Cache {\n  data = new Map<object, number>();\n  put(key: object) { this.data.set(key, 1); }\n  of(key: object) { return this.data.get(key); }\n}\n';
  const others = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`src/other${at}.ts`, 'export const read = (some: any) => some.data;']));
  const user = "import { Cache } from './cache';\nconst cache = new Cache();\nexport const drop = (key: object) => cache.data.get(key);\n";
  const root = temporaryFolder({ ...PRIVATE, ...others, 'src/cache.ts': cache, 'src/user.ts': user });
  const project = projectAround(`${root}/src/cache.ts`);
  const { containers } = modelFor(parseSource('cache.ts', cache), {}, `${root}/src/cache.ts`, () => project.elsewhereOf(`${root}/src/cache.ts`));
  expect(containers).toMatchObject([{ home: { reach: 'public' }, verdict: 'leaks' }]);
  // Who uses it, and the first of the others.
  expect(project.counters).toMatchObject({ candidates: 1, filesParsed: 2 });
});

it('reads the tree of an imported class only where its text may add to a container', () => {
  const files = {
    'src/vector.ts': 'export class Vector {\n  x = 0;\n  set(x: number) { this.x = x; }\n}\n',
    'src/table.ts': 'export class Table extends Map<object, number> {}\n',
    'src/scene.ts': "import { Vector } from './vector';\nimport { Table } from './table';\nconst origin = new Vector();\nconst table = new Table();\nexport const add = (node: object) => { origin.set(1); table.set(node, 1); };\n",
  };
  const root = temporaryFolder({ ...PRIVATE, ...files });
  const project = projectAround(`${root}/src/scene.ts`);
  const { containers } = modelFor(parseSource('scene.ts', files['src/scene.ts']), {}, `${root}/src/scene.ts`, () => project.elsewhereOf(`${root}/src/scene.ts`));
  expect(containers).toMatchObject([{ name: 'table', verdict: 'leaks' }]);
  expect(project.counters).toMatchObject({ filesParsed: 1 });
});

describe('what a module exports on as a whole', () => {
  const declared = (files: Record<string, string>, name: string) => {
    const root = temporaryFolder({ ...PRIVATE, ...files });
    const project = projectAround(`${root}/src/main.ts`);
    const found = project.elsewhereOf(`${root}/src/main.ts`).definitionOf({ specifier: './index', name });
    return found && project.shown(found.file.path);
  };
  const ends = { 'src/a.ts': 'export const a = 1;\nexport const both = 1;\n', 'src/b.ts': 'export const b = 1;\nexport const both = 2;\nexport default 1;\n' };

  it('is found where it is declared, the first where two declare it', () => {
    const files = { ...ends, 'src/index.ts': "export * from './a';\nexport * from './b';\n" };
    expect(['a', 'b', 'both'].map((name) => declared(files, name))).toEqual(['src/a.ts', 'src/b.ts', 'src/a.ts']);
  });

  it('does not bring a default', () => {
    expect(declared({ ...ends, 'src/index.ts': "export * from './b';\n" }, 'default')).toBeUndefined();
  });

  it('comes by two ways through modules that export each other', () => {
    const files = { ...ends, 'src/index.ts': "export * from './more';\nexport * from './aside';\n", 'src/more.ts': "export * from './index';\nexport * from './a';\n", 'src/aside.ts': "export * from './a';\n" };
    expect(declared(files, 'a')).toBe('src/a.ts');
  });

  it('comes through modules that export each other', () => {
    const files = { ...ends, 'src/index.ts': "export * from './more';\nexport * from './b';\n", 'src/more.ts': "export * from './index';\nexport * from './a';\n" };
    expect(['a', 'b', 'both', 'c'].map((name) => declared(files, name))).toEqual(['src/a.ts', 'src/b.ts', 'src/a.ts', undefined]);
  });

  it('is asked anew when a file changes', () => {
    const root = temporaryFolder({ ...PRIVATE, ...ends, 'src/index.ts': "export * from './a';\n" });
    const project = projectAround(`${root}/src/main.ts`);
    const find = () => project.elsewhereOf(`${root}/src/main.ts`).definitionOf({ specifier: './index', name: 'late' })?.file.shown;
    expect(find()).toBeUndefined();
    project.change(`${root}/src/a.ts`, 'export const late = 1;');
    expect(find()).toBe('src/a.ts');
  });
});

it('reads no file that imports other names of a module', () => {
  const others = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`src/other${at}.ts`, "import { crates } from './boxes';\nexport const boxes = crates;\n"]));
  const root = temporaryFolder({ ...PRIVATE, ...others, 'src/boxes.ts': BOXES, 'src/put.ts': `import { boxes } from './boxes';${PUT}` });
  const project = projectAround(`${root}/src/boxes.ts`);
  const { bindings, open } = project.elsewhereOf(`${root}/src/boxes.ts`).importsOf(['boxes']);
  expect(bindings.map(({ file }) => file.shown)).toEqual(['src/put.ts']);
  expect(open).toBeUndefined();
  expect(project.counters).toMatchObject({ filesParsed: 1 });
});

it('forgets an answer about a class when a file changes', () => {
  const node = 'export class Node {}\n';
  const root = temporaryFolder({ ...PRIVATE, 'src/node.ts': node, 'src/one.ts': "import { Node } from './node';\nexport const root = new Node();\n" });
  const project = projectAround(`${root}/src/one.ts`);
  const owner = SourceIndex.of(parseSource('node.ts', node)).nodesOf('ClassDeclaration')[0] as ClassNode;
  const ask = () => project.elsewhereOf(`${root}/src/node.ts`).remember('importers', owner, (elsewhere) => elsewhere.importsOf(['Node']).bindings.length);
  expect([ask(), ask()]).toEqual([1, 1]);
  project.change(`${root}/src/one.ts`, 'export const root = 1;');
  expect(ask()).toBe(0);
});

describe('an export is open where a mock may use the module itself', () => {
  const openFor = (mock: string) => {
    const root = temporaryFolder({ ...PRIVATE, 'src/boxes.ts': BOXES, 'src/boxes.test.ts': `${mock}\n` });
    return projectAround(`${root}/src/boxes.ts`).elsewhereOf(`${root}/src/boxes.ts`).importsOf(['boxes']).open !== undefined;
  };
  it.each([
    ['a factory that takes what loads it', "vi.mock('./boxes', async (importOriginal) => ({ ...(await importOriginal()) }));", true],
    ['a factory from elsewhere', "vi.mock('./boxes', makeBoxes);", true],
    ['a factory of its own', "vi.mock('./boxes', () => ({ boxes: new Map() }));", false],
    ['no factory', "vi.mock('./boxes');", false],
  ])('%s', (_, mock, isOpen) => {
    expect(openFor(mock)).toBe(isOpen);
  });
});

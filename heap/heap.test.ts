import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineOf, PROGRAM } from '../fixtures/heap-program.js';
import { ephemeron } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { containersIn, freedBetween, mark, readSnapshot } from './index.js';
import { freedBy } from './what-if.js';

/** What the command tells of one container. */
interface Told {
  readonly name: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly kind: string;
  readonly entries: number;
  readonly freed: { readonly objects: number; readonly bytes: number; readonly entries: number };
  readonly growth: { readonly entries: number } | null;
  readonly says: string;
  readonly finding: { readonly rule: string } | null;
  readonly holder: readonly string[];
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ephemeron-heap-')));
const [first, second] = [join(folder, 'first.heapsnapshot'), join(folder, 'second.heapsnapshot')];

beforeAll(() => {
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/pages.mjs'), PROGRAM);
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'src/pages.mjs'), first, second], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function toldBy(...args: readonly string[]): { readonly code: number | null; readonly containers: readonly Told[]; readonly out: string; readonly err: string } {
  const { code, out, err } = ephemeron(folder, ['heap', ...args, '--format', 'json']);
  const { containers } = JSON.parse(out) as { containers: readonly Told[] };
  return { code, containers, out, err };
}

describe('one snapshot', () => {
  it('names each container at the line that makes it, and says what only it keeps', () => {
    const { code, containers, out, err } = toldBy(second, 'src');

    expect(err).toBe('');
    expect(code).toBe(1);
    const rows = containers.map(({ name, path, line, kind, entries, says }) => ({ name, path, line, kind, entries, says }));
    const path = 'src/pages.mjs';
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'contexts', path, line: lineOf('const contexts'), kind: 'map', entries: 500, says: 'keeps-dead' },
        { name: 'globalThis.titles', path, line: lineOf('globalThis.titles ='), kind: 'map', entries: 500, says: 'keeps-dead' },
        { name: 'this.#notes', path, line: lineOf('#notes ='), kind: 'map', entries: 100, says: 'held-elsewhere' },
        { name: 'Reader.cache', path, line: lineOf('static cache'), kind: 'weakmap', entries: 100, says: 'weak' },
        { name: 'byId', path, line: lineOf('const byId'), kind: 'dictionary', entries: 500, says: 'only-owner' },
        { name: 'queue', path, line: lineOf('export const queue'), kind: 'set', entries: 50, says: 'only-owner' },
        { name: 'open', path, line: lineOf('const open'), kind: 'array', entries: 100, says: 'held-elsewhere' },
      ]),
    );
    const contexts = containers.find(({ name }) => name === 'contexts');
    // A page, its URL, its body and text, and the context: five objects for each entry.
    expect(contexts?.freed).toMatchObject({ entries: 500, objects: 2500 });
    expect(contexts?.finding).toMatchObject({ rule: 'ephemeron/no-instance-keyed-map' });
    expect(contexts?.holder).toEqual(['src/pages.mjs', 'variable `contexts`']);
    expect(containers.find(({ name }) => name === 'this.#notes')?.holder.at(-1)).toBe('field `#notes` of `Reader`');
    expect(out).not.toContain('secret of');
    expect(out).not.toContain('id-1-');
  });

  it('is a document as the schema says', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/schema/heap-v1.json'), 'utf8')) as object;
    const isRight = new Ajv2020({ allErrors: true, formats: { uri: (text: string) => URL.canParse(text) } }).compile(closed(schema));
    isRight(JSON.parse(toldBy(first, second, 'src').out));
    expect(isRight.errors).toBeNull();
  });

  it('frees the same by the tree of dominators as by marking all of the heap', async () => {
    const graph = await readSnapshot(second);
    const alive = mark(graph, []);
    const { containers } = containersIn(graph);
    expect(containers.length).toBeGreaterThan(6);
    for (const { tables } of containers.filter(({ kind }) => !kind.startsWith('weak'))) {
      const { objects, bytes } = freedBetween(graph, alive, mark(graph, tables));
      expect(freedBy(graph, alive, tables)).toMatchObject({ objects, bytes });
    }
  });
});

describe('a variable of a block', () => {
  it('has its name, though V8 tells of its place only', () => {
    const path = temporaryFolder({
      'main.mjs': `import { writeHeapSnapshot } from 'node:v8';
{
  const label = 'seen by ' + process.pid;
  let turns = 0;
  const seen = new Map();
  const pages = [];
  globalThis.visit = function visit(page) { turns++; seen.set(page, { label }); pages.push({ turns }); };
  globalThis.told = () => [turns, pages];
}
for (let index = 0; index < 100; index++) visit({ index });
writeHeapSnapshot('app.heapsnapshot');
`,
    });
    expect(spawnSync(process.execPath, ['main.mjs'], { cwd: path, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const { containers } = JSON.parse(ephemeron(path, ['heap', 'app.heapsnapshot', 'main.mjs', '--format', 'json']).out) as { containers: readonly Told[] };

    expect(containers).toContainEqual(expect.objectContaining({ name: 'seen', path: 'main.mjs', line: 5, kind: 'map', says: 'keeps-dead', holder: ['main.mjs', 'variable `seen`'] }));
    expect(containers).toContainEqual(expect.objectContaining({ name: 'pages', path: 'main.mjs', line: 6, kind: 'array' }));
  });
});

describe('two snapshots', () => {
  it('tell what grew and lets go of nothing, and nothing else', () => {
    const { containers } = toldBy(first, second, 'src');

    const growing = containers.filter(({ says }) => says === 'grows' || says === 'keeps-dead').map(({ name, growth }) => [name, growth?.entries]);
    expect(growing.sort()).toEqual([['byId', 300], ['contexts', 300], ['globalThis.titles', 300]]);
  });

  it('of two sessions of the inspector tell no growth, and say so', () => {
    const path = temporaryFolder({
      'main.mjs': `import { closeSync, openSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
const byId = Object.create(null);
let count = 0;
const work = () => { for (let index = 0; index < 100; index++) byId['id ' + count++] = { index }; };
const take = (session, name) => {
  const file = openSync(name + '.heapsnapshot', 'w');
  const write = ({ params }) => writeSync(file, params.chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', write);
  session.post('HeapProfiler.takeHeapSnapshot', {});
  session.off('HeapProfiler.addHeapSnapshotChunk', write);
  closeSync(file);
};
const open = () => { const session = new Session(); session.connect(); session.post('HeapProfiler.enable'); return session; };
const session = open();
for (const name of ['first', 'second']) { work(); take(session, name); }
session.disconnect();
work();
take(open(), 'other');
export const get = (id) => byId[id];
`,
    });
    expect(spawnSync(process.execPath, ['main.mjs'], { cwd: path, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const saysOf = (...snapshots: readonly string[]): object => {
      const { code, out, err } = ephemeron(path, ['heap', ...snapshots.map((name) => `${name}.heapsnapshot`), 'main.mjs', '--format', 'json']);
      const { containers } = JSON.parse(out) as { containers: readonly Told[] };
      const byId = containers.find(({ name }) => name === 'byId');
      return { code, err, says: byId?.says, growth: byId?.growth?.entries };
    };
    const because = 'has other ids for its objects than first.heapsnapshot, so that growth cannot be told: take both in one run and, with an inspector, in one session';

    expect(saysOf('first', 'second')).toEqual({ code: 1, err: '', says: 'grows', growth: 100 });
    expect(saysOf('first', 'other')).toEqual({ code: 2, err: `error: other.heapsnapshot: ${because}\n`, says: 'only-owner', growth: undefined });
    expect(ephemeron(path, ['check', '--heap', 'first.heapsnapshot', '--heap', 'other.heapsnapshot', 'main.mjs'])).toMatchObject({ code: 2, err: `error: other.heapsnapshot: ${because}\n` });
  });

  it('of a program without leaks give no finding', () => {
    const path = temporaryFolder({
      'main.mjs': `import { writeHeapSnapshot } from 'node:v8';
class Page { constructor(url) { this.url = url; } }
const contexts = new WeakMap();
const recent = new Map();
const sessions = new Map();
const byId = Object.create(null);
const waiting = [];
const routes = new Map(Array.from({ length: 200 }, (_, index) => ['/' + index, { handler: () => index }]));
const open = Array.from({ length: 100 }, (_, index) => new Page('open ' + index));
const titles = new Map(open.map((page) => [page, { title: page.url }]));
function work(round) {
  for (let index = 0; index < 500; index++) {
    const page = new Page('page ' + index);
    contexts.set(page, { depth: index });
    recent.set(page.url + round, page);
    if (recent.size > 100) recent.delete(recent.keys().next().value);
    const session = { id: index + '-' + round };
    sessions.set(session, { page });
    byId['id ' + session.id] = page;
    waiting.push(() => { sessions.delete(session); delete byId['id ' + session.id]; });
    if (waiting.length > 50) waiting.shift()();
  }
}
for (const file of ['first.heapsnapshot', 'second.heapsnapshot']) {
  work(file);
  writeHeapSnapshot(file);
}
globalThis.all = () => [contexts, recent, sessions, byId, waiting, routes, open, titles];
`,
    });
    expect(spawnSync(process.execPath, ['main.mjs'], { cwd: path, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const { code, out } = ephemeron(path, ['heap', 'first.heapsnapshot', 'second.heapsnapshot', 'main.mjs', '--format', 'json']);
    const { containers } = JSON.parse(out) as { containers: readonly Told[] };

    expect(containers.length).toBeGreaterThan(4);
    expect(containers.filter(({ says }) => says === 'grows' || says === 'keeps-dead')).toEqual([]);
    expect(code).toBe(0);
    expect(ephemeron(path, ['heap', 'first.heapsnapshot', 'second.heapsnapshot', 'main.mjs', '--fail-growth']).code).toBe(0);
  });

  it('fail over a limit and at growth only where that is asked for', () => {
    expect(toldBy(second, 'src', '--fail-over', '10MB').code).toBe(0);
    expect(toldBy(first, second, 'src', '--fail-growth', '10kB').code).toBe(1);
  });
});

describe('check --heap', () => {
  it('confirms findings, and finds what the code does not show', () => {
    const { out } = ephemeron(folder, ['check', '--heap', first, '--heap', second, 'src', '--format', 'json']);
    const { containers } = JSON.parse(out) as { containers: readonly { readonly name: string; readonly heap?: { readonly state: string }; readonly fate: { readonly state: string } }[] };
    const states = Object.fromEntries(containers.map(({ name, heap, fate }) => [name, [heap?.state, fate.state]]));
    expect(states).toMatchObject({ contexts: ['confirmed', expect.not.stringContaining('clean')], byId: ['confirmed', 'manual'] });
  });
});

describe('what cannot be read', () => {
  const whole = (): string => readFileSync(second, 'utf8');
  it.each<[string, () => string, string]>([
    ['empty', () => '', 'is empty'],
    ['no JSON', () => 'hello', 'it is not JSON'],
    ['other JSON', () => '{"a":1}', 'is no heap snapshot of V8'],
    ['of JavaScriptCore', () => '{"version":3,"type":"Inspector","nodes":[]}', 'JavaScriptCore'],
    ['compressed', () => '\u001F\u008B', 'is compressed'],
    ['cut off', () => whole().slice(0, 1_000_000), 'is cut off'],
    ['cut off among its strings', () => whole().slice(0, -5000), 'is cut off'],
    ['cut off, with an end that looks whole', () => `${whole().slice(0, 1_000_000)}]}`, 'is '],
  ])('says in one line why: %s', async (_, text, because) => {
    const path = join(temporaryFolder({ 'a.heapsnapshot': text() }), 'a.heapsnapshot');
    await expect(readSnapshot(path)).rejects.toThrow(because);
  });

  it('is refused where it is too large, before it is read', () => {
    const path = join(temporaryFolder({ 'large.heapsnapshot': '{"snapshot":{' }), 'large.heapsnapshot');
    truncateSync(path, 2 ** 31);
    const { code, out, err } = ephemeron(folder, ['heap', path]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*large\.heapsnapshot: has 2,147\.5 MB, and at most 2,147\.5 MB are read \(--max-size <MB>\)\n$/);
  });

  it('ends with one line and code 2', () => {
    expect(ephemeron(folder, ['heap', 'missing.heapsnapshot', 'src'])).toEqual({ code: 2, out: '', err: 'error: missing.heapsnapshot: no such file or folder\n' });
    expect(ephemeron(folder, ['heap', 'src/pages.mjs']).err).toBe('error: heap takes a heap snapshot first, and "src/pages.mjs" is code (heap app.heapsnapshot src/pages.mjs)\n');
    expect(ephemeron(folder, ['heap', second, '--fail-growth']).err).toBe('error: --fail-growth needs two snapshots of the same run\n');
  });
});

describe('heap --run', () => {
  it('takes snapshots that only their owner can read, and changes nothing of the program', () => {
    const path = temporaryFolder({
      'server.mjs': 'const cache = new Map();\nconst tick = () => { for (let i = 0; i < 50; i++) cache.set({ i }, { text: String(i) }); };\ntick();\nlet ticks = 0;\nconst timer = setInterval(() => { tick(); if (++ticks === 20) clearInterval(timer); }, 50);\nprocess.on("exit", () => console.log(cache.get(1), process.execArgv.length));\n',
    });
    const { code, out, err } = ephemeron(path, ['heap', '--run', '--warm', '400ms', '--format', 'github', 'server.mjs', '--', 'node', 'server.mjs']);

    expect({ code, first: out.split('\n')[0] }).toEqual({ code: 1, first: 'undefined 0' });
    expect(out).toContain('::error file=server.mjs,line=1,col=15');
    expect(err).toMatch(/^ephemeron: snapshots go to heap-snapshots\/\S+; they hold all that the program holds, secrets included\n(?:ephemeron: writes about .*\n){2}$/);
    const [taken = ''] = readdirSync(join(path, 'heap-snapshots'));
    const files = readdirSync(join(path, 'heap-snapshots', taken)).filter((file) => file.endsWith('.heapsnapshot'));
    expect(files).toHaveLength(2);
    for (const file of files) expect(statSync(join(path, 'heap-snapshots', taken, file)).mode & 0o777).toBe(0o600);
  });
});

/** The schema without room for members that it does not name. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed<unknown>(part)]));
  return ('properties' in parts ? { ...parts, additionalProperties: false } : parts) as T;
}

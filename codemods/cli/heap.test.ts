import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, ephemeron } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

/** A program that keeps what it is told of as long as its callback is registered: nobody can say from its code whether that ends. */
const TYPES = `export const SECRET = 'do not tell';
export function keepSchemas(bus) { const schemas = new Map();
  bus.on('model', (model) => {
    if (!schemas.has(model)) schemas.set(model, { keys: Object.keys(model), note: SECRET + model.name.length });
    bus.answer(schemas.get(model));
  });
}
`;
/** What only the heap shows to grow, and what holds nothing that others do not. */
const REST = `const visits = new Map();
export const open = [];
const titles = new Map();
export function visit(path, page) {
  visits.set(path, { path });
  if (open.length < 50) open.push(page);
  for (const one of open) titles.set(one, 'title of ' + path);
}
export function forget(path) {
  visits.delete(path);
}
export function titleOf(page) {
  return titles.get(page);
}
`;
const MAIN_PROGRAM = `import { writeHeapSnapshot } from 'node:v8';
import { keepSchemas } from './types.js';
import { titleOf, visit } from './rest.js';
class Page {}
class Model { name = 'a'; }
const listeners = [];
keepSchemas({ on: (name, listener) => listeners.push(listener), answer() {} });
for (const file of ['first.heapsnapshot', 'second.heapsnapshot']) {
  for (let index = 0; index < 100; index++) {
    for (const listener of listeners) listener(new Model());
    visit('/secret/' + file + index, new Page());
  }
  titleOf({});
  writeHeapSnapshot(file);
}
`;
/** Of another program than the one that runs. */
const OTHER = TYPES.replaceAll('schema', 'shape');
const FILES = { 'package.json': '{ "private": true, "type": "module" }', 'src/types.js': TYPES, 'src/rest.js': REST, 'src/main.js': MAIN_PROGRAM, 'other/types.js': OTHER };
const SNAPSHOTS = ['first.heapsnapshot', 'second.heapsnapshot'];

const heapFlags = SNAPSHOTS.flatMap((file) => ['--heap', file]);

/** The folder of the program, with the snapshots that it has written. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ephemeron-heap-')));

function runProgram(cwd: string): void {
  expect(spawnSync(process.execPath, ['src/main.js'], { cwd, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
}

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  runProgram(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('check --heap', () => {
  it('says of each finding what the heap says, and finds what the code does not show', () => {

    const { code, out, err } = ephemeron(folder, ['check', '--certainty', 'possible', ...heapFlags, 'src', '--format', 'json']);
    const { containers } = JSON.parse(out) as { containers: { name: string; finding: { why: string; evidence: string[] } | null; heap?: { state: string; entries: number }; fate: { state: string } }[] };
    const told = Object.fromEntries(containers.map(({ name, heap, fate }) => [name, [heap?.state, fate.state]]));

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(told).toMatchObject({ schemas: ['confirmed', 'suggestion'], visits: ['confirmed', 'manual'] });
    expect(told.titles?.[0]).toBe('held-elsewhere');
    expect(containers.find(({ name }) => name === 'visits')?.finding?.why).toContain('+100 entries since the first snapshot');
    expect(ephemeron(folder, ['check', 'src']).code).toBe(0);
  });

  it('says of a finding that the heap does not have it', () => {
    const { out } = ephemeron(folder, ['check', '--certainty', 'possible', '--heap', 'second.heapsnapshot', 'other', '--format', 'json']);
    const { containers } = JSON.parse(out) as { containers: { heap?: { state: string } }[] };

    expect(containers.map(({ heap }) => heap?.state)).toEqual(['not-seen']);
  });

  it('takes at most two snapshots', () => {
    expect(ephemeron(folder, ['check', '--heap', 'a', '--heap', 'b', '--heap', 'c', 'src'])).toEqual({ code: 2, out: '', err: 'error: --heap takes one snapshot, or two of the same run\n' });
  });
});

describe('fix --heap', () => {
  it('offers what the heap shows to leak as a suggestion, and applies nothing that it would not apply without', () => {
    const copy = temporaryFolder(FILES);
    runProgram(copy);
    const { out } = ephemeron(copy, ['fix', ...heapFlags, 'src']);

    expect(out).toMatch(/1 rest on an assumption .*\n +src\/types\.js:2:52 +schemas .*\(with --certainty possible\)/);
    expect(contentOf(join(copy, 'src'))['types.js']).toBe(TYPES);
    expect(ephemeron(copy, ['fix', 'src']).out).not.toContain('schemas');
    // What it says to run is what rewrites it.
    ephemeron(copy, ['fix', 'src', '--grade', 'suggestion', '--certainty', 'possible']);
    expect(contentOf(join(copy, 'src'))['types.js']).toBe(TYPES.replace('new Map', 'new WeakMap'));
  });

  it('is what the heap says to run', () => {
    expect(ephemeron(folder, ['heap', 'second.heapsnapshot', 'src']).out).toContain('ephemeron fix src/types.js --grade suggestion --certainty possible` if');
  });
});

describe('the formats of heap', () => {
  it('tell no text of the program', () => {
    for (const format of ['text', 'json', 'html', 'github']) {
      const { out } = ephemeron(folder, ['heap', ...SNAPSHOTS, 'src', '--all', '--format', format]);
      expect(out).toContain('visits');
      expect(out).not.toMatch(/secret|do not tell|title of/);
    }
  });

  it('make a page that needs nothing else, with a chart and the retention paths', () => {
    const { out } = ephemeron(folder, ['heap', ...SNAPSHOTS, 'src', '--format', 'html']);

    expect(out).toContain('aria-label="bytes kept by each container"');
    expect(out).toContain('variable <code>visits</code>');
    expect(out).not.toMatch(/<script|<link|<img|url\(|@import/);
  });

  it('make annotations of leaks at their lines', () => {
    const { code, out } = ephemeron(folder, ['heap', ...SNAPSHOTS, 'src', '--format', 'github']);

    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=src\/types\.js,line=2,col=52/m);
    expect(out).toMatch(/^::error file=src\/rest\.js,line=1,col=16/m);
  });

  it('fail for what is beyond a limit only', () => {
    const codeOf = (...args: readonly string[]): number | null => ephemeron(folder, ['heap', ...args]).code;

    expect(codeOf('second.heapsnapshot', 'src', '--fail-over', '1kB')).toBe(1);
    expect(codeOf('second.heapsnapshot', 'src', '--fail-over', '1GB')).toBe(0);
    expect(codeOf(...SNAPSHOTS, 'src', '--fail-growth')).toBe(1);
    expect(codeOf(...SNAPSHOTS, 'src', '--fail-growth', '1MB')).toBe(0);
    expect(ephemeron(folder, ['heap', 'second.heapsnapshot', 'src', '--fail-over', 'much'])).toEqual({ code: 2, out: '', err: 'error: fail-over must be a size, such as 10MB, not "much"\n' });
  });
});

describe('sources of scripts', () => {
  /** The snapshot of a program that ran in another folder, which is not there any more. */
  function fromElsewhere(files: Readonly<Record<string, string>>): string {
    const there = temporaryFolder(FILES);
    runProgram(there);
    const snapshot = readFileSync(join(there, 'second.heapsnapshot'), 'utf8');
    rmSync(there, { recursive: true });
    return temporaryFolder({ ...files, 'second.heapsnapshot': snapshot });
  }
  const placesIn = (cwd: string, ...args: readonly string[]): readonly string[] => {
    const { containers } = JSON.parse(ephemeron(cwd, ['heap', 'second.heapsnapshot', ...args, '--format', 'json']).out) as { containers: { name: string; path: string | null; line: number | null }[] };
    return containers.map(({ name, path, line }) => `${name} ${path ?? '?'}:${line ?? '?'}`);
  };

  it('are found where the snapshot is of another machine', () => {
    expect(placesIn(fromElsewhere(FILES), 'src')).toEqual(expect.arrayContaining(['schemas src/types.js:2', 'visits src/rest.js:1']));
    const deeper = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`packages/app/${path}`, text]));
    expect(placesIn(fromElsewhere(deeper), '--sources', 'packages/app')).toEqual(expect.arrayContaining(['schemas packages/app/src/types.js:2', 'visits packages/app/src/rest.js:1']));
  });

  it('are known by their text where only the name of the file is the same', () => {
    expect(placesIn(fromElsewhere({ 'types.js': TYPES, 'rest.js': `${REST}// More.\n` }))).toEqual(expect.arrayContaining(['schemas types.js:2', 'visits rest.js:1']));
    expect(placesIn(fromElsewhere({ 'types.js': `// Another.\n${TYPES}` }))).toEqual(expect.arrayContaining(['schemas ?:?', 'visits ?:?']));
  });

  it('have the line of the script where their map is missing, which is told', () => {
    const copy = temporaryFolder({ ...FILES, 'src/types.js': `${TYPES}//# sourceMappingURL=types.js.map\n` });
    runProgram(copy);

    expect(placesIn(copy)).toContain('schemas src/types.js:2');
    expect(ephemeron(copy, ['heap', 'second.heapsnapshot']).out).toMatch(/ {2}not here: .*src\/types\.js: types\.js\.map \(--sources <folder>\)\n/);
  });

  it('are told as missing where a map has neither them nor their text, and the line of the script stands for them', () => {
    const copy = temporaryFolder({ ...FILES, 'src/types.js': `${TYPES}//# sourceMappingURL=types.js.map\n`, 'src/types.js.map': JSON.stringify({ version: 3, sources: ['../gone/types.ts'], names: [], mappings: ';AAAA' }) });
    runProgram(copy);

    const { out } = ephemeron(copy, ['heap', 'second.heapsnapshot', '--format', 'json']);
    const { containers, missing } = JSON.parse(out) as { containers: { name: string; path: string; line: number }[]; missing: string[] };

    expect(containers).toContainEqual(expect.objectContaining({ name: 'schemas', path: 'src/types.js', line: 2 }));
    expect(missing.join()).toContain('gone/types.ts');
  });
});

/** A program that goes on for some turns, and says what it has got. */
const SERVER = `const cache = new Map();
const tick = () => { for (let index = 0; index < 50; index++) cache.set({ index }, { text: String(index) }); };
tick();
process.on('SIGUSR2', () => console.log('signal'));
if (process.argv[2]) process.kill(process.pid, process.argv[2]);
let ticks = 0;
const timer = setInterval(() => { tick(); if (++ticks === 20) clearInterval(timer); }, 50);
export const get = (key) => cache.get(key);
`;

function filesTakenIn(cwd: string): readonly string[] {
  const [taken = ''] = readdirSync(join(cwd, 'heap-snapshots'));
  return readdirSync(join(cwd, 'heap-snapshots', taken)).filter((file) => file.endsWith('.heapsnapshot')).sort();
}

describe('heap --run', () => {
  it('takes a snapshot every so often, and keeps the first and the last two', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER });
    const { code, out, err } = ephemeron(cwd, ['heap', '--run', '--warm', '50ms', '--every', '100ms', 'server.mjs', '--', 'node', 'server.mjs']);

    expect(code).toBe(1);
    expect(err.match(/writes about/g)?.length).toBeGreaterThan(3);
    const files = filesTakenIn(cwd);
    expect(files).toHaveLength(3);
    // The first and the last are compared.
    expect(out).toContain(`${files[0] ?? ''}  `);
    expect(out).toContain(`${files[2] ?? ''}  `);
    expect(out).toMatch(/cache +server\.mjs:1:15 .*keeps-dead/);
  });

  it('takes a snapshot at a signal, which the program gets all the same', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER });
    const { out, err } = ephemeron(cwd, ['heap', '--run', '--warm', '1h', '--on-signal', 'SIGUSR2', 'server.mjs', '--', 'node', 'server.mjs', 'SIGUSR2']);

    expect(out).toMatch(/^signal\n/);
    expect(err.match(/writes about/g)).toHaveLength(2);
    expect(filesTakenIn(cwd)).toHaveLength(2);
  });

  it('takes a last snapshot of a program that a signal ends, and tells how it ended', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER });
    const { code, out, err } = ephemeron(cwd, ['heap', '--run', '--warm', '1h', 'server.mjs', '--', 'node', 'server.mjs', 'SIGTERM']);

    expect(code).toBe(1);
    expect(err).toContain('ephemeron: the program ended with SIGTERM\n');
    expect(out).toMatch(/cache +server\.mjs:1:15 +50 /);
  });

  it('looks into the processes and the workers that are named, and not into others', () => {
    const cwd = temporaryFolder({
      'main.mjs': `import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
fork('child.mjs');
new Worker('./worker.mjs');
`,
      'child.mjs': SERVER,
      'worker.mjs': SERVER.replaceAll('cache', 'notes'),
    });
    const run = (...args: readonly string[]): string => ephemeron(cwd, ['heap', '--run', '--warm', '1h', ...args, '--', 'node', 'main.mjs']).out;

    expect(run('--processes', 'child')).toMatch(/cache +child\.mjs:1:15 .*keeps-dead/);
    expect(run()).not.toContain('child.mjs');
  });

  it('looks into the program and not into the tool of a package that starts it', () => {
    const cwd = temporaryFolder({
      'server.mjs': SERVER,
      'node_modules/tsx/dist/cli.mjs': `import { spawnSync } from 'node:child_process';
const cache = new Map(Array.from({ length: 1000 }, (_, index) => [{ index }, 'of the tool']));
spawnSync(process.execPath, process.argv.slice(2), { stdio: 'inherit' });
cache.get(0);
`,
    });
    const { out } = ephemeron(cwd, ['heap', '--run', '--warm', '1h', 'server.mjs', '--', 'node', 'node_modules/tsx/dist/cli.mjs', 'server.mjs']);

    expect(out).toMatch(/cache +server\.mjs:1:15 .*keeps-dead/);
    expect(out).not.toContain('cli.mjs');
  });

  it('says whose heap it is where that is a tool which may start the program', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER, 'node_modules/runner/run.mjs': "import '../../server.mjs';\n" });
    const said = 'ephemeron: this is the heap of node_modules/runner/run.mjs; the processes and workers that it starts are looked into by --processes <regexp>\n';

    expect(ephemeron(cwd, ['heap', '--run', '--warm', '1h', '--', 'node', 'node_modules/runner/run.mjs']).err).toContain(said);
    expect(ephemeron(cwd, ['heap', '--run', '--warm', '1h', '--', 'node', 'server.mjs']).err).not.toContain('this is the heap of');
  });

  it('reports by one snapshot where the program ends early, and says that growth cannot be seen', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER });
    const { code, out, err } = ephemeron(cwd, ['heap', '--run', 'server.mjs', '--', 'node', 'server.mjs']);
    const early = 'ephemeron: only one snapshot, which shows no growth: the program ended before it was warm (--warm 5s)\n';

    expect(code).toBe(1);
    expect(out).toMatch(/cache +server\.mjs:1:15 .*keeps-dead/);
    expect(err).toContain(early);
    const failing = ephemeron(cwd, ['heap', '--run', '--fail-growth', 'server.mjs', '--', 'node', 'server.mjs']);
    expect({ code: failing.code, out: failing.out }).toEqual({ code: 2, out: '' });
    expect(failing.err).toContain(`${early}error: node: --fail-growth needs two snapshots: take the first earlier (--warm 500ms), or more of them (--every 1s)\n`);
  });

  it('leaves no half of a snapshot where a process is killed while it writes', () => {
    const cwd = temporaryFolder({
      'main.mjs': `import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
const child = fork('server.mjs');
const folder = 'heap-snapshots/' + readdirSync('heap-snapshots')[0];
setInterval(() => { if (readdirSync(folder).some((file) => /-0002.*part$/.test(file))) child.kill('SIGKILL'); }, 1).unref();
`,
      'server.mjs': SERVER.replaceAll('20', '2000'),
    });
    const { code, out, err } = ephemeron(cwd, ['heap', '--run', '--warm', '100ms', '--every', '300ms', '--processes', 'server', '--', 'node', 'main.mjs']);

    expect(code).toBe(1);
    expect(out).toMatch(/cache +server\.mjs:1:15 .*keeps-dead/);
    expect(err).toContain('ephemeron: only one snapshot, which shows no growth: something ended the process while it wrote the last\n');
    const [taken = ''] = readdirSync(join(cwd, 'heap-snapshots'));
    expect(readdirSync(join(cwd, 'heap-snapshots', taken)).filter((file) => file.includes('heapsnapshot'))).toHaveLength(1);
  });

  it('says in one line what cannot be', () => {
    const cwd = temporaryFolder({ 'server.mjs': SERVER });
    const errorOf = (...args: readonly string[]): string => ephemeron(cwd, ['heap', '--run', ...args]).err;

    expect(errorOf('server.mjs')).toBe('error: --run takes a command after -- (heap --run src -- node server.js)\n');
    expect(errorOf('--warm', 'soon', '--', 'node', 'server.mjs')).toContain('error: warm must be a time, such as 30s, not "soon"\n');
    expect(errorOf('--on-signal', 'SIGNOTHING', '--', 'node', 'server.mjs')).toContain('error: on-signal must be a signal, such as SIGUSR2, not "SIGNOTHING"\n');
    expect(errorOf('--processes', '(', '--', 'node', 'server.mjs')).toContain('error: processes is no regular expression');
    expect(errorOf('--', 'no-such-program-here')).toContain('error: no-such-program-here: no such command\n');
  });
});

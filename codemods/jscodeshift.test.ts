import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REFUSED, SAFE, SUGGESTION } from '../fixtures/samples.js';

const ROOT = join(import.meta.dirname, '..');
const TRANSFORM = 'node_modules/eslint-plugin-ephemeron/dist/codemods/map-to-weakmap.js';
const EXTENSIONS = '--extensions=js,jsx,mjs,cjs,ts,tsx,mts,cts';

const FILES = {
  'safe.ts': SAFE,
  'windows.mts': `\uFEFF${SAFE.replaceAll('\n', '\r\n')}`,
  'suggestion.js': SUGGESTION,
  'refused.cts': REFUSED,
  'suppressed.tsx': SAFE.replace('const outlines', '// eslint-disable-next-line ephemeron/no-instance-keyed-map\n$&'),
  'clean.jsx': 'export const a = <b />;\n',
  'latin.ts': Buffer.from(`${SAFE}// caf\xE9\n`, 'latin1'),
  'bad.ts': 'const a = new Map();\nconst b = ;\n',
} as const;

let project: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'ephemeron-jscodeshift-'));
  // What `npm test` built is what is packed: no script may build it anew under the feet of the other tests.
  const { stdout } = await run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  // A package of CommonJS, as most users of jscodeshift have.
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/jscodeshift/package.json'), 'utf8')) as { version: string };
  const wanted = [`./${packed.filename}`, `jscodeshift@${version}`];
  const { status, stderr } = await run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted);
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe.each([
  ['with its Babel hook', []],
  ['without', ['--no-babel']],
])('npx jscodeshift, %s', (_, mode) => {
  beforeEach(() => {
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(project, name), content);
  });

  it('rewrites what is safe and reports what is not', async () => {
    const { said, sums } = await jscodeshift(...mode);
    expect(changes()).toEqual({
      'safe.ts': SAFE.replace('new Map', 'new WeakMap'),
      'windows.mts': FILES['windows.mts'].replace('new Map', 'new WeakMap'),
    });
    expect(said).toEqual([
      expect.stringMatching(/^ERR bad\.ts Transformation error \(bad\.ts:2:11 .+\)$/),
      'ERR latin.ts Transformation error (latin.ts: not UTF-8, left as it is)',
      expect.stringMatching(/^REP refused\.cts refused\.cts:14:3 cleared \S.+$/),
      expect.stringMatching(/^REP suggestion\.js suggestion\.js:1:18 suggestion \S.+$/),
      'REP suppressed.tsx suppressed.tsx:6:18 suppressed a disable comment covers it',
    ]);
    expect(sums).toEqual(['2 errors', '0 unmodified', '4 skipped', '2 ok']);
  });

  it('counts in a dry run, and writes nothing', async () => {
    const { stdout } = await jscodeshift('--dry', ...mode);
    expect(changes()).toEqual({});
    expect(stdout).toMatch(/^cleared: 1$/m);
    expect(stdout).toMatch(/^suggestion: 1$/m);
    expect(stdout).toMatch(/^suppressed: 1$/m);
    expect(stdout).toMatch(/^rewritten: 2$/m);
  });

  it('takes options', async () => {
    const flags = ['--grade=suggestion', '--certainty=possible', '--homes=module,static', '--ignoreContainers=^outlines$'];
    const { said, sums } = await jscodeshift(...flags, ...mode);
    expect(changes()).toEqual({ 'suggestion.js': SUGGESTION.replace('Set', 'WeakSet') });
    expect(said.filter((line) => line.startsWith('REP'))).toEqual([
      expect.stringMatching(/^REP refused\.cts refused\.cts:14:3 cleared \S.+$/),
    ]);
    expect(sums).toEqual(['1 errors', '0 unmodified', '6 skipped', '1 ok']);
  });

  it('refuses an option that cannot be', async () => {
    const { said } = await jscodeshift('--grade=bold', ...mode);
    expect(changes()).toEqual({});
    expect(said).toContain('ERR safe.ts Transformation error (grade must be one of safe, suggestion, not "bold")');
  });
});

it.each(['flow', 'babel', 'tsx'])('Flow is an error, and left as it is, under --parser=%s', async (parser) => {
  const typed = `// @flow\n${SAFE.replace('title = ', 'title: ?string = ')}`;
  writeFileSync(join(project, 'typed.js'), typed);
  const { stdout } = await run(project, 'npx', 'jscodeshift', '-t', TRANSFORM, 'typed.js', '--run-in-band', `--parser=${parser}`);
  expect(stdout).toContain('typed.js Transformation error (typed.js:1:4 Flow is not supported)');
  expect(stdout).toMatch(/^1 errors$/m);
  expect(readFileSync(join(project, 'typed.js'), 'utf8')).toBe(typed);
});

describe('the transforms for ids', () => {
  const NODES = `\
export class Node {
  static #last = 0;
  static #notes = new Map();
  #id = ++Node.#last;
  note(text) {
    Node.#notes.set(this.#id, text);
  }
  get text() {
    return Node.#notes.get(this.#id);
  }
}
`;
  const PAGES = `\
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
`;

  it.each([
    ['id-map-to-weakmap', NODES, 'static #notes = new WeakMap();'],
    ['id-map-to-finalization-registry', PAGES, 'const titlesRegistry = new FinalizationRegistry('],
  ])('%s', async (codemod, text, expected) => {
    writeFileSync(join(project, 'ids.js'), text);
    const transform = TRANSFORM.replace('map-to-weakmap', codemod);
    const { stdout } = await run(project, 'npx', 'jscodeshift', '-t', transform, 'ids.js', '--run-in-band', '--grade=suggestion');
    expect(stdout).toMatch(/^1 ok$/m);
    expect(readFileSync(join(project, 'ids.js'), 'utf8')).toContain(expected);
  });
});

/** The files that are not as they were. */
function changes(): Record<string, string> {
  const now = Object.entries(FILES).map(([name, content]) => ({ name, content, bytes: readFileSync(join(project, name)) }));
  const changed = now.filter(({ content, bytes }) => !bytes.equals(Buffer.from(content)));
  return Object.fromEntries(changed.map(({ name, bytes }) => [name, bytes.toString()]));
}

/** Runs the real command on all files, paths before flags, and sorts what it says of each, for workers race. */
async function jscodeshift(...flags: string[]) {
  const { stdout } = await run(project, 'npx', 'jscodeshift', '-t', TRANSFORM, ...Object.keys(FILES), EXTENSIONS, ...flags);
  const lines = stdout.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => /^(ERR|REP) /.test(line)).sort();
  return { stdout, said, sums: lines.filter((line) => /^\d+ (errors|unmodified|skipped|ok)$/.test(line)) };
}

function run(cwd: string, command: string, ...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', BABEL_DISABLE_CACHE: '1' };
    execFile(command, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

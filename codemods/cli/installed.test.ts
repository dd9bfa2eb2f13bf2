import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const LEAK = `\
const boxes = new WeakMap();
const seen = new Map();

export class Owner {
  see() {
    seen.set(this, boxes.get(this));
    return seen.get(this);
  }
}
`;
const FIXED = LEAK.replace('new Map', 'new WeakMap');

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ephemeron-installed-'));
  // What `npm test` built is what is packed: no script may build it anew under the feet of the other tests.
  const { stdout } = run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/eslint9/package.json'), 'utf8')) as { version: string };
  const wanted = [`./${packed.filename}`, `eslint@${version}`];
  const { status, stderr } = run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted);
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

beforeEach(() => {
  writeFileSync(join(project, 'a.js'), LEAK);
});

describe('the installed command', () => {
  it('checks with ESLint 9', () => {
    const { status, stdout, stderr } = ephemeron('check', 'a.js');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^a\.js:2:14 {2}ephemeron\/no-instance-keyed-map {2}.+\n\n1 file read, \d containers? seen, 1 leak\n {2}1 can be rewritten \(ephemeron fix\)\n$/);
  });

  it('goes by the name of the package, too', () => {
    expect(run(project, 'npx', '--no-install', 'eslint-plugin-ephemeron', 'check', 'a.js').status).toBe(1);
  });

  it.each([
    // In this order: the second is still missing the first.
    ['typescript', 'check', 'error: typescript is not installed, and this command needs it: npm install --save-dev typescript\n'],
    ['eslint', 'check', 'error: eslint is not installed, and this command needs it: npm install --save-dev eslint\n'],
  ])('says in one line that %s is missing, and fixes without it', (missing, command, stderr) => {
    rmSync(join(project, 'node_modules', missing), { recursive: true });
    expect(ephemeron(command, 'a.js')).toEqual({ status: 2, stdout: '', stderr });
    if (missing === 'typescript') expect(ephemeron('fix', '--types', 'a.js')).toEqual({ status: 2, stdout: '', stderr });
    expect(ephemeron('fix', 'a.js')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(project, 'a.js'), 'utf8')).toBe(FIXED);
  });
});

function ephemeron(...args: string[]) {
  return run(project, process.execPath, 'node_modules/eslint-plugin-ephemeron/dist/run/ephemeron.js', ...args);
}

function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { status, stdout, stderr };
}

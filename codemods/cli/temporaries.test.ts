import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, ephemeron, MAIN } from '../../fixtures/run-command.js';
import { SAFE } from '../../fixtures/samples.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { temporaryIn } from './temporaries.js';

const TWO_DAYS = 2 * 24 * 60 * 60;

/** The name that a process of this machine gives a temporary file. */
const nameFor = (pid: number) => basename(temporaryIn('')).replace(`-${process.pid}-`, `-${pid}-`);

/** The same of another machine or container. */
const nameElsewhere = (pid: number) => nameFor(pid).replace(/[\da-f]{8}/, '00000000');

/** The id of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

function folderWith(...names: string[]): string {
  return temporaryFolder({ 'a.ts': SAFE, ...Object.fromEntries(names.map((name) => [name, ''])) });
}

describe('a temporary file', () => {
  it('of a run that was killed is removed by the next one that writes', () => {
    const folder = temporaryFolder({ 'src/a.ts': SAFE, 'b.ts': '' });
    const hooks = temporaryFolder({ 'kill.cjs': "require('node:fs').renameSync = () => process.kill(process.pid, 'SIGKILL');\nrequire('node:module').syncBuiltinESMExports();\n" });
    const { pid, signal } = spawnSync(process.execPath, ['--require', join(hooks, 'kill.cjs'), MAIN, 'fix'], { cwd: folder, env: ENVIRONMENT });
    expect(signal).toBe('SIGKILL');
    const left = [expect.stringContaining(`-${pid}-`) as string, 'a.ts'];
    expect(readdirSync(join(folder, 'src'))).toEqual(left);
    ephemeron(folder, ['check']);
    ephemeron(folder, ['fix', '--dry']);
    ephemeron(folder, ['fix', 'b.ts']);
    expect(readdirSync(join(folder, 'src'))).toEqual(left);
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(join(folder, 'src'))).toEqual(['a.ts']);
  });

  it('of a run that is alive stays', () => {
    const name = nameFor(process.pid);
    const folder = folderWith(name);
    utimesSync(join(folder, name), 0, 0);
    expect(ephemeron(folder, ['fix']).code).toBe(0);
    expect(readdirSync(folder)).toEqual([name, 'a.ts']);
  });

  it('of another machine or container, whose runs cannot be seen, stays for a day', () => {
    const [fresh, old] = [nameElsewhere(deadPid()), nameElsewhere(process.pid)];
    const folder = folderWith(fresh, old);
    utimesSync(join(folder, old), Date.now() / 1000, Date.now() / 1000 - TWO_DAYS);
    expect(ephemeron(folder, ['fix']).code).toBe(0);
    expect(readdirSync(folder)).toEqual([fresh, 'a.ts']);
  });
});

it('nothing else is removed that has such a name, or one like it', () => {
  const name = nameFor(deadPid());
  const like = [`${name}.ts`, `x${name}`, name.replace('.tmp', '.old'), name.slice(1), name.replace(/-\d+-/, '-'), name.replace(/-\d+-/, '-x-'), '.ephemeron-0123456789ab.tmp'];
  const folder = folderWith(...like);
  mkdirSync(join(folder, 'sub'));
  mkdirSync(join(folder, nameFor(deadPid()), 'of-a-folder'), { recursive: true });
  writeFileSync(join(folder, 'sub/target'), '');
  symlinkSync('sub/target', join(folder, name));
  const before = readdirSync(folder);
  expect(ephemeron(folder, ['fix', 'a.ts']).code).toBe(0);
  expect(readdirSync(folder)).toEqual(before);
  expect(existsSync(join(folder, 'sub/target'))).toBe(true);
});

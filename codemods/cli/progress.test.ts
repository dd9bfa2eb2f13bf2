import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTerminal, onTerminal } from '../../fixtures/on-terminal.js';
import { contentOf, ephemeron } from '../../fixtures/run-command.js';
import { SAFE } from '../../fixtures/samples.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

/** Whoever reads a file whose name says so takes a while, or for ever. */
function slowly(): NodeJS.ProcessEnv {
  const hook = temporaryFolder({
    'hook.cjs': `
      const fs = require('node:fs');
      const { readFileSync } = fs;
      const sleep = (time) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
      fs.readFileSync = (path, ...rest) => {
        if (/slow\\d+\\.ts$/.test(path)) sleep(400);
        if (/forever\\.ts$/.test(path)) for (;;);
        return readFileSync(path, ...rest);
      };
      require('node:module').syncBuiltinESMExports();`,
  });
  return { NODE_OPTIONS: `--require ${join(hook, 'hook.cjs')}` };
}

const SHARED = SAFE.replace('const outlines', 'export $&');
const slow = (text: string, folder = '') => Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`${folder}slow${at}.ts`, text]));
/** Five files whose tables others use by their types, so that they change together, and five that are only asked about. */
const SHARING = {
  'alone/package.json': '{ "private": true }',
  ...slow(SAFE, 'alone/'),
  'shared/package.json': '{ "private": true }',
  ...slow(SHARED, 'shared/'),
  ...Object.fromEntries(Array.from({ length: 5 }, (_, at) => [
    `shared/use${at}.ts`,
    `import { outlines } from './slow${at}.js';\nconst known: Map<object, string[]> = outlines;\nexport const isKnown = (page: object) => known.has(page);\n`,
  ])),
};
const DRAWN = /\d of \d+ files/;

describe.skipIf(!hasTerminal)('the progress bar', () => {
  it('tells how many files are done in each part of a run of more than a second, and goes', async () => {
    const { code, raw, screen } = await onTerminal(temporaryFolder(SHARING), ['fix'], [], slowly());
    expect(code).toBe(0);
    expect(screen).toMatch(/[1-9] of 15 files\W/);
    expect(screen).toMatch(/[1-9] of 10 files with the rest of their project/);
    // Its line is erased, and the account stands in its place.
    expect(raw).toMatch(/\u001B\[1G\u001B\[J\S*15 files read, /);
  });

  it('is gone when `check` tells what it has found', async () => {
    const { code, raw, screen } = await onTerminal(temporaryFolder({ ...slow('export {};\n'), 'slow3.ts': SAFE }), ['check'], [], slowly());
    expect(code).toBe(1);
    // The bar puts dots after its text when a file takes long. It is erased with them, and the finding stands in its place.
    expect(raw).toMatch(/ of 5 files\.{0,3}\u001B\[1G\u001B\[J\S*error/);
    expect(screen).toMatch(/slow3\.ts:5:18\n(?: .*\n)+\n5 files read, /);
  });

  it('leaves the cursor alone, and colours where they are not wanted', async () => {
    const { raw, screen } = await onTerminal(temporaryFolder(slow(SAFE)), ['fix'], [], { ...slowly(), NO_COLOR: '1' });
    expect(screen).toMatch(DRAWN);
    expect(raw).not.toMatch(/\u001B\[(?:\?25[hl]|[\d;]*m)/);
  });

  it.each([
    // Two projects: the files of one are read as evidence for each other.
    ['of a file', DRAWN, { ...slow(SAFE, 'a/'), 'z/forever.ts': SAFE }],
    ['of files together', /of 10 files with the rest/, SHARING],
  ])('does not keep Ctrl-C from ending the run at once: in the middle %s', async (_, seen, files) => {
    const folder = temporaryFolder(files);
    expect(await onTerminal(folder, ['fix', '--concurrency', '1'], [[seen, '\u0003']], slowly())).toMatchObject({ code: 130 });
    expect(contentOf(folder)).toEqual(files);
  });

  it.each([
    ['in continuous integration', { CI: 'true' }],
    ['on a terminal that cannot move its cursor', { TERM: 'dumb' }],
  ])('is not shown %s', async (_, env) => {
    const { code, screen } = await onTerminal(temporaryFolder(slow(SAFE)), ['fix'], [], { ...slowly(), ...env });
    expect(code).toBe(0);
    expect(screen).not.toMatch(DRAWN);
  });
});

it('no progress is shown where there is no terminal', () => {
  expect(ephemeron(temporaryFolder(slow(SAFE)), ['fix'], slowly())).toMatchObject({ code: 0, err: '' });
});

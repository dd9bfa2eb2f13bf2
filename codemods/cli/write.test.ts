import { chmodSync, chownSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { ChangedError, replaceFile } from './write.js';

const OLD = 'old';

describe('replaceFile', () => {
  it('replaces a file and leaves nothing else behind', () => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    replaceFile(join(folder, 'a.ts'), OLD, 'n\u00E9w');
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('n\u00E9w');
    expect(readdirSync(folder)).toEqual(['a.ts']);
  });

  it('never writes into the old version: who has it open reads it to its end', () => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    linkSync(join(folder, 'a.ts'), join(folder, 'old.ts'));
    replaceFile(join(folder, 'a.ts'), OLD, 'new');
    expect(readFileSync(join(folder, 'old.ts'), 'utf8')).toBe('old');
  });

  it.each([0o600, 0o644, 0o755, 0o666])('keeps mode %o, whatever the umask', (mode) => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    chmodSync(join(folder, 'a.ts'), mode);
    replaceFile(join(folder, 'a.ts'), OLD, 'new');
    expect(statSync(join(folder, 'a.ts')).mode & 0o7777).toBe(mode);
  });

  it('goes through symbolic links', () => {
    const folder = temporaryFolder({ 'real/a.ts': 'old' });
    mkdirSync(join(folder, 'links'));
    symlinkSync('../real/a.ts', join(folder, 'links/b.ts'));
    symlinkSync('b.ts', join(folder, 'links/c.ts'));
    replaceFile(join(folder, 'links/c.ts'), OLD, 'new');
    expect(readFileSync(join(folder, 'real/a.ts'), 'utf8')).toBe('new');
    expect(lstatSync(join(folder, 'links/c.ts')).isSymbolicLink()).toBe(true);
    expect([readdirSync(join(folder, 'links')), readdirSync(join(folder, 'real'))]).toEqual([['b.ts', 'c.ts'], ['a.ts']]);
  });

  it('does not overwrite a file that has changed', () => {
    const folder = temporaryFolder({ 'a.ts': 'old, edited' });
    expect(() => replaceFile(join(folder, 'a.ts'), OLD, 'new')).toThrow(ChangedError);
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('old, edited');
    expect(readdirSync(folder)).toEqual(['a.ts']);
  });

  it('does not bring back a file that is gone', () => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    rmSync(join(folder, 'a.ts'));
    expect(() => replaceFile(join(folder, 'a.ts'), OLD, 'new')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  // Only a superuser may give files away, and nothing is read-only for one.
  it.runIf(process.getuid?.() === 0)('keeps the owner', () => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    chownSync(join(folder, 'a.ts'), 1234, 5678);
    replaceFile(join(folder, 'a.ts'), OLD, 'new');
    expect(statSync(join(folder, 'a.ts'))).toMatchObject({ uid: 1234, gid: 5678 });
  });

  it.skipIf(process.getuid?.() === 0)('does not replace a file that may not be written', () => {
    const folder = temporaryFolder({ 'a.ts': 'old' });
    chmodSync(join(folder, 'a.ts'), 0o444);
    expect(() => replaceFile(join(folder, 'a.ts'), OLD, 'new')).toThrow(expect.objectContaining({ code: 'EACCES' }));
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('old');
  });

  it.skipIf(process.getuid?.() === 0)('leaves nothing behind where a folder takes no new file', () => {
    const folder = temporaryFolder({ 'sub/a.ts': 'old' });
    chmodSync(join(folder, 'sub'), 0o555);
    expect(() => replaceFile(join(folder, 'sub/a.ts'), OLD, 'new')).toThrow(expect.objectContaining({ code: 'EACCES' }));
    chmodSync(join(folder, 'sub'), 0o755);
    expect(readdirSync(join(folder, 'sub'))).toEqual(['a.ts']);
  });

  it('does not put a file in the way of a folder', () => {
    const folder = temporaryFolder({ 'a.ts/b.ts': 'old' });
    expect(() => replaceFile(join(folder, 'a.ts'), OLD, 'new')).toThrow();
    expect(readdirSync(folder, { recursive: true })).toEqual(['a.ts', 'a.ts/b.ts']);
  });
});

import { chmodSync, chownSync, closeSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { ChangedError, replaceFile, replaceFiles, ReplaceError } from './write.js';

/** Paths over which nothing can be renamed. */
const blocked = vi.hoisted(() => new Set<string>());

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const renameSync: typeof fs.renameSync = (from, to) => {
    if (blocked.has(String(to))) throw Object.assign(new Error('EBUSY: resource busy or locked, rename'), { code: 'EBUSY' });
    fs.renameSync(from, to);
  };
  return { ...fs, renameSync };
});

afterEach(() => blocked.clear());

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
    const open = openSync(join(folder, 'a.ts'), 'r');
    replaceFile(join(folder, 'a.ts'), OLD, 'new');
    expect(readFileSync(open, 'utf8')).toBe('old');
    closeSync(open);
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

describe('replaceFiles', () => {
  const FILES = { 'a.ts': 'old a', 'sub/b.ts': 'old b', 'c.ts': 'old c' };

  /** Replaces all three files of a folder. */
  function replaceAll(folder: string): void {
    replaceFiles(Object.entries(FILES).map(([path, old]) => ({ path: join(folder, path), old, text: old.replace('old', 'new') })));
  }

  function contentOf(folder: string): Record<string, string> {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path !== 'sub');
    return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  }

  it('replaces all files and leaves nothing else behind', () => {
    const folder = temporaryFolder(FILES);
    chmodSync(join(folder, 'a.ts'), 0o755);
    replaceAll(folder);
    expect(contentOf(folder)).toEqual({ 'a.ts': 'new a', 'sub/b.ts': 'new b', 'c.ts': 'new c' });
    expect(statSync(join(folder, 'a.ts')).mode & 0o777).toBe(0o755);
  });

  it.each([
    ['has changed', (path: string) => writeFileSync(path, 'edited'), 'edited', expect.any(ChangedError)],
    ['is gone', (path: string) => rmSync(path), undefined, expect.objectContaining({ code: 'ENOENT' })],
    ['cannot be renamed over', (path: string) => blocked.add(path), 'old c', expect.objectContaining({ code: 'EBUSY' })],
  ])('replaces none where one %s', (_, spoil, left, cause: unknown) => {
    const folder = temporaryFolder(FILES);
    chmodSync(join(folder, 'a.ts'), 0o755);
    const inode = statSync(join(folder, 'a.ts')).ino;
    spoil(join(folder, 'c.ts'));
    const expected = { path: join(folder, 'c.ts'), cause };
    expect(() => replaceAll(folder)).toThrow(expect.objectContaining(expected));
    expect(contentOf(folder)).toEqual({ 'a.ts': 'old a', 'sub/b.ts': 'old b', ...(left !== undefined && { 'c.ts': left }) });
    expect(statSync(join(folder, 'a.ts')).mode & 0o777).toBe(0o755);
    // Only a file that was replaced already is put back.
    if (left !== 'old c') expect(statSync(join(folder, 'a.ts')).ino).toBe(inode);
  });

  it('keeps the old version, and tells where, if it cannot be put back', () => {
    const folder = temporaryFolder(FILES);
    const [first, last] = [join(folder, 'a.ts'), join(folder, 'c.ts')];
    // From the moment on at which the last file stands in the way, the first one does, too.
    const isBlocked = vi.spyOn(blocked, 'has').mockImplementation((path) => {
      if (path === last) blocked.add(first).add(last);
      return Set.prototype.has.call(blocked, path);
    });
    let thrown: unknown;
    try {
      replaceAll(folder);
    } catch (error) {
      thrown = error;
    }
    isBlocked.mockRestore();
    expect(thrown).toBeInstanceOf(ReplaceError);
    const [, kept = ''] = /the old version is in (.+)$/.exec(((thrown as ReplaceError).cause as Error).message) ?? [];
    expect(thrown).toMatchObject({ path: first });
    // No later run takes it for a leftover.
    expect(kept).toMatch(/\.old$/);
    expect(readFileSync(kept, 'utf8')).toBe('old a');
    expect(contentOf(folder)).toMatchObject({ 'a.ts': 'new a', 'sub/b.ts': 'old b', 'c.ts': 'old c' });
  });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULTS } from '../options.js';
import { makeSurveyor } from './plan-surveyed.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ephemeron-survey-')));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'package.json'), '{ "name": "app", "private": true }');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A module with a leak that can be rewritten once no other file is seen to use the container. */
const module = (name: string) => `
class ${name} {
  render() { return ''; }
}
export const titles = new Map<${name}, string>();
export function titleOf(page: ${name}) {
  if (!titles.has(page)) titles.set(page, page.render());
  return titles.get(page);
}
`;

const write = (name: string, content: string | Buffer) => writeFileSync(join(root, 'src', name), content);

async function planInTurn(...names: readonly string[]) {
  const plan = await makeSurveyor({ options: DEFAULTS, types: false, cwd: root });
  return names.map((name) => plan({ path: `src/${name}`, real: join(root, 'src', name) }));
}

describe('a file that was read as evidence for another', () => {
  it('keeps its byte order mark', async () => {
    write('first.ts', module('Page'));
    write('marked.ts', `\uFEFF${module('Part')}`);
    const [first, marked] = await planInTurn('first.ts', 'marked.ts');
    expect(first).toMatchObject({ asked: { importers: [] } });
    const before = `\uFEFF${module('Part')}`;
    expect(marked).toMatchObject({ change: { before, after: before.replace('new Map', 'new WeakMap') } });
  });

  it('is refused where it is in another encoding', async () => {
    write('first.ts', module('Page'));
    write('latin.ts', Buffer.from(`// Größe\n${module('Part')}`, 'latin1'));
    expect((await planInTurn('first.ts', 'latin.ts'))[1]).toEqual({ path: 'src/latin.ts', message: 'not UTF-8' });
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { DEFAULTS } from '../options.js';
import { makeSurveyor } from './plan-surveyed.js';

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

/** Plans two files of one project, the second of which the first has asked about. */
async function planInTurn(second: string | Uint8Array) {
  const cwd = temporaryFolder({ 'package.json': '{ "name": "app", "private": true }', 'first.ts': module('Page'), 'second.ts': second });
  const plan = await makeSurveyor({ options: DEFAULTS, types: false, trust: false, cwd });
  return ['first.ts', 'second.ts'].map((path) => plan({ path, real: join(cwd, path) }));
}

describe('a file that was read as evidence for another', () => {
  it('keeps its byte order mark', async () => {
    const before = `\uFEFF${module('Part')}`;
    const [first, second] = await planInTurn(before);
    expect(first).toMatchObject({ asked: { importers: [] } });
    expect(second).toMatchObject({ change: { before, after: before.replace('new Map', 'new WeakMap') } });
  });

  it('is refused where it is in another encoding', async () => {
    const [, second] = await planInTurn(Buffer.from(`// Größe\n${module('Part')}`, 'latin1'));
    expect(second).toEqual({ path: 'second.ts', message: 'not UTF-8' });
  });
});

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * The hazards that the pages of the rules show are programs: the blocks with the word `hazard`. Each is run as it stands
 * in a fresh `node --expose-gc`, and must print what the block after it, with the word `prints`, says.
 */

const FOLDER = path.join(import.meta.dirname, 'rules');
const TIME_LIMIT = 30_000;

interface Hazard {
  readonly page: string;
  readonly sort: 'incorrect' | 'correct';
  readonly program: string;
  readonly prints: string;
}

const hazards = readdirSync(FOLDER).filter((file) => file.endsWith('.md')).flatMap((page) => [...hazardsIn(page)]);

function* hazardsIn(page: string): Generator<Hazard> {
  const text = readFileSync(path.join(FOLDER, page), 'utf8');
  for (const [, sort, program, prints] of text.matchAll(/^```js (incorrect|correct) hazard\n(.*?)^```\n+It prints:\n+```text prints\n(.*?)^```$/gms)) {
    yield { page, sort: sort as Hazard['sort'], program: program ?? '', prints: prints ?? '' };
  }
}

/** Runs a program in a process of its own, where `gc` is at hand. */
function run(program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['--expose-gc', '--input-type=module', '-'], { timeout: TIME_LIMIT }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.end(program);
  });
}

describe.each(hazards)('$page: the $sort program', ({ program, prints }) => {
  it('prints what the page says', async () => {
    expect(await run(program)).toBe(prints);
  });
});

it('no block is left out', () => {
  const marked = readdirSync(FOLDER).flatMap((page) => readFileSync(path.join(FOLDER, page), 'utf8').match(/^```\S+ .*\bhazard\b.*$/gm) ?? []);
  expect(hazards).toHaveLength(marked.length);
});

it('each page with a hazard shows the wrong program and the right one, and they print different things', () => {
  const byPage = groupByPage(hazards);
  for (const [page, programs] of byPage) {
    expect(programs.map(({ sort }) => sort), page).toEqual(['incorrect', 'correct']);
    expect(new Set(programs.map(({ prints }) => prints)).size, page).toBe(2);
  }
});

function groupByPage(all: readonly Hazard[]): ReadonlyMap<string, readonly Hazard[]> {
  return new Map(all.map(({ page }) => [page, all.filter((hazard) => hazard.page === page)]));
}

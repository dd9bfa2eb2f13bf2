import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import ephemeron from '../../rules/index.js';
import { examples, OF_RULES } from '../playground/examples.js';
import { encodeState, type State } from '../playground/state.js';
import { useSite } from './site.js';
import { isOfEditor, weightOf } from './weight.js';

const { visit } = useSite();
const WIDE = { viewport: { width: 1440, height: 900 } };

const LEAK: State = {
  code: `class Page {\n  title = '';\n}\n\nconst outlines = new Map<Page, string[]>();\n\nexport function outlineOf(page: Page): string[] {\n  const known = outlines.get(page) ?? [page.title];\n  outlines.set(page, known);\n  return known;\n}\n\nexport const open = () => new Page();\n`,
  language: 'ts',
  preset: 'recommended',
  scenario: `export async function run({ open, outlineOf }, tools) {\n  tools.times(() => outlineOf(tools.track(open())));\n  return { count: await tools.alive() };\n}\n`,
};

async function opened(state?: State): Promise<{ readonly page: Page; readonly trouble: readonly string[] }> {
  const visited = await visit(`playground${state ? `#${encodeState(state)}` : ''}`, WIDE);
  await statusOf(visited.page, /finding|Nothing/);
  return visited;
}

async function statusOf(page: Page, expected: RegExp): Promise<string> {
  await expect.poll(() => page.textContent('[data-test="status"]').catch(() => ''), { timeout: 30_000 }).toMatch(expected);
  return (await page.textContent('[data-test="status"]')) ?? '';
}

const textOf = (page: Page): Promise<string> => page.evaluate(() => [...document.querySelectorAll('.playground .editor:not(.small-editor) .cm-line')].map((line) => line.textContent).join('\n'));

it('weighs less than 3 MB, compressed, before the editor', async () => {
  const { page } = await opened();
  const loaded = await page.evaluate(() => [location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)]);
  expect(loaded.filter((address) => address.endsWith('/analysis-worker.js'))).toHaveLength(1);
  expect(loaded.filter(isOfEditor)).toHaveLength(1);
  expect(loaded.filter((address) => !isOfEditor(address)).reduce((total, address) => total + weightOf(address), 0)).toBeLessThan(3_000_000);
  await page.close();
});

it('restores a program from its address, finds the leak, and underlines it', async () => {
  const { page, trouble } = await opened(LEAK);
  expect(await textOf(page)).toBe(LEAK.code);
  expect(await statusOf(page, /finding/)).toMatch(/^1 finding/);
  expect(await page.textContent('.finding')).toContain('outlines keeps every Page used as a key alive');
  expect(await page.textContent('.cm-lintRange')).toContain('Map');
  expect(trouble).toEqual([]);
  await page.close();
});

it('applies the fix, and has nothing more to say', async () => {
  const { page } = await opened(LEAK);
  await page.click('[data-test="mend"]');
  await statusOf(page, /^Nothing to report/);
  expect(await textOf(page)).toBe(LEAK.code.replace('new Map', 'new WeakMap'));
  await page.close();
});

it('finds what is typed, and keeps it in the address', async () => {
  const { page } = await opened({ ...LEAK, code: '' });
  await page.click('.cm-content');
  await page.keyboard.insertText(LEAK.code);
  await statusOf(page, /^1 finding/);
  const address = page.url();
  await page.close();
  const again = await visit(`playground${new URL(address).hash}`, WIDE);
  await statusOf(again.page, /^1 finding/);
  await again.page.close();
});

it('shows the rewrite as a diff, with its proof; or the claim that fails', async () => {
  const { page } = await opened(LEAK);
  await page.click('#tab-rewrite');
  expect(await page.textContent('[data-test="patch"]')).toContain('+const outlines = new WeakMap<Page, string[]>();');
  expect(await page.textContent('[data-test="claims"]')).toMatch(/proven/);
  await page.goto('about:blank');
  await page.close();
  const refused = await opened({ ...LEAK, code: `${LEAK.code}\nexport const count = () => outlines.size;\n`, preset: 'strict' });
  await refused.page.click('#tab-rewrite');
  expect(await refused.page.textContent('#panel-rewrite')).toMatch(/refused.*sized/s);
  await refused.page.close();
});

it('draws what keeps the container, and what it keeps', async () => {
  const { page } = await opened(LEAK);
  await page.click('#tab-model');
  expect(await page.getAttribute('[data-test="picture"]', 'aria-label')).toMatch(/^Root .* keeps Home \(module scope\), which keeps outlines .*, which keeps Keys: `?Page`? .* put: line 9: set/);
  await page.close();
});

it('runs the program and its rewrite, and draws that the one keeps all and the other lets go', async () => {
  const { page, trouble } = await opened(LEAK);
  await page.click('#tab-run');
  await page.click('[data-test="run"]');
  await expect.poll(() => page.textContent('[data-test="ran"]'), { timeout: 55_000 }).toMatch(/ of 400 before, /);
  const [, before, after] = /: (\d+) of 400 before, (\d+) of 400 after/.exec((await page.textContent('[data-test="ran"]')) ?? '') ?? [];
  expect(Number(before)).toBe(400);
  expect(Number(after)).toBeLessThan(100);
  expect(await page.locator('[data-test="chart"] svg path[stroke-width="3"]').count()).toBe(2);
  expect(trouble).toEqual([]);
  await page.close();
});

it('does not let a program reach another host', async () => {
  const { page } = await opened({ ...LEAK, scenario: `export async function run() {\n  await fetch('https://example.org/');\n  return { count: 0 };\n}\n` });
  await page.click('#tab-run');
  await page.click('[data-test="run"]');
  await expect.poll(() => page.textContent('[data-test="ran"]'), { timeout: 30_000 }).toMatch(/did not run to the end/);
  await page.close();
});

it('can be used with the keyboard alone: tabs by arrows, and Tab leaves the editor', async () => {
  const { page } = await opened(LEAK);
  await page.focus('#tab-findings');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('tab-rewrite');
  expect(await page.isVisible('#panel-rewrite')).toBe(true);
  await page.focus('.cm-content');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.editor') === null)).toBe(true);
  await page.close();
});

it('has an example for each rule, and its rule reports it', async () => {
  const { page } = await opened();
  const rules = examples().filter(({ group }) => group === OF_RULES).map(({ name }) => name);
  const silent: string[] = [];
  for (const rule of rules) {
    await page.selectOption('.playground select >> nth=0', rule);
    await expect.poll(() => page.textContent('#panel-findings'), { timeout: 10_000 }).toContain(rule).catch(() => silent.push(rule));
  }
  expect([...rules].sort()).toEqual(Object.keys(ephemeron.rules ?? {}).sort());
  expect(silent).toEqual([]);
  await page.close();
});

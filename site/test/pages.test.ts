import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DIST, PAGES, useSite } from './site.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };

const { url, visit } = useSite();

/** What axe says against a page at the levels A and AA. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Elements that a reader could only see by scrolling sideways. */
async function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > width + 1).slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
  });
}

const links = new Map<string, { readonly targets: readonly string[]; readonly ids: ReadonlySet<string> }>();

describe.concurrent.each(PAGES)('%j', (path) => {
  it('shows without trouble, fits on a phone, and can be used by everybody', async () => {
    const { page, trouble } = await visit(path, { viewport: PHONE, colorScheme: PAGES.indexOf(path) % 2 === 0 ? 'light' : 'dark' });
    if (path === 'playground') await page.waitForSelector('.cm-content');
    expect(await tooWide(page)).toEqual([]);
    expect(await violationsOf(page)).toEqual([]);
    const [targets, ids] = await page.evaluate(() => [[...document.querySelectorAll('a[href]')].map((link) => (link as HTMLAnchorElement).href), [...document.querySelectorAll('[id]')].map(({ id }) => id)] as const);
    links.set(path, { targets, ids: new Set(ids) });
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('is there as Markdown, too', () => {
    expect(readFileSync(join(DIST, `${path === '' ? 'index' : path}.md`), 'utf8')).toContain('# ');
  });
});

it('no link of a page to another is dead', () => {
  const dead = [...links].flatMap(([from, { targets }]) => targets.filter((target) => target.startsWith(url())).filter((target) => !isAlive(target.slice(url().length))).map((target) => `${from}: ${target}`));
  expect(links.size).toBe(PAGES.length);
  expect(dead).toEqual([]);
});

function isAlive(target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const to = links.get(path);
  if (!to) return false;
  return anchor === undefined || path === 'playground' || to.ids.has(decodeURIComponent(anchor));
}

it.each(['', 'rules/no-instance-keyed-map', 'playground'])('%j can be used by everybody on a wide screen, light and dark', async (path) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await visit(path, { viewport: { width: 1440, height: 900 }, colorScheme });
    if (path === 'playground') await page.waitForSelector('.cm-content');
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  }
});

it('the text for language models lists every page', () => {
  const text = readFileSync(join(DIST, 'llms.txt'), 'utf8');
  expect(PAGES.filter((path) => !text.includes(`/${path === '' ? 'index' : path}.md)`))).toEqual([]);
});

it('a search finds a page, without another host', async () => {
  const { page, trouble } = await visit('', { viewport: { width: 1440, height: 900 } });
  await page.click('.VPNavBarSearch button');
  await page.fill('.search-input', 'no-finalizer-race');
  await page.waitForSelector('.results li');
  expect(await page.textContent('.results')).toContain('no-finalizer-race');
  expect(trouble).toEqual([]);
  await page.close();
});

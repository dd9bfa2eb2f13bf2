import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SIDEBAR } from '../.vitepress/navigation.js';
import { SITE } from '../about.js';
import { DIST, PAGES, useSite } from './site.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };

const { visit } = useSite();

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

describe.concurrent.each(PAGES)('%j', (path) => {
  it('shows without trouble, fits on a phone, and can be used by everybody', async () => {
    const { page, trouble } = await visit(path, { viewport: PHONE, colorScheme: PAGES.indexOf(path) % 2 === 0 ? 'light' : 'dark' });
    if (path === 'playground') await page.waitForSelector('.cm-content');
    expect(await tooWide(page)).toEqual([]);
    expect(await violationsOf(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('is there as Markdown, too', () => {
    expect(readFileSync(join(DIST, `${path === '' ? 'index' : path}.md`), 'utf8')).toContain('# ');
  });
});

it('no link of a page to another is dead', () => {
  const texts = new Map(PAGES.map((path) => [path, readFileSync(join(DIST, `${path === '' || path.endsWith('/') ? `${path}index` : path}.html`), 'utf8')]));
  const ids = new Map([...texts].map(([path, text]) => [path, new Set([...text.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]))]));
  const isAlive = (target: string): boolean => {
    const [path = '', anchor] = target.split('#');
    return ids.has(path) && (anchor === undefined || path === 'playground' || ids.get(path)?.has(decodeURIComponent(anchor)) === true);
  };
  const dead = [...texts].flatMap(([from, text]) => [...text.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)].flatMap(([, href = '']) => {
    const target = href.startsWith('#') ? `${from}${href}` : href.startsWith(SITE.base) ? href.slice(SITE.base.length) : undefined;
    return target === undefined || isAlive(target) ? [] : [`${from}: ${href}`];
  }));
  expect(dead).toEqual([]);
});

it.each(['', 'rules/no-instance-keyed-map', 'playground'])('%j can be used by everybody on a wide screen, light and dark', async (path) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await visit(path, { viewport: { width: 1440, height: 900 }, colorScheme });
    if (path === 'playground') await page.waitForSelector('.cm-content');
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  }
});

it('every page is in a sidebar', () => {
  const linked = Object.values(SIDEBAR).flatMap((entry) => (Array.isArray(entry) ? entry : entry.items)).flatMap(({ items = [] }) => items.map(({ link = '' }) => link.slice(1)));
  expect(PAGES.filter((path) => !linked.includes(path))).toEqual([]);
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

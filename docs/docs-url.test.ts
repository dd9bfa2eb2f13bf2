import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REFUSAL_CODES } from '../analysis/proof/refusals.js';
import { refusalUrl, ruleUrl } from '../rules/docs-url.js';
import ephemeron from '../rules/index.js';
import { SITE } from '../site/about.js';

/** The file that the site makes a page of, and the anchor. */
function placeOf(url: string): { readonly file: string; readonly anchor: string } {
  const { origin, pathname, hash } = new URL(url);
  expect(origin).toBe(SITE.origin);
  expect(pathname.startsWith(SITE.base), url).toBe(true);
  return { file: path.join(import.meta.dirname, `${pathname.slice(SITE.base.length)}.md`), anchor: hash.slice(1) };
}

it.each(Object.keys(ephemeron.rules ?? {}))('messages of %s lead to its page on the site', (name) => {
  expect(ephemeron.rules?.[name]?.meta?.docs?.url).toBe(ruleUrl(name));
  expect(existsSync(placeOf(ruleUrl(name)).file)).toBe(true);
});

it.each(REFUSAL_CODES)('a refusal as %s leads to a place on the site', (code) => {
  const { file, anchor } = placeOf(refusalUrl(code));
  expect(readFileSync(file, 'utf8')).toContain(`<a id="${anchor}"></a>`);
});

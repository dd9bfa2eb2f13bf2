import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { SITE } from '../about.js';

/** Links that lead out of `docs` lead to the repository: a reader of the files follows them there, too. */
export function linksToRepository(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string };
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href !== null) token.attrSet('href', target(href, relativePath));
    }
  });
}

/** @param page the page of the link, relative to `docs` */
function target(href: string, page: string): string {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const path = posix.join('docs', posix.dirname(page), href);
  if (path.startsWith('docs/') && /\.md(?:#.*)?$/.test(path)) return href;
  return `${SITE.repository}/blob/main/${path}`;
}

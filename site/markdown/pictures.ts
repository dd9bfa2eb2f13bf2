import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const DOCS = join(import.meta.dirname, '../../docs');

/** Puts the pictures of `docs/pictures` into the page itself, where they take its colours, light or dark. */
export function picturesInline(md: MarkdownRenderer): void {
  const plain = md.renderer.rules.image;
  if (!plain) throw new Error('there is no image to replace');
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const { relativePath = '' } = env as { relativePath?: string };
    const source = tokens[index]?.attrGet('src') ?? '';
    const path = posix.join(posix.dirname(relativePath), source);
    if (!/^pictures\/[\w-]+\.svg$/.test(path)) return plain(tokens, index, options, env, self);
    return `<span class="picture">${readFileSync(join(DOCS, path), 'utf8').trim().replaceAll('\n', '')}</span>`;
  };
}

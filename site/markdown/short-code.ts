import type { MarkdownRenderer } from 'vitepress';

/** The most characters of code that stay on one line: more might not fit on a phone. */
const MOST = 24;

/** Keeps short pieces of code in one piece, where a browser would break them behind a hyphen: `--fix`. */
export function shortCodeUnbroken(md: MarkdownRenderer): void {
  md.core.ruler.push('short-code', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'code_inline' && token.content.length <= MOST) token.attrJoin('class', 'short');
    }
  });
}

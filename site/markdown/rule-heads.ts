import type { MarkdownRenderer } from 'vitepress';

/** The signs that the heads of rule pages have on GitHub: not every system has a font for them, and the words beside them say the same. */
const SIGNS = /(?:📝|💼|✅|🔒|🔧|💡)\uFE0F? ?/gu;

/** Takes the signs out of the heads of rule pages. */
export function ruleHeadsInWords(md: MarkdownRenderer): void {
  md.core.ruler.push('rule-heads', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string };
    if (!relativePath.startsWith('rules/')) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'text') token.content = token.content.replaceAll(SIGNS, '');
    }
  });
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { DESCRIPTION, SITE } from './about.js';

/** Where pages are read from and written to, as VitePress tells it. */
export interface Built {
  readonly srcDir: string;
  readonly outDir: string;
  /** Relative to `srcDir`. */
  readonly pages: readonly string[];
}

/** Writes each page as Markdown beside its HTML, and `llms.txt`, which lists them with their first sentences. */
export async function writeTexts({ srcDir, outDir, pages }: Built): Promise<void> {
  const entries = await Promise.all(
    pages.map(async (page) => {
      const text = await readFile(join(srcDir, page), 'utf8');
      const to = join(outDir, page);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, text);
      return { page, ...summaryOf(text) };
    }),
  );
  const lines = entries.sort((a, b) => a.page.localeCompare(b.page)).map(({ page, title, summary }) => `- [${title}](${SITE.origin}${posix.join(SITE.base, page)})${summary && `: ${summary}`}`);
  await writeFile(join(outDir, 'llms.txt'), `# eslint-plugin-ephemeron\n\n> ${DESCRIPTION}\n\n## Pages\n\n${lines.join('\n')}\n`);
}

/** The heading of a page and its first sentence. */
function summaryOf(text: string): { readonly title: string; readonly summary: string } {
  const body = text.replace(/^---\n[^]*?\n---\n/, '');
  const title = /^# (.+)$/m.exec(body)?.[1] ?? '';
  const prose = body.replace(/<!--[^]*?-->/g, '').replace(/^```[^]*?^```$/gm, '').split(/\n{2,}/).map((part) => part.trim());
  const first = prose.find((part) => /^[A-Z*`[]/.test(part)) ?? '';
  const [sentence = ''] = first.replaceAll(/\s+/g, ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(?<=[.:]) /);
  return { title: title.replaceAll('`', ''), summary: sentence };
}

import { defineConfig } from 'vitepress';
import { isAbsolute } from 'node:path';
import { CONTENT_SECURITY_POLICY, DESCRIPTION, SITE } from '../about.js';
import { anchorOf } from '../markdown/anchors.js';
import { picturesInline } from '../markdown/pictures.js';
import { ruleHeadsInWords } from '../markdown/rule-heads.js';
import { samplesWithLinks } from '../markdown/samples.js';
import { shortCodeUnbroken } from '../markdown/short-code.js';
import { linksToRepository } from '../markdown/repository-links.js';
import { earlyWorkerScript } from '../playground/early-worker.js';
import { writeTexts } from '../texts.js';
import { NAVIGATION, SIDEBAR } from './navigation.js';

/** The site: its pages are those of `docs`, everything else that it is made of lies in `site`. */
export default defineConfig({
  title: 'ephemeron',
  description: DESCRIPTION,
  lang: 'en',
  base: SITE.base,
  srcDir: '../docs',
  outDir: './dist',
  cacheDir: './.cache',
  cleanUrls: true,
  lastUpdated: false,
  head: [
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${SITE.base}icon.svg` }],
    ['meta', { name: 'theme-color', content: '#0b6e5e' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // A console session is no language of its own.
    languageAlias: { console: 'shellsession', cjs: 'javascript', mjs: 'javascript' },
    anchor: { slugify: anchorOf },
    config(md) {
      linksToRepository(md);
      picturesInline(md);
      ruleHeadsInWords(md);
      shortCodeUnbroken(md);
      samplesWithLinks(md);
    },
  },
  vite: {
    publicDir: new URL('../.made', import.meta.url).pathname,
    // Pages lie outside of the folder of the site.
    server: { fs: { allow: [new URL('../..', import.meta.url).pathname] } },
    build: { chunkSizeWarningLimit: 1500 },
  },
  themeConfig: {
    logo: '/icon.svg',
    siteTitle: 'ephemeron',
    nav: NAVIGATION,
    sidebar: SIDEBAR,
    outline: [2, 3],
    search: { provider: 'local', options: { detailedView: false } },
    socialLinks: [{ icon: 'github', link: SITE.repository }],
    editLink: { pattern: `${SITE.repository}/edit/main/docs/:path`, text: 'Edit this page' },
    footer: { message: 'MIT licensed. Nothing on this site is loaded from, or sent to, another host.' },
  },
  transformHead({ pageData }) {
    return pageData.relativePath === 'playground.md' ? [['script', {}, earlyWorkerScript(SITE.base)]] : [];
  },
  async buildEnd({ srcDir, outDir, pages }) {
    if (!isAbsolute(outDir)) throw new Error(`${outDir} is no absolute path`);
    await writeTexts({ srcDir, outDir, pages });
  },
});

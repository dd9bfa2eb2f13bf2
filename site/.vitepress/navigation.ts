import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

const DOCS = join(import.meta.dirname, '../../docs');

const page = (text: string, path: string): DefaultTheme.SidebarItem => ({ text, link: `/${path}` });

/** Pages that all have the same shape, by their file names. */
function pagesIn(folder: string): DefaultTheme.SidebarItem[] {
  const files = readdirSync(join(DOCS, folder)).filter((file) => file.endsWith('.md')).sort();
  return files.map((file) => page(file.replace(/\.md$/, ''), `${folder}/${file.replace(/\.md$/, '')}`));
}

/** What is there to show: a page that is still being written is left out. */
const written = ({ link = '' }: DefaultTheme.SidebarItem): boolean => existsSync(join(DOCS, `${link === '/' ? 'index' : link}.md`));

/** All pages, in the order in which a reader needs them; those of single rules and codemods only beside one another. */
function pages(section?: 'rules' | 'codemods'): DefaultTheme.SidebarItem[] {
  return [
  {
    text: 'Begin',
    items: [
      page('What it finds', ''),
      page('Start', 'start'),
      page('Configurations', 'configurations'),
      page('Reading a message', 'messages'),
      page('Fixing', 'fix'),
      page('Adopting it in old code', 'adopting'),
      page('Confirming with the heap', 'heap'),
      page('Playground', 'playground'),
    ].filter(written),
  },
  { text: 'Rules', items: [page('All rules', 'rules'), ...(section === 'rules' ? pagesIn('rules') : [])] },
  { text: 'Codemods', items: [page('All codemods', 'codemods'), ...(section === 'codemods' ? pagesIn('codemods') : [])] },
  {
    text: 'Recipes',
    items: [
      page('User interfaces', 'recipes/interfaces'),
      page('Servers', 'recipes/servers'),
      page('Electron', 'recipes/electron'),
      page('Decorators and memoizers', 'recipes/patterns'),
    ].filter(written),
  },
  {
    text: 'Understand',
    items: [
      page('Choosing the storage', 'choosing'),
      page('Six steps to an ephemeron', 'six-steps'),
      page('Questions', 'faq'),
      page('Compared with', 'compared'),
      page('Glossary', 'glossary'),
    ].filter(written),
  },
  {
    text: 'Check for yourself',
    items: [
      page('How it decides', 'model'),
      page('How certain a finding is', 'certainty'),
      page('Doubts, each in a program', 'doubts'),
      page('What other files say', 'other-files'),
      page('What safe rests on', 'safe'),
      page('Refusals', 'refusals'),
      page('Why it says so', 'explain'),
      page('Accuracy', 'accuracy'),
      page('What the rules get wrong', 'accuracy-misses'),
      page('Performance', 'performance'),
      page('Case studies', 'case-studies'),
      page('What an installation weighs', 'installs'),
    ].filter(written),
  },
  {
    text: 'Reference',
    items: [
      page('Reports', 'report'),
      page('Scripts, editors, assistants', 'automation'),
      page('Beyond one machine', 'scale'),
      page('What it reads, runs and writes', 'security'),
    ].filter(written),
  },
];
}

export const SIDEBAR: DefaultTheme.SidebarMulti = { '/rules': pages('rules'), '/codemods': pages('codemods'), '/': pages() };

export const NAVIGATION: DefaultTheme.NavItem[] = [
  { text: 'Start', link: '/start' },
  { text: 'Rules', link: '/rules' },
  { text: 'Playground', link: '/playground' },
  { text: 'Accuracy', link: '/accuracy' },
];

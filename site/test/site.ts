import { existsSync, readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch } from './browser.js';
import { serve } from './serve.js';

export const DIST = join(import.meta.dirname, '../dist');

if (!existsSync(join(DIST, 'index.html'))) throw new Error('the site is not built: npm run site:build');

/** All pages, as they stand in an address. */
export const PAGES: readonly string[] = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html') && file !== '404.html')
  .map((file) => file.replaceAll('\\', '/').replace(/(?:^|(?<=\/))index\.html$|\.html$/, ''))
  .sort();

/** What goes wrong while a page is shown. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts, answers that are none, and requests to other hosts. */
  readonly trouble: readonly string[];
}

/** A browser and the site for the tests of one file. */
export function useSite(): { readonly visit: (path: string, options?: Parameters<Browser['newPage']>[0]) => Promise<Visit> } {
  let browser: Browser | undefined;
  let site: { readonly url: string; readonly server: Server } | undefined;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), serve(DIST)]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });
  const url = (): string => site?.url ?? '';
  return {
    async visit(path, options) {
      if (!browser) throw new Error('there is no browser');
      const page = await browser.newPage(options);
      const trouble: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') trouble.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', ({ message }) => trouble.push(`script: ${message}`));
      page.on('response', (response) => {
        if (response.status() >= 400) trouble.push(`${String(response.status())}: ${response.url()}`);
      });
      page.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(url())) trouble.push(`asks another host: ${request.url()}`);
      });
      await page.goto(url() + path);
      return { page, trouble };
    },
  };
}

/** `npx tsx site/test/shots.ts FOLDER [NAME]` takes pictures of the built site for people to look at. */
import { join } from 'node:path';
import { launch } from './browser.js';
import { serve } from './serve.js';

const [folder = '/tmp', only = ''] = process.argv.slice(2);
const PAGES = { front: '', rule: 'rules/no-instance-keyed-map', rules: 'rules', codemod: 'codemods/map-to-weakmap', model: 'model', certainty: 'certainty', playground: 'playground' };
const { url, server } = await serve(join(import.meta.dirname, '../dist'));
const browser = await launch();
for (const [name, path] of Object.entries(PAGES)) {
  for (const width of [1440, 360]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const file = `${name}-${width > 900 ? 'wide' : 'narrow'}-${colorScheme}`;
      if (!file.includes(only)) continue;
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      page.on('console', (message) => console.log(file, message.type(), message.text()));
      page.on('pageerror', (error) => console.log(file, error.message));
      await page.goto(url + path);
      if (name === 'playground') await page.waitForSelector('[data-test="status"]:has-text("finding")', { timeout: 60_000 });
      await page.screenshot({ path: join(folder, `${file}.png`) });
      await page.close();
    }
  }
}
await browser.close();
server.close();

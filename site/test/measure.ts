/** `npx tsx site/test/measure.ts` measures what the playground of the built site weighs, and how soon it says what it finds. */
import { join } from 'node:path';
import { launch } from './browser.js';
import { serve } from './serve.js';
import { isOfEditor, weightOf } from './weight.js';

const ROUNDS = 7;

const { url, server } = await serve(join(import.meta.dirname, '../dist'));
const browser = await launch();
const times: number[] = [];
const asked = new Set<string>();
for (let round = 0; round < ROUNDS; round++) {
  // A context of its own: nothing is in the cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.on('request', (request) => {
    if (request.url().startsWith(url)) asked.add(request.url());
  });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(`${url}playground`, { waitUntil: 'commit' });
  await page.waitForSelector('[data-test="status"]:has-text("finding")', { timeout: 60_000 });
  times.push(performance.now() - started);
  await page.waitForSelector('.cm-content');
  await context.close();
}
await browser.close();
server.close();

const megabytes = (addresses: readonly string[]): string => (addresses.reduce((total, address) => total + weightOf(address), 0) / 1e6).toFixed(2);
const [editor, others] = [[...asked].filter(isOfEditor), [...asked].filter((address) => !isOfEditor(address))];
console.log(`${String(others.length)} files, ${megabytes(others)} MB before the editor; the editor ${megabytes(editor)} MB (gzip)`);
const sorted = [...times].sort((a, b) => a - b).map((time) => String(Math.round(time)));
console.log(`first findings after ${sorted[Math.floor(ROUNDS / 2)] ?? ''} ms (median of ${String(ROUNDS)}, ${sorted[0] ?? ''} to ${sorted.at(-1) ?? ''} ms)`);

import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { WebSocket } from 'ws';

/*
 * `npx tsx bench/heap/page.ts`: a page whose TypeScript is bundled and minified leaks in a real Chromium; its heap must name the leak in the
 * TypeScript source. Needs `chromium` in the path, or its place in CHROMIUM.
 */

const ROOT = path.join(import.meta.dirname, '../..');
const SOURCES = {
  'src/boxes.ts': `/** What is known of each element. */
const boxes = new Map<Element, { width: number }>();

export function boxOf(element: Element): { width: number } {
  let box = boxes.get(element);
  if (!box) {
    box = { width: element.clientWidth };
    boxes.set(element, box);
  }
  return box;
}
`,
  'src/page.ts': `import { boxOf } from './boxes.js';

class Card {
  readonly #owners = new Map<object, string>();
  constructor(readonly element: HTMLElement) {}
  own(owner: object): void { this.#owners.set(owner, 'x'); }
  count(): number { return this.#owners.size; }
}

const card = new Card(document.body);
for (let index = 0; index < 1000; index++) {
  const element = document.createElement('div');
  boxOf(element);
  card.own({ index });
}
document.title = 'done ' + String(card.count());
Object.assign(globalThis, { more: boxOf, card });
`,
};

const folder = mkdtempSync(path.join(tmpdir(), 'ephemeron-page-'));
for (const [name, text] of Object.entries(SOURCES)) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}
const bundle = await rolldown({ input: path.join(folder, 'src/page.ts'), cwd: folder });
await bundle.write({ file: path.join(folder, 'dist/page.js'), minify: true, sourcemap: true });
await bundle.close();

const server = createServer((request, response) => {
  response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html');
  response.end(request.url?.endsWith('.js') ? readFileSync(path.join(folder, 'dist/page.js')) : '<!doctype html><title>page</title><body><script type="module" src="/page.js"></script>');
}).listen(0);
const { port } = server.address() as AddressInfo;

const chromium = spawn(process.env.CHROMIUM ?? 'chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${path.join(folder, 'profile')}`, '--remote-debugging-port=0', `http://localhost:${port}/`], { stdio: ['ignore', 'ignore', 'pipe'] });
try {
  const address = await debuggerOf(chromium.stderr);
  const host = new URL(address).host;
  const snapshot = path.join(folder, 'page.heapsnapshot');
  await takeSnapshot(host, snapshot);
  const { stdout, status } = spawnSync(process.execPath, [path.join(ROOT, 'dist/run/ephemeron.js'), 'heap', snapshot, 'src', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
  const { containers } = JSON.parse(stdout) as { containers: { name: string; path: string; line: number; entries: number; says: string }[] };
  for (const { name, path: file, line, entries, says } of containers) console.log(`${name}  ${file}:${line}  ${entries} entries  ${says}`);
  const isNamed = containers.some(({ path: file, line, says }) => file === 'src/boxes.ts' && line === 2 && says === 'keeps-dead');
  console.log(isNamed ? 'the leak is named in its source' : `not named (exit ${status ?? ''})`);
  process.exitCode = isNamed ? 0 : 1;
} finally {
  chromium.kill();
  server.close();
  await new Promise((resolve) => chromium.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function debuggerOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /DevTools listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`${fileURLToPath(import.meta.url)}: Chromium did not start`);
}

async function takeSnapshot(host: string, file: string): Promise<void> {
  let page: { webSocketDebuggerUrl: string } | undefined;
  for (let tries = 0; tries < 100 && !page; tries++) {
    const pages = (await (await fetch(`http://${host}/json/list`)).json()) as { type: string; title: string; webSocketDebuggerUrl: string }[];
    page = pages.find(({ type, title }) => type === 'page' && title.startsWith('done'));
    if (!page) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (!page) throw new Error('the page did not come to its end');
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await new Promise((resolve) => socket.once('open', resolve));
  const out = createWriteStream(file);
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id?: number; method?: string; params?: { chunk: string } };
      if (message.method === 'HeapProfiler.addHeapSnapshotChunk') out.write(message.params?.chunk ?? '');
      if (message.id === 1) resolve();
    });
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: { reportProgress: false } }));
  });
  await new Promise((resolve) => out.end(resolve));
  socket.close();
}

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { rolldown } from 'rolldown';
import { WebSocket } from 'ws';

const COMMAND = path.join(import.meta.dirname, '../../dist/run/ephemeron.js');
const CHROMIUM = process.env.CHROMIUM ?? 'chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-port=0'];
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

/** What the page's snapshot must show. */
const EXPECTED = [
  { name: 'boxes', path: 'src/boxes.ts', line: 2, entries: 1000, says: 'keeps-dead' },
  { name: 'this.#owners', path: 'src/page.ts', line: 4, entries: 1000, says: 'only-owner' },
] as const;

interface Told {
  readonly containers: readonly { readonly name: string; readonly path: string | null; readonly line: number | null; readonly entries: number; readonly says: string }[];
}

/** What the snapshot of a page shows. */
export interface PageReport {
  /** As Chromium names itself. */
  readonly browser: string;
  readonly rows: readonly { readonly expected: (typeof EXPECTED)[number]; readonly isNamed: boolean }[];
}

/**
 * Has a page leak in a real Chromium: its TypeScript is bundled and minified, with a source map.
 *
 * @returns nothing where there is no Chromium: neither `chromium` in the path, nor at the place in CHROMIUM
 */
export async function measurePage(): Promise<PageReport | undefined> {
  const { stdout: version, error } = spawnSync(CHROMIUM, ['--version'], { encoding: 'utf8' });
  if (error) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'ephemeron-page-'));
  try {
    await bundle(folder);
    const snapshot = path.join(folder, 'page.heapsnapshot');
    await browse(folder, (host) => takeSnapshot(host, snapshot));
    const { stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'heap', snapshot, 'src', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
    if (!stdout.startsWith('{')) throw new Error(stderr);
    const { containers } = JSON.parse(stdout) as Told;
    const isNamed = (one: (typeof EXPECTED)[number]): boolean => containers.some((told) => told.name === one.name && told.path === one.path && told.line === one.line && told.entries === one.entries && told.says === one.says);
    return { browser: version.trim(), rows: EXPECTED.map((expected) => ({ expected, isNamed: isNamed(expected) })) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function bundle(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(SOURCES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const made = await rolldown({ input: path.join(folder, 'src/page.ts'), cwd: folder });
  await made.write({ file: path.join(folder, 'dist/page.js'), minify: true, sourcemap: true });
  await made.close();
}

/** Serves the page, opens it, and lets something be done by way of its debugger. */
async function browse(folder: string, visit: (host: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const isScript = request.url?.endsWith('.js') === true;
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? readFileSync(path.join(folder, 'dist/page.js')) : '<!doctype html><title>page</title><body><script type="module" src="/page.js"></script>');
  }).listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const chromium = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${path.join(folder, 'profile')}`, `http://localhost:${port}/`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(chromium, 'exit');
  try {
    await visit(new URL(await debuggerOf(chromium.stderr)).host);
  } finally {
    chromium.kill();
    server.close();
    await ended;
  }
}

async function debuggerOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /DevTools listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`${CHROMIUM} did not start`);
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

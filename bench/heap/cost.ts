import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { mark, readSnapshot } from '../../heap/index.js';

const ROOT = path.join(import.meta.dirname, '../..');
const ROUNDS = 5;

/** A program with about a million objects, most of them in containers. */
const PROGRAM = `import { writeHeapSnapshot } from 'node:v8';
class Page {
  constructor(index) { this.index = index; this.body = { text: 'page ' + index }; }
}
const contexts = new Map();
const byId = new Map();
const pages = [];
const seen = new Set();
for (let index = 0; index < 100000; index++) {
  const page = new Page(index);
  contexts.set(page, { depth: [index] });
  byId.set('id-' + index, { page: 'p' + index });
  if (index % 2) pages.push(page);
  seen.add(new Page(index));
}
export const all = () => [contexts, byId, pages, seen];
writeHeapSnapshot(process.argv[2]);
`;

/** Reads a snapshot by the loader alone. */
const LOADER = `import { createReadStream } from 'node:fs';
import { parse } from ${JSON.stringify(import.meta.resolve('heap-snapshot-toolkit'))};
await parse(createReadStream(process.argv[2]));
`;

/** Tells at the end of a process how much memory it took. */
const METER = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('\\nmemory ' + process.resourceUsage().maxRSS + '\\n'));")}`;

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

/** What reading one snapshot costs. */
export interface CostRow {
  readonly megabytes: number;
  readonly objects: number;
  readonly loader: Cost;
  readonly command: Cost;
  /** Seconds of one marking for a million objects. */
  readonly marking: number;
}

/** Measures the command beside the loader alone, on one snapshot: of several rounds, the least, for what else runs only adds. */
export async function measureCost(): Promise<CostRow> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ephemeron-heap-'));
  try {
    const snapshot = path.join(folder, 'large.heapsnapshot');
    for (const [name, text] of [['program.mjs', PROGRAM], ['loader.mjs', LOADER]] as const) writeFileSync(path.join(folder, name), text);
    run([path.join(folder, 'program.mjs'), snapshot], folder);
    const loader: Cost[] = [];
    const command: Cost[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      loader.push(run([path.join(folder, 'loader.mjs'), snapshot], folder));
      command.push(run([path.join(ROOT, 'dist/run/ephemeron.js'), 'heap', snapshot, 'program.mjs', '--format', 'json'], folder));
    }
    return { megabytes: statSync(snapshot).size / 1e6, ...(await measureMarking(snapshot)), loader: least(loader), command: least(command) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureMarking(snapshot: string): Promise<Pick<CostRow, 'objects' | 'marking'>> {
  const graph = await readSnapshot(snapshot);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    mark(graph, []);
    times.push((performance.now() - start) / 1000);
  }
  return { objects: graph.nodeCount, marking: (Math.min(...times) / graph.nodeCount) * 1e6 };
}

function run(args: readonly string[], cwd: string): Cost {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [`--import=${METER}`, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const seconds = (performance.now() - start) / 1000;
  const [, kilobytes] = /^memory (\d+)$/m.exec(stderr) ?? [];
  if (status === 2 || kilobytes === undefined) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { seconds, megabytes: Number(kilobytes) / 1000 };
}

function least(costs: readonly Cost[]): Cost {
  return { seconds: Math.min(...costs.map(({ seconds }) => seconds)), megabytes: Math.min(...costs.map(({ megabytes }) => megabytes)) };
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '../..');
const COMMAND = path.join(ROOT, 'dist/run/ephemeron.js');

const SESSIONS = `/** Who a request is for. */
export interface Visitor {
  readonly name: string;
  readonly since: Date;
}

type Seen = {
  count: number;
};

/** What is known of each visitor. */
const seen = new Map<Visitor, Seen>();

export function greet(visitor: Visitor): number {
  const known = seen.get(visitor) ?? { count: 0 };
  known.count++;
  seen.set(visitor, known);
  return known.count;
}
`;
const SERVER = `import { greet, type Visitor } from './sessions.ts';

interface Answer {
  readonly text: string;
}

class Desk {
  readonly #answers = new Map<string, Answer>();
  answer(name: string): Answer {
    let answer = this.#answers.get(name);
    if (!answer) this.#answers.set(name, (answer = { text: \`hello \${name}\` }));
    return answer;
  }
}

const desk = new Desk();
let turns = 0;
setInterval(() => {
  for (let index = 0; index < 50; index++) {
    const visitor: Visitor = { name: \`visitor \${index % 20}\`, since: new Date() };
    greet(visitor);
    desk.answer(visitor.name);
  }
  if (++turns === 20) process.exit();
}, 20);
`;
const OPTIONS = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true, rootDir: 'src', outDir: 'dist', sourceMap: true, types: [], skipLibCheck: true };
const ENTRY = 'src/server.ts';
/** What each way of running the program must name. */
const LEAK = { name: 'seen', path: 'src/sessions.ts', line: SESSIONS.slice(0, SESSIONS.indexOf('const seen')).split('\n').length, entries: 1000, says: 'keeps-dead' } as const;

/** A way to run a program that is written in TypeScript. */
interface Way {
  readonly name: string;
  /** Why it cannot be on this machine. */
  readonly skipped?: string | undefined;
  /** Makes what runs, in the folder of the program. */
  readonly make?: (folder: string) => Promise<void> | void;
  readonly command: readonly string[];
}

const node = process.execPath;
const WAYS: readonly Way[] = [
  { name: 'npx tsx', command: ['npx', 'tsx', ENTRY] },
  { name: 'node --import tsx', command: [node, '--import', 'tsx', ENTRY] },
  { name: 'node, types stripped', skipped: Object.hasOwn(process.features, 'typescript') ? undefined : `Node ${process.version} runs no TypeScript`, command: [node, ENTRY] },
  { name: 'tsc, map beside', make: compile, command: [node, 'dist/server.js'] },
  { name: 'esbuild, map beside', make: (folder) => bundle(folder, { sourcemap: true }), command: [node, 'dist/server.js'] },
  { name: 'esbuild, map inline', make: (folder) => bundle(folder, { sourcemap: 'inline' }), command: [node, 'dist/server.js'] },
  { name: 'esbuild, minified, map beside', make: (folder) => bundle(folder, { sourcemap: true, minify: true }), command: [node, 'dist/server.js'] },
  { name: 'esbuild, minified, map inline', make: (folder) => bundle(folder, { sourcemap: 'inline', minify: true }), command: [node, 'dist/server.js'] },
  { name: 'esbuild, map without texts', make: (folder) => bundle(folder, { sourcemap: true, minify: true, sourcesContent: false }), command: [node, 'dist/server.js'] },
  { name: 'esbuild, CommonJS', make: (folder) => bundle(folder, { sourcemap: true, format: 'cjs', outfile: 'dist/server.cjs' }), command: [node, 'dist/server.cjs'] },
];

interface Told {
  readonly containers: readonly { readonly name: string; readonly path: string | null; readonly line: number | null; readonly entries: number; readonly says: string; readonly growth: object | null; readonly finding: { readonly rule: string } | null }[];
}

/** What `heap --run` says of the program that leaks, run in one way. */
export interface ProgramRow {
  readonly way: string;
  readonly skipped: string | undefined;
  readonly told: Told['containers'][number] | undefined;
  /** Is the leak named at its line in TypeScript, with what the code says of it? */
  readonly isNamed: boolean;
}

/** Runs a TypeScript program that leaks in each way by `ephemeron heap --run`. */
export async function measurePrograms(): Promise<readonly ProgramRow[]> {
  const rows: ProgramRow[] = [];
  for (const way of WAYS) rows.push(way.skipped === undefined ? await measureWay(way) : { way: way.name, skipped: way.skipped, told: undefined, isNamed: false });
  return rows;
}

async function measureWay({ name, make, command }: Way): Promise<ProgramRow> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ephemeron-heap-')));
  try {
    mkdirSync(path.join(folder, 'src'));
    for (const [file, text] of Object.entries({ 'package.json': '{ "private": true, "type": "module" }', 'src/sessions.ts': SESSIONS, [ENTRY]: SERVER })) writeFileSync(path.join(folder, file), text);
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    await make?.(folder);
    const { stdout, stderr } = spawnSync(node, [COMMAND, 'heap', '--run', '--warm', '150ms', '--format', 'json', 'src', '--', ...command], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!stdout.startsWith('{')) throw new Error(`${name}: ${stderr}`);
    const { containers } = JSON.parse(stdout) as Told;
    const told = containers.find((one) => one.path === LEAK.path && one.line === LEAK.line);
    return { way: name, skipped: undefined, told, isNamed: told?.name === LEAK.name && told.entries === LEAK.entries && told.says === LEAK.says && told.finding?.rule === 'ephemeron/no-instance-keyed-map' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(folder: string, options: BuildOptions): Promise<void> {
  await build({ absWorkingDir: folder, entryPoints: [ENTRY], bundle: true, platform: 'node', format: 'esm', logLevel: 'silent', ...(options.outfile === undefined && { outfile: 'dist/server.js' }), ...options });
}

function compile(folder: string): void {
  const { options, errors } = ts.convertCompilerOptionsFromJson(OPTIONS, folder);
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, ts.createCompilerHost(options)));
  ts.createProgram([path.join(folder, ENTRY)], options).emit();
}

/**
 * How many leaks that maintainers mended later the command finds, with types and the whole checkout beside the file.
 *
 *     tsx bench/history.ts --cases FILE --mirrors DIR [--preset strict] [--detectable yes,types-needed] [--untyped] [--list]
 *
 * `--mirrors` holds bare git directories, one for each repository: `owner+name/repo`. `--cases` is a list in JSON:
 *
 *     { "repo": "owner/name", "parent": "<commit>", "path": "src/a.ts", "line": 12, "label": "leak", "detectable": "yes" }
 *
 * `parent` is the commit to look at, and `line` where the container is created. A `leak` is a hit where a rule for leaks
 * reports a line next to it, else a miss; a report of something `clean` is a false alarm. Cases with another label, or
 * with a `detectable` that was not asked for, are left out, and so are the dependencies of the repositories: only types
 * of the repository itself are known. The command must be built.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface Case {
  readonly repo: string;
  readonly parent: string;
  readonly path: string;
  readonly line: number;
  readonly label: string;
  readonly detectable?: string;
}

type State = 'hit' | 'miss' | 'false alarm' | 'quiet' | 'absent' | 'unparsed';

const MAIN = join(import.meta.dirname, '../dist/run/ephemeron.js');
const LEAK_RULES = ['no-instance-keyed-map', 'no-id-keyed-map', 'no-unpruned-weakref'];
/** What types are read from; the rest of a repository is left where it is. */
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|json)$/;

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string' },
    mirrors: { type: 'string' },
    preset: { type: 'string', default: 'strict' },
    detectable: { type: 'string' },
    untyped: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const { cases: file, mirrors } = options;
if (file === undefined || mirrors === undefined) throw new Error('--cases FILE and --mirrors DIR are needed');

const wanted = options.detectable?.split(',');
const cases = (JSON.parse(readFileSync(file, 'utf8')) as Case[]).filter(
  ({ label, detectable }) => (label === 'leak' && (!wanted || wanted.includes(detectable ?? ''))) || label === 'clean',
);
const counts: Record<State, number> = { hit: 0, miss: 0, 'false alarm': 0, quiet: 0, absent: 0, unparsed: 0 };
const commits = new Set(cases.map(commitOf));
for (const commit of commits) {
  const group = cases.filter((one) => commitOf(one) === commit);
  const seen = checkout(commit, (folder) => reportsIn(folder, [...new Set(group.map(({ path }) => path))]));
  for (const one of group) {
    const { state, reports } = judge(one, seen);
    counts[state]++;
    if (options.list) process.stdout.write(`${[state.padEnd(11), `${one.repo} ${one.path}:${one.line}`, one.detectable ?? '', ...reports].join('  ').trimEnd()}\n`);
  }
}
const { hit, miss, quiet, absent, unparsed } = counts;
const share = ((100 * hit) / (hit + miss)).toFixed(0);
process.stdout.write(`${options.preset}: found ${hit} of ${hit + miss} (${share} %); false alarms ${counts['false alarm']} of ${counts['false alarm'] + quiet}; absent ${absent}, unparsed ${unparsed}\n`);

/** A report of the command. */
interface Report {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

interface Seen {
  /** The files that are there. */
  readonly files: ReadonlySet<string>;
  readonly reports: readonly Report[];
  /** What the command complained of. */
  readonly complaints: string;
}

function commitOf({ repo, parent }: Case): string {
  return `${repo}@${parent}`;
}

function judge({ path, line, label }: Case, seen: Seen | undefined): { state: State; reports: readonly string[] } {
  if (!seen) return { state: 'absent', reports: [] };
  if (!seen.files.has(path)) return { state: 'absent', reports: [] };
  if (seen.complaints.includes(path)) return { state: 'unparsed', reports: [seen.complaints.trim()] };
  const own = seen.reports.filter((report) => report.path === path);
  const isReported = own.some((report) => LEAK_RULES.includes(report.rule) && Math.abs(report.line - line) <= 1);
  const reports = own.map((report) => `${report.rule}:${report.line}`);
  if (label === 'clean') return { state: isReported ? 'false alarm' : 'quiet', reports };
  return { state: isReported ? 'hit' : 'miss', reports };
}

/** What the command says of some files of a checkout. */
function reportsIn(folder: string, paths: readonly string[]): Seen {
  const files = paths.filter((path) => existsSync(join(folder, path)));
  if (files.length === 0) return { files: new Set(), reports: [], complaints: '' };
  const args = ['check', ...(options.untyped ? [] : ['--types']), '--preset', options.preset, ...files];
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=6144', MAIN, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1' } });
  const reports = Array.from(stdout.matchAll(/^(.+?):(\d+):\d+ {2}ephemeron\/(\S+)/gm), ([, path = '', line, rule = '']) => ({ path, line: Number(line), rule }));
  return { files: new Set(files), reports, complaints: stderr };
}

/**
 * Does something with the sources of a repository at a commit, which are gone afterwards.
 *
 * @returns `undefined` where there is no such commit
 */
function checkout<Result>(commit: string, use: (folder: string) => Result): Result | undefined {
  const [repo = '', revision = ''] = commit.split('@');
  const folder = mkdtempSync(join(tmpdir(), 'ephemeron-history-'));
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', ['--git-dir', join(mirrors ?? '', repo.replace('/', '+'), 'repo'), '--work-tree', folder, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_INDEX_FILE: join(folder, '.index') },
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input !== undefined && { input }),
    });
  try {
    git(['read-tree', revision]);
    const paths = git(['ls-files', '-z']).split('\0').filter((path) => SOURCE.test(path));
    try {
      git(['checkout-index', '-z', '--stdin'], paths.join('\0'));
    } catch {
      // Files that the mirror lacks stay away, and all others are there.
    }
    // So that the repository has a root.
    execFileSync('git', ['init', '--quiet', folder]);
    return use(folder);
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

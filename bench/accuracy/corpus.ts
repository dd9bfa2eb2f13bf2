/** The packages on which the accuracy of the rules is measured: what they are, where they are, which of their files are read. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

/** The folder of the corpus: its `package.json` names the packages, `sources.json` which of their files are read. */
export const FOLDER = import.meta.dirname;

const ROOT = join(FOLDER, '..', '..');

/** Never read: declarations hold no code, minified files no lines, and tests are not what a package runs. */
const LEFT_OUT = ['**/*.d.{ts,mts,cts}', '**/*.min.*', '**/node_modules/**', '**/{test,tests,__tests__}/**', '**/*.test.*'];

/** One version of one package. */
export interface CorpusPackage {
  /** Such as `webpack@5.54.0`. */
  readonly id: string;
  /** Its folder, absolute. */
  readonly folder: string;
  /** Which of its files are read. */
  readonly globs: readonly string[];
  /** Do the project's own development dependencies bring it along? Such packages make up the subset that CI reads. */
  readonly isInSubset: boolean;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The packages of the corpus, by name. Nothing is installed for that. */
export function corpusPackages(): readonly CorpusPackage[] {
  const named = (readJson(join(FOLDER, 'package.json')) as Manifest).dependencies ?? {};
  const own = (readJson(join(ROOT, 'package.json')) as Manifest).devDependencies ?? {};
  const globs = readJson(join(FOLDER, 'sources.json')) as Readonly<Record<string, readonly string[]>>;
  return Object.entries(globs).map(([name, globs]) => {
    const wanted = named[name];
    if (wanted === undefined) throw new Error(`${FOLDER}: sources.json names ${name}, which package.json does not; add it there.`);
    const isInSubset = own[name] === wanted;
    return {
      id: wanted.startsWith('npm:') ? wanted.slice('npm:'.length) : `${name}@${wanted}`,
      folder: join(isInSubset ? ROOT : FOLDER, 'node_modules', name),
      globs,
      isInSubset,
    };
  });
}

/** The files of a package that are read, from its folder, with `/`, sorted. */
export function sourceFiles({ folder, globs }: Pick<CorpusPackage, 'folder' | 'globs'>): readonly string[] {
  const files = globSync([...globs], { cwd: folder, ignore: LEFT_OUT, expandDirectories: false });
  return files.filter((file) => /\.[mc]?[jt]sx?$/.test(file)).sort();
}

/** Installs what is missing: the packages alone, without their dependencies and without running anything of theirs. */
export function installCorpus(): void {
  if (corpusPackages().every(({ folder }) => existsSync(folder))) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${FOLDER}: \`npm ci\` failed; its output above says why.`);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

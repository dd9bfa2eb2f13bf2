import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Folders that hold no source of the project, wherever they are. */
const NEVER_SOURCE = new Set([
  ...['.git', '.hg', '.svn', '.yarn', '.pnpm-store', 'bower_components', 'jspm_packages', 'node_modules'],
  ...['.angular', '.cache', '.next', '.nuxt', '.nyc_output', '.output', '.parcel-cache', '.svelte-kit', '.turbo', '.vercel'],
]);

/** Folders that hold build output at the root of a package; deeper down (`src/build`) they may well be source. */
const OUTPUT_AT_ROOT = new Set(['build', 'coverage', 'dist', 'out', 'storybook-static']);

/** What Yarn writes beside a manifest to find packages without `node_modules`: no source of the project. */
export const RUNTIME_OF_YARN = /^\.pnp\.(?:c?js|loader\.mjs|data\.json)$/;

/** The ignore file of one folder. */
interface Layer {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** What a search leaves out in one folder: decided by the folder's ignore file and those of the folders above it. */
export class Ignores {
  private constructor(
    private readonly layers: readonly Layer[],
    private readonly root: string,
  ) {}

  /**
   * What to leave out of a search that begins in a folder. A folder that is named is searched, even where it would have
   * been left out itself: the ignore files above it then do not hold.
   *
   * @param folder absolute path of the folder that is searched
   * @param cwd absolute path of the folder up to which ignore files are read where there is no git repository
   */
  static startingAt(folder: string, cwd: string): Ignores {
    const chain = foldersDownTo(folder, cwd);
    let above = new Ignores([], chain[0] ?? folder);
    for (const [index, step] of chain.entries()) {
      above = above.enter(step);
      const next = chain[index + 1];
      if (next && above.leavesOutFolder(next)) return new Ignores([], folder).enter(folder);
    }
    return above;
  }

  /** What to leave out one folder further down. */
  enter(folder: string): Ignores {
    const isRoot = existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'));
    const texts = [join(folder, '.git', 'info', 'exclude'), join(folder, '.gitignore')].map(readIfThere);
    const patterns = texts.join('\n').trim();
    const layers = patterns === '' ? this.layers : [...this.layers, { folder, matcher: ignore().add(patterns) }];
    return new Ignores(layers, isRoot ? folder : this.root);
  }

  leavesOutFolder(path: string): boolean {
    const name = basename(path);
    if (NEVER_SOURCE.has(name) || (OUTPUT_AT_ROOT.has(name) && dirname(path) === this.root)) return true;
    return this.isGitIgnored(path, '/');
  }

  leavesOutFile(path: string): boolean {
    return /[.-]min\.[cm]?js$/.test(path) || RUNTIME_OF_YARN.test(basename(path)) || this.isGitIgnored(path, '');
  }

  /** The nearest ignore file that has a word on the path decides, as in git. */
  private isGitIgnored(path: string, suffix: '' | '/'): boolean {
    for (const { folder, matcher } of this.layers.toReversed()) {
      const { ignored, unignored } = matcher.test(relative(folder, path).split(sep).join('/') + suffix);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

/** The folders from the git root (or the current folder, where there is none) down to this one, itself included. */
function foldersDownTo(folder: string, cwd: string): string[] {
  const up: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    up.unshift(at);
    if (existsSync(join(at, '.git'))) return up;
    if (at === dirname(at)) break;
  }
  const fromCwd = up.indexOf(cwd);
  return fromCwd >= 0 ? up.slice(fromCwd) : [folder];
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent, or not for us to read: git would go without it, too.
    return '';
  }
}

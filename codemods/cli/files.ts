import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, normalize, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { Ignores } from '../project/ignores.js';
import { problemWith, type Problem } from './problem.js';

/** A file that a search found. */
export interface FoundFile {
  /** Its path as a user would write it. */
  readonly path: string;
  /** Its absolute path without symbolic links. */
  readonly real: string;
}

/** The files that a search found, and what stood in its way. */
export interface Found {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
}

const BROKEN = 'a broken symbolic link';
const LOOP = 'a symbolic link to a folder that it lies in, not followed';

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;

/**
 * Finds the JavaScript and TypeScript files, and the components of Vue and Svelte, that the paths name.
 *
 * A file is taken as named. A folder is searched, and a glob pattern filters such a search: what git ignores,
 * `node_modules`, build output, minified files and type declarations are left out. A file is found once, however many
 * links and paths lead to it.
 *
 * @param paths files, folders and glob patterns, relative to `cwd` or absolute
 */
export function findFiles(paths: readonly string[], cwd: string): Found {
  const search = new Search(cwd);
  for (const path of paths) search.takePath(path);
  return { files: Array.from(search.files, ([real, path]) => ({ path, real })), problems: search.problems };
}

class Search {
  /** Shown paths, by the real paths of the files. */
  readonly files = new Map<string, string>();
  readonly problems: Problem[] = [];
  #taken = 0;

  constructor(private readonly cwd: string) {}

  takePath(path: string): void {
    const before = this.#taken + this.problems.length;
    const absolute = resolve(this.cwd, path);
    try {
      const stats = statSync(absolute);
      if (stats.isDirectory()) this.#searchFolder(normalize(path), absolute);
      else if (!stats.isFile()) this.problems.push({ path, message: 'not a regular file' });
      else if (!isSupported(path)) this.problems.push({ path, message: 'not a JavaScript, TypeScript, Vue or Svelte file' });
      else this.#take(normalize(path), realpathSync(absolute));
    } catch (error) {
      if (isAbsent(error) && isDynamicPattern(path)) this.#searchPattern(path);
      else this.problems.push(isBrokenLink(absolute, error) ? { path, message: BROKEN } : problemWith(path, error));
    }
    if (this.#taken + this.problems.length === before) {
      this.problems.push({ path, message: 'no JavaScript, TypeScript, Vue or Svelte files found' });
    }
  }

  #take(shown: string, real: string): void {
    this.#taken++;
    if (!this.files.has(real)) this.files.set(real, shown);
  }

  #searchFolder(shown: string, absolute: string, isMatch?: (path: string) => boolean): void {
    const real = realpathSync(absolute);
    this.#walk({ shown, absolute, real, above: [], ignores: Ignores.startingAt(absolute, this.cwd), isMatch });
  }

  /** Searches the folder before the first wildcard for what the pattern matches. */
  #searchPattern(pattern: string): void {
    const segments = pattern.split('/');
    const wildcard = segments.findIndex((segment) => isDynamicPattern(segment));
    const shown = normalize(segments.slice(0, wildcard).join('/') || (pattern.startsWith('/') ? '/' : '.'));
    const absolute = resolve(this.cwd, shown);
    const ignore = pattern.includes('node_modules') ? [] : ['**/node_modules/**'];
    const matched = new Set(globSync(pattern, { cwd: this.cwd, absolute: true, dot: true, ignore }));
    if (isFolder(absolute)) this.#searchFolder(shown, absolute, (path) => matched.has(path.split(sep).join('/')));
  }

  #walk(folder: Folder): void {
    for (const entry of this.#list(folder)) {
      const path = join(folder.absolute, entry.name);
      const shown = join(folder.shown, entry.name);
      const target = entry.isSymbolicLink() ? this.#follow(path, shown, folder) : { entry, real: join(folder.real, entry.name) };
      if (!target) continue;

      if (target.entry.isDirectory()) {
        if (folder.ignores.leavesOutFolder(path)) continue;
        const ignores = folder.ignores.enter(path);
        this.#walk({ ...folder, shown, absolute: path, real: target.real, above: [...folder.above, folder.real], ignores });
      } else if (target.entry.isFile() && isSource(path) && (folder.isMatch?.(path) ?? true) && !folder.ignores.leavesOutFile(path)) {
        this.#take(shown, target.real);
      }
    }
  }

  #list({ absolute, shown }: Folder): Dirent[] {
    try {
      return readdirSync(absolute, { withFileTypes: true }).sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
    } catch (error) {
      this.problems.push(problemWith(shown, error));
      return [];
    }
  }

  /** What a link leads to; nothing where that is no file or folder to take. */
  #follow(path: string, shown: string, folder: Folder) {
    if (folder.ignores.leavesOutFile(path) || folder.ignores.leavesOutFolder(path)) return undefined;
    try {
      const real = realpathSync(path);
      const entry = statSync(real);
      const isLoop = entry.isDirectory() && [...folder.above, folder.real].some((at) => isWithin(at, real));
      if (!isLoop) return { entry, real };
      if (!folder.isMatch) this.problems.push({ path: shown, message: LOOP });
    } catch (error) {
      // Editors lock a file by a broken link of this name.
      const isLock = basename(path).startsWith('.#');
      if (isSource(path) && !isLock && !folder.isMatch) {
        this.problems.push(isAbsent(error) ? { path: shown, message: BROKEN } : problemWith(shown, error));
      }
    }
    return undefined;
  }
}

/** A folder on the way of a search. */
interface Folder {
  readonly shown: string;
  readonly absolute: string;
  readonly real: string;
  /** The real paths of the folders that the search came through. */
  readonly above: readonly string[];
  readonly ignores: Ignores;
  /** Does the pattern that is searched for match a file, by its absolute path? Absent where the whole folder is asked for. */
  readonly isMatch: ((path: string) => boolean) | undefined;
}

/** Does the ending of a path name a language that can be read? */
export function isSupported(path: string): boolean {
  return SOURCE.test(path);
}

function isSource(path: string): boolean {
  return isSupported(path) && !DECLARATIONS.test(path);
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isBrokenLink(path: string, error: unknown): boolean {
  return isAbsent(error) && (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === dirname(folder) ? folder : folder + sep);
}

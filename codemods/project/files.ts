import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Ignores } from './ignores.js';
import { parseSource, SourceSyntaxError } from '../parse.js';
import { isGarbled } from '../utf8.js';
import type { Packages } from './packages.js';
import { Project, type ProjectFiles, type Resolver } from './project.js';
import { Specifiers } from './specifiers.js';

/** By their roots, and whether they are trusted. */
const projects = new Map<string, Project>();
/** Their roots, by the folders of the files that were asked about. */
const roots = new Map<string, string>();
/** The one that was asked for last. */
let current: Project | undefined;

/**
 * The project that a file belongs to, as its files lie on the disk: its git repository, or its outermost package where
 * there is none. One for each root, until all are forgotten.
 *
 * @param path the absolute path of the file, without symbolic links
 * @param trust may the parsers that the project has installed be run?
 */
export function projectAround(path: string, trust = false): Project {
  const folder = dirname(path);
  const root = roots.get(folder) ?? rootOf(path);
  roots.set(folder, root);
  const key = `${trust} ${root}`;
  const known = projects.get(key) ?? new Project(new FilesOnDisk(root, trust));
  projects.set(key, known);
  if (current !== known) current?.rest();
  current = known;
  return known;
}

/** How long what was read of a project is believed, in milliseconds: an editor keeps its linter for days. */
const MOST_AGE = 5000;
let readAt = -Infinity;

/**
 * The same as `projectAround` for linters, which run what the project has installed, and of files as they are now: what was
 * read longer ago is forgotten.
 *
 * @param path the absolute path of a file, without symbolic links
 */
export function projectNow(path: string): Project {
  if (performance.now() - readAt > MOST_AGE) {
    forgetProjects();
    readAt = performance.now();
  }
  return projectAround(path, true);
}

/** Forgets what was read of all projects: what comes next begins with what is on the disk. */
export function forgetProjects(): void {
  projects.clear();
  roots.clear();
  current = undefined;
}

/** The files below a folder. */
class FilesOnDisk implements ProjectFiles {
  constructor(
    readonly root: string,
    private readonly trust: boolean,
  ) {}

  list(): readonly string[] {
    return filesIn(this.root);
  }

  read(path: string): string | undefined {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  }

  parse(path: string, text: string) {
    // What another encoding says cannot be told, nor written back.
    if (!PARSED.test(path) || isGarbled(text, path)) return undefined;
    try {
      return parseSource(path, text, this.trust);
    } catch (error) {
      if (error instanceof SourceSyntaxError) return undefined;
      throw error;
    }
  }

  resolver(packages: Packages): Resolver {
    return new Specifiers(packages);
  }
}

/** Files that the analysis can read: JavaScript and TypeScript, type declarations included, and components. */
const PARSED = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
/** Files that can import such files, but that are not read here. */
const UNREAD = /\.(?:astro|mdx|html?)$/;

/**
 * All files of a project that hold code, as absolute paths: what git ignores, `node_modules` and build output are left
 * out. A folder that cannot be read has none.
 */
function filesIn(root: string): readonly string[] {
  const found: string[] = [];
  walk(root, Ignores.startingAt(root, root), found);
  return found;
}

function walk(folder: string, ignores: Ignores, found: string[]): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignores.leavesOutFolder(path)) walk(path, ignores.enter(path), found);
    } else if (entry.isFile() && (PARSED.test(path) || UNREAD.test(path)) && !ignores.leavesOutFile(path)) {
      found.push(path);
    }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  } catch {
    return [];
  }
}

/**
 * The folder of the git repository that holds a path; where there is none, that of the outermost package. What is installed
 * below `node_modules` is a project of its own.
 */
function rootOf(path: string): string {
  let outermost: string | undefined;
  for (let at = dirname(path); ; at = dirname(at)) {
    if (basename(at) === 'node_modules') return outermost ?? dirname(path);
    if (existsSync(join(at, '.git'))) return at;
    if (existsSync(join(at, 'package.json'))) outermost = at;
    if (at === dirname(at)) return outermost ?? dirname(path);
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What the configurations of TypeScript for a folder say, in all parts that they are made of. */
export interface CompilerOptions {
  /** The configuration that is nearest. */
  readonly path: string;
  /** Does one of them switch an option on, or extend what cannot be found? */
  readonly mayHave: (option: string) => boolean;
  /** Do they check `null` and `undefined`? */
  readonly isStrict: boolean;
}

const CONFIG = /^[jt]sconfig.*\.json$/;

/** The configurations in a folder or in the nearest one above it, up to `root`; none where there is none. */
export function compilerOptionsFor(folder: string, root: string): CompilerOptions | undefined {
  const own = namesIn(folder).filter((name) => CONFIG.test(name)).map((name) => join(folder, name));
  const [path] = own;
  if (path === undefined) return folder === root || folder === dirname(folder) ? undefined : compilerOptionsFor(dirname(folder), root);
  const chains = own.map(chainOf);
  const isByDefault = isStrictByDefault(folder);
  const isBase = (config: string): boolean => basename(config) !== 'tsconfig.json' && chains.some(({ files }, at) => own[at] !== config && files.has(config));
  const isSolution = (config: string): boolean => basename(config).startsWith('j') || /"files"\s*:\s*\[\s*\]/.test(textOf(config) ?? '');
  const judged = chains.filter((_, at) => !isBase(own[at] as string) && !isSolution(own[at] as string));
  return {
    path,
    mayHave: (option) => chains.some((chain) => !chain.isWhole || has(chain, option, true)),
    isStrict: judged.length > 0 && judged.every((chain) => (isByDefault || STRICT.some((option) => has(chain, option, true))) && !STRICT.some((option) => has(chain, option, false))),
  };
}

const STRICT = ['strict', 'strictNullChecks'];

/** A configuration with all that it extends. */
interface Chain {
  readonly files: ReadonlySet<string>;
  readonly texts: readonly string[];
  /** Was all of it found? */
  readonly isWhole: boolean;
}

function chainOf(config: string): Chain {
  const files = new Set([config]);
  const texts: string[] = [];
  let isWhole = true;
  for (const at of files) {
    const text = textOf(at);
    if (text === undefined) isWhole = false;
    else texts.push(text);
    for (const base of basesIn(text ?? '')) {
      const found = fileOf(base, dirname(at));
      if (found === undefined) isWhole = false;
      else files.add(found);
    }
  }
  return { files, texts, isWhole };
}

function has({ texts }: Chain, option: string, value: boolean): boolean {
  return texts.some((text) => new RegExp(String.raw`"${option}"\s*:\s*${String(value)}\b`).test(text));
}

// A text in quotes, or a comment: a pattern of files such as "src/**/*" is none.
const TEXT_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|\/\/.*|\/\*[^]*?\*\//g;

/** The text of a file without comments. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll(TEXT_OR_COMMENT, (part) => (part.startsWith('"') ? part : ''));
  } catch {
    return undefined;
  }
}

/** `"extends": "./base.json"`, `"extends": ["…", "…"]` */
function basesIn(text: string): readonly string[] {
  const [, value = ''] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text) ?? [];
  return [...value.matchAll(/"([^"]*)"/g)].flatMap(([, base]) => base ?? []);
}

/** The file that a configuration extends, in a folder or in `node_modules` above it. */
function fileOf(base: string, folder: string): string | undefined {
  const endings = ['', '.json', '/tsconfig.json'];
  if (/^[./]/.test(base)) return endings.map((ending) => join(folder, base + ending)).find((path) => path.endsWith('.json') && existsSync(path));
  for (let at = folder; ; at = dirname(at)) {
    const found = endings.map((ending) => join(at, 'node_modules', base + ending)).find((path) => path.endsWith('.json') && existsSync(path));
    if (found !== undefined || at === dirname(at)) return found;
  }
}

/** From TypeScript 6 on `strict` need not be set. */
function isStrictByDefault(folder: string): boolean {
  const manifest = join(folder, 'node_modules', 'typescript', 'package.json');
  if (!existsSync(manifest)) return folder !== dirname(folder) && isStrictByDefault(dirname(folder));
  const [, major = '0'] = /"version"\s*:\s*"(\d+)/.exec(textOf(manifest) ?? '') ?? [];
  return Number(major) >= 6;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isComponent } from './component-parsers.js';
import { hasFlowPragma } from './flow.js';
import { type Parse, parseSource, parseWith, type RefuseDeep } from './parse.js';
import { typescriptParser } from './typescript-parser.js';

/**
 * Prepares to parse files together with their types.
 *
 * A file gets the types of the nearest `tsconfig.json` above it. Where there is none, where it leaves the file out, and
 * where the file does not parse, the file is parsed as it would be without types; so are components of Vue and Svelte.
 *
 * @param cwd the folder that the paths of files start from
 * @param trust may the parsers that the tree has installed be run?
 * @param refuseDeep refuses what is nested too deeply for the stack; only where the file is parsed without types, if absent
 * @throws MissingPackageError where the parser, or a TypeScript that it can use, is not installed
 */
export function makeTypedParse(cwd: string, trust = false, refuseDeep?: RefuseDeep): Parse {
  const parser = typescriptParser(cwd, '--types', trust);

  return (path, text) => {
    const filePath = resolve(cwd, path);
    const tsconfigRootDir = folderOfTsconfig(dirname(filePath));
    if (tsconfigRootDir === undefined || isComponent(path) || hasFlowPragma(path, text)) return parseSource(path, text, trust, refuseDeep);
    refuseDeep?.(text, {});
    try {
      return parseWith(parser, filePath, text, { projectService: true, tsconfigRootDir });
    } catch {
      return parseSource(path, text, trust, refuseDeep);
    }
  };
}

const folders = new Map<string, string | undefined>();

/** The nearest folder with a `tsconfig.json`, from `folder` upwards. The answer is remembered. */
export function folderOfTsconfig(folder: string): string | undefined {
  if (folders.has(folder)) return folders.get(folder);
  const above = dirname(folder);
  const found = existsSync(join(folder, 'tsconfig.json')) ? folder : above === folder ? undefined : folderOfTsconfig(above);
  folders.set(folder, found);
  return found;
}

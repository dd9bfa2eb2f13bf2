import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import type { ParsedSource } from '../analysis/source.js';
import { BYTE_ORDER_MARK, type Parse, parseSource } from './parse.js';

/**
 * Prepares to parse files together with their types.
 *
 * A file gets the types of the nearest `tsconfig.json` above it. Where there is none, where it leaves the file out, and
 * where the file does not parse, the file is parsed as it would be without types.
 *
 * @param cwd the folder that the paths of files start from
 * @throws Error where `typescript` is not installed
 */
export async function makeTypedParse(cwd: string): Promise<Parse> {
  const parser = await import('@typescript-eslint/parser');

  return (path, text) => {
    const filePath = resolve(cwd, path);
    const tsconfigRootDir = folderOfTsconfig(dirname(filePath));
    if (tsconfigRootDir === undefined) return parseSource(path, text);
    const bom = text.startsWith(BYTE_ORDER_MARK);
    const bare = bom ? text.slice(BYTE_ORDER_MARK.length) : text;
    const isCommonJs = /\.c[jt]s$/.test(path);
    try {
      const { ast, scopeManager, services, visitorKeys } = parser.parseForESLint(bare, {
        ecmaFeatures: { jsx: true, globalReturn: isCommonJs },
        filePath,
        projectService: true,
        sourceType: isCommonJs ? 'commonjs' : 'module',
        tsconfigRootDir,
      });
      linkParents(ast, visitorKeys);
      // What the analysis calls a scope manager names the same classes by the types of `utils`.
      return { text: bare, bom, ast, scopeManager: scopeManager, visitorKeys, parserServices: services };
    } catch {
      return parseSource(path, text);
    }
  };
}

/** What ESLint does before its rules run. */
function linkParents(ast: TSESTree.Program, visitorKeys: ParsedSource['visitorKeys']): void {
  const pending: TSESTree.Node[] = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [(node as unknown as Record<string, unknown>)[key]].flat() as (TSESTree.Node | null | undefined)[]) {
        if (!child) continue;
        child.parent = node;
        pending.push(child);
      }
    }
  }
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

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveFromProject } from './project-modules.js';

export type TypeScriptParser = typeof import('@typescript-eslint/parser');

const PARSER = '@typescript-eslint/parser';

/** `typescript-eslint` brings the parser along. */
const VIA = ['typescript-eslint'];

/** The first version of TypeScript without the interface that programs read types through. */
const WITHOUT_API = 7;

/** A package that is asked for and that the project has not installed, or not in a version that will do. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/** By the folder that was asked for: the parser, or what to say of its absence. */
const known = new Map<string, TypeScriptParser | string>();

/**
 * The parser that reads types, as the project has installed it, or whoever has installed this package. The answer is remembered.
 *
 * @param folder a folder of the project
 * @param what what needs it, for the message
 * @throws MissingPackageError where it, or a TypeScript that it can use, is not installed
 */
export function typescriptParser(folder: string, what: string): TypeScriptParser {
  const found = known.get(folder) ?? find([folder, dirname(fileURLToPath(import.meta.url))]);
  known.set(folder, found);
  if (typeof found === 'string') throw new MissingPackageError(`${what} ${found}`);
  return found;
}

function find(folders: readonly string[]): TypeScriptParser | string {
  const folder = folders.find((candidate) => resolveFromProject(candidate, PARSER, VIA) !== undefined);
  const parser = folder === undefined ? undefined : resolveFromProject(folder, PARSER, VIA);
  const version = versionOfTypeScript(parser === undefined ? folders : [dirname(parser)]);
  return missingFor(version, parser !== undefined) ?? (createRequire(import.meta.url)(parser ?? PARSER) as TypeScriptParser);
}

/** What is missing, and how to get it; nothing where all is there. */
function missingFor(version: string | undefined, hasParser: boolean): string | undefined {
  const install = (...packages: string[]) => `npm install --save-dev ${packages.join(' ')}`;
  const parser = hasParser ? [] : [PARSER];
  if (version === undefined) return `needs ${['typescript', ...parser].join(' and ')}: ${install('typescript@6', ...parser)}`;
  if (Number.parseInt(version, 10) >= WITHOUT_API) return `needs TypeScript 5 or 6, for ${version} has no stable API yet: ${install('typescript@6', ...parser)}`;
  return hasParser ? undefined : `needs ${PARSER}: ${install(PARSER)}`;
}

function versionOfTypeScript(folders: readonly string[]): string | undefined {
  const manifest = folders.map((folder) => resolveFromProject(folder, 'typescript/package.json')).find((path) => path !== undefined);
  return manifest === undefined ? undefined : (createRequire(manifest)(manifest) as { version: string }).version;
}

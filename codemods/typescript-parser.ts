import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { foldersToLoadFrom, ONLY_WITH_TRUST, resolveFrom } from './project-modules.js';

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

/** By the folder that was asked for, and whether it is trusted: the parser, or what to say of its absence. */
const known = new Map<string, TypeScriptParser | string>();

/**
 * The parser that reads types, as the project has installed it, or whoever has installed this package. The answer is remembered.
 *
 * @param folder a folder of the project
 * @param what what needs it, for the message
 * @param trust may the parser that the project has installed be run?
 * @throws MissingPackageError where it, or a TypeScript that it can use, is not installed
 */
export function typescriptParser(folder: string, what: string, trust: boolean): TypeScriptParser {
  const place = `${trust} ${folder}`;
  const found = known.get(place) ?? find(folder, trust);
  known.set(place, found);
  if (typeof found === 'string') throw new MissingPackageError(`${what} ${found}`);
  return found;
}

function find(folder: string, trust: boolean): TypeScriptParser | string {
  const folders = foldersToLoadFrom(folder, trust);
  const parser = resolveFrom(folders, PARSER, VIA);
  if (parser === undefined && resolveFrom([folder], PARSER, VIA) !== undefined) return `needs ${PARSER}; ${ONLY_WITH_TRUST}`;
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
  const manifest = resolveFrom(folders, 'typescript/package.json');
  return manifest === undefined ? undefined : (createRequire(manifest)(manifest) as { version: string }).version;
}

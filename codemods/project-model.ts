import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { analyze, type AnalysisOptions, type FileModel, holdsListed, type ParsedSource } from '../analysis/index.js';

const known = new Map<string, boolean>();

/**
 * The model of a file as part of its project: a leak that must be listed is judged by what the project has installed for
 * that. Nothing is looked up for other files.
 *
 * @param path the path of the file, absolute or from the working folder
 */
export function modelFor(source: ParsedSource, options: AnalysisOptions, path: string): FileModel {
  const model = analyze(source, options);
  return holdsListed(model) && hasIterableWeak(dirname(resolve(path))) ? analyze(source, { ...options, iterableWeak: true }) : model;
}

/** Can a file in the folder import the package `weakref`? The answer is remembered. */
function hasIterableWeak(folder: string): boolean {
  const remembered = known.get(folder);
  if (remembered !== undefined) return remembered;
  let isInstalled = true;
  try {
    createRequire(join(folder, 'any.js')).resolve('weakref');
  } catch {
    isInstalled = false;
  }
  known.set(folder, isInstalled);
  return isInstalled;
}

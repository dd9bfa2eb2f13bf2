import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { analyze, type AnalysisOptions, type FileModel, holdsListed, mayKeepMade, mayOfferContainer, type ParsedSource } from '../analysis/index.js';
import type { Elsewhere } from '../analysis/modules/index.js';
import { remembered } from '../analysis/source/tree-memory.js';

/** Finds what the rest of a project shows of a file. */
export type Surroundings = (source: ParsedSource, path: string) => Elsewhere | undefined;

/**
 * The model of a file as part of its project: a container that other files can reach is judged by what they do with it,
 * and a leak that must be listed by what the project has installed for that. Nothing is looked up for other files.
 *
 * @param path the path of the file, absolute or from the working folder
 * @param find where the evidence from other files comes from; none where absent
 */
export function modelFor(source: ParsedSource, options: AnalysisOptions, path: string, find?: Surroundings): FileModel {
  const alone = analyze(source, options);
  const hasProject = find && (alone.open().length > 0 || alone.containers.some(({ rewrite }) => rewrite.outcome === 'edits') || mayOfferContainer(source.text) || mayKeepMade(source));
  const elsewhere = hasProject ? elsewhereOf(source, path, find) : undefined;
  const model = elsewhere ? analyze(source, { ...options, elsewhere }) : alone;
  return holdsListed(model) && hasIterableWeak(dirname(resolve(path))) ? analyze(source, { ...options, elsewhere, iterableWeak: true }) : model;
}

/** One answer for each parsed file, so that all rules see the same model. */
function elsewhereOf(source: ParsedSource, path: string, find: Surroundings): Elsewhere | undefined {
  return remembered(source, elsewhereOf, () => find(source, realPathOf(path)));
}

function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    // A text that is on no disk has no other name.
    return absolute;
  }
}

const known = new Map<string, boolean>();

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

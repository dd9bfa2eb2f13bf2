import fc from 'fast-check';
import { build } from './build.js';
import type { ExtraName, Program, Recipe } from './recipe.js';

/** How the twin of a program is spelled. */
export interface Respelling {
  /** How many sets of names to go on. */
  readonly rename: number;
  /** How many places to move declarations and methods on. */
  readonly reorder: number;
  /** Is the container reached by a second name, or through functions of its own? */
  readonly reach: 'same' | 'alias' | 'wrapper' | 'helper';
}

/** Twins are spelled differently in at least one way. */
export function respellings(): fc.Arbitrary<Respelling> {
  const reach = fc.constantFrom<Respelling['reach'][]>('same', 'same', 'alias', 'wrapper', 'helper');
  const isSame = (one: Respelling): boolean => one.rename === 0 && one.reorder === 0 && one.reach === 'same';
  return fc.record({ rename: fc.nat(3), reorder: fc.nat(4), reach }).map((one) => (isSame(one) ? { ...one, rename: 1, reorder: 1 } : one));
}

/** The twin of a program. */
export function respelled(recipe: Recipe, { rename, reorder, reach }: Respelling): Program {
  const { spelling, extras } = recipe;
  const added: readonly ExtraName[] = reach === 'same' || extras.includes(reach) ? [] : [reach];
  return build({ ...recipe, extras: [...extras, ...added], spelling: { ...spelling, names: spelling.names + rename, order: spelling.order + reorder } });
}

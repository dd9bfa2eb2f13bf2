import { driverPath, emptyDraft } from './draft.js';
import { hazardNamed } from './hazards.js';
import { referenceIn, settle } from './homes.js';
import { keyParts } from './keys.js';
import { NOISE } from './noise.js';
import { operate } from './operations.js';
import { consistent, hasSubjectHost, type Program, type Recipe } from './recipe.js';
import { fileName, render, renderDriver } from './render.js';

/** The recipe as it is followed: a hazard has its say first. */
export function followed(recipe: Recipe): Recipe {
  return consistent({ ...recipe, ...hazardNamed(recipe.hazard)?.needs });
}

/** The program of a recipe. */
export function build(given: Recipe): Program {
  const recipe = followed(given);
  const hazard = hazardNamed(recipe.hazard);
  const draft = emptyDraft(recipe);
  draft.container = referenceIn(draft);
  operate(draft, keyParts(draft, hasSubjectHost(recipe) ? driverPath(draft) : 'p'));
  hazard?.apply(draft);
  settle(draft);
  hazard?.settled?.(draft);
  for (const noise of recipe.noise) NOISE[noise](draft);
  // First, for it moves declarations into the scope of the container.
  const text = render(draft);
  return {
    files: { ...draft.files, [fileName(draft)]: text },
    driver: renderDriver(draft),
    features: featuresOf(recipe),
    hazards: hazard ? [hazard.name] : [],
  };
}

function featuresOf({ language, home, kind, key, idOf, mint, style, annotated, release, extras, noise, spelling }: Recipe): string[] {
  return [
    language, `home: ${home}`, `kind: ${kind}`, `key: ${key}`, ...(idOf ? ['key: by idOf'] : []), ...(key === 'private-id' ? [`id: ${mint}`] : []), `writes: ${style}`,
    ...(annotated ? ['annotated'] : []), ...(release === 'none' ? [] : [`release: ${release}`]), ...extras.map((extra) => `use: ${extra}`), ...noise.map((one) => `noise: ${one}`),
    ...(spelling.semicolons ? [] : ['no semicolons']),
  ];
}

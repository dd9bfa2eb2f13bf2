import { type Draft, onlyTyped } from './draft.js';
import { GUARDED, type Hazard, PLAIN } from './hazard.js';
import type { Recipe } from './recipe.js';
import { showing } from './render.js';

const UNTYPED = { ...GUARDED, home: 'underscore', kind: 'map', style: 'count' } as const satisfies Partial<Recipe>;
const TYPED = { ...PLAIN, language: 'ts', home: 'private', key: 'object', idOf: false, kind: 'map', style: 'count' } as const satisfies Partial<Recipe>;

/** A method of the container's class reaches every field. */
function inside(name: string, body: string, argument = ''): readonly Hazard[] {
  return [UNTYPED, TYPED].map((needs): Hazard => ({
    name: `${name} (${needs.language})`, needs,
    apply: (draft) => {
      const { names } = draft;
      const parameter = argument === '' ? '' : `name${onlyTyped(draft, ': string')}`;
      const self = draft.isTyped ? '(this as any)' : 'this';
      draft.members.push(`dump(${parameter})${onlyTyped(draft, ': unknown')} {\n  ${body.replaceAll('SELF', self)}\n}`);
      draft.driver.push(showing(`p.${names.single}.dump(${argument.replaceAll('FIELD', fieldOf(draft))})`));
    },
  }));
}

/** A function beside the class reaches its fields. */
function outside(name: string, body: string, where: 'here' | 'elsewhere' = 'here'): readonly Hazard[] {
  return [UNTYPED, TYPED].map((needs): Hazard => ({
    name: `${name} (${needs.language})`, needs,
    apply: (draft) => {
      const { names, recipe } = draft;
      const fill = (text: string): string => text.replaceAll('FIELD', fieldOf(draft)).replaceAll('ONE', draft.isTyped && !body.includes(`ONE['`) ? '(one as any)' : 'one');
      const type = onlyTyped(draft, where === 'here' ? `: ${names.host}` : `: typeof ${names.single}`);
      const text = `export function look(one${type})${onlyTyped(draft, ': unknown')} {\n  return ${fill(body)};\n}`;
      if (where === 'here') {
        draft.blocks.push({ rank: 'free', text });
        draft.driver.push(showing(`p.look(p.${names.single})`));
        return;
      }
      const file = `other.${recipe.language}`;
      draft.files[file] = `import { ${names.single} } from './program.${recipe.language}';\n\n${text}\n\nexport const lookAtIt = () => look(${names.single});\n`;
      draft.early.push(`const { lookAtIt } = await import('./${file}');`);
      draft.driver.push(showing('lookAtIt()'));
    },
  }));
}

/** The name of the field that holds the container. */
function fieldOf({ recipe, names }: Draft): string {
  return recipe.home === 'underscore' ? `_${names.container}` : names.container;
}

/** What reaches the fields of an object without naming them. */
export const FIELD_HAZARDS: readonly Hazard[] = [
  ...inside('Object.values(this)', 'return Object.values(SELF).map((value) => value.size);'),
  ...inside('Object.entries(this)', 'return Object.entries(SELF).map((one) => String(one[1]));'),
  ...inside('spread of this', 'return Object.keys({ ...SELF }).map((name) => SELF[name].size);'),
  ...inside('JSON.stringify(this)', 'return JSON.stringify(SELF, (key, value) => (value instanceof Map ? [...value.values()] : value));'),
  ...inside('structuredClone of this', 'return Object.keys(structuredClone({ ...SELF })).length;'),
  ...inside('computed member', 'return SELF[name].size;', `'FIELD'`),
  ...inside('for-in over this', 'let total = 0;\n  for (const key in this) total += SELF[key].size;\n  return total;'),
  ...inside('Object.assign from this', `return Object.values(Object.assign({}, SELF)).map((value) => String(value));`),
  ...inside('Reflect.ownKeys of this', 'return Reflect.ownKeys(this).map((key) => String(SELF[key]));'),
  ...outside('field in brackets', `ONE['FIELD'].size`),
  ...outside('field of any', 'ONE.FIELD.size'),
  ...outside('Object.values outside', 'Object.values(ONE).map((value) => String(value))'),
  ...outside('field in brackets elsewhere', `ONE['FIELD'].size`, 'elsewhere'),
  ...outside('field of any elsewhere', 'ONE.FIELD.size', 'elsewhere'),
  ...outside('Object.values elsewhere', 'Object.values(ONE).map((value) => String(value))', 'elsewhere'),
  ...outside('path of names elsewhere', `'FIELD.size'.split('.').reduce((value, key) => value[key], ONE)`, 'elsewhere'),
  ...outside('pattern elsewhere', '(({ FIELD: held }) => held.size)(ONE)', 'elsewhere'),
];

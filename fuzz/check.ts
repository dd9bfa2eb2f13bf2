import { fixedByEslint, transformed } from './other-tools.js';
import { type Names, namesFor } from './names.js';
import type { Case } from './programs.js';
import type { Program, Recipe } from './recipe.js';
import { type Respelling, respelled } from './respell.js';
import { rewrite, type Rewritten } from './rewrite.js';
import type { Runner } from './runner.js';
import { typeErrors } from './type-errors.js';

/** What a program shows that must not be. */
export interface Difference {
  /** What differs, in few words: failures are told apart by it. */
  readonly what: 'behaviour' | 'types' | 'failure' | 'second pass' | 'eslint' | 'jscodeshift' | 'twin';
  readonly before: string;
  readonly after: string;
}

/** What a check came to. */
export interface Checked {
  readonly isRewritten: boolean;
  readonly rewritten: Rewritten;
  readonly differences: readonly Difference[];
}

/** Rewrites a program in every way there is, and looks for what a rewrite must not change. */
export async function check({ recipe, program, respelling }: Case, runner: Runner): Promise<Checked> {
  const rewritten = rewrite(program.files);
  const isRewritten = changed(program.files, rewritten.files).length > 0;
  const differences = [
    ...rewritten.failures.map((failure): Difference => ({ what: 'failure', before: '', after: failure })),
    ...(isRewritten ? [...(await behaviour(program, rewritten, runner)), ...types(program, rewritten), ...secondPass(rewritten)] : []),
    ...others(program, rewritten),
    ...twin(recipe, respelling, rewritten),
  ];
  return { isRewritten, rewritten, differences };
}

type Files = Program['files'];

function changed(before: Files, after: Files): readonly string[] {
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}

function differing(what: Difference['what'], before: string, after: string): readonly Difference[] {
  return before === after ? [] : [{ what, before, after }];
}

async function behaviour({ files, driver }: Program, rewritten: Rewritten, runner: Runner): Promise<readonly Difference[]> {
  const [before, after] = await Promise.all([runner.run(files, driver), runner.run(rewritten.files, driver)]);
  if (before === undefined) return [{ what: 'failure', before: driver, after: 'the program does not come to an end' }];
  return differing('behaviour', before, after ?? 'does not come to an end');
}

function types({ files }: Program, rewritten: Rewritten): readonly Difference[] {
  if (!Object.keys(files).some((name) => name.endsWith('.ts'))) return [];
  // A message may name the type of the container.
  const told = (of: Files): readonly string[] => typeErrors(of).map((error) => error.replaceAll(/\bWeak(?=Map|Set)/g, ''));
  const before = told(files);
  // A plain object that is indexed by a number is no error any more.
  return differing('types', '', told(rewritten.files).filter((error) => !before.includes(error)).join('\n'));
}

function secondPass(rewritten: Rewritten): readonly Difference[] {
  const again = rewrite(rewritten.files);
  return changed(rewritten.files, again.files).flatMap((name) => differing('second pass', rewritten.files[name] ?? '', again.files[name] ?? ''));
}

/** Where one file is the whole program, ESLint and jscodeshift may leave it alone, and do nothing else that `fix` does not. */
function others({ files }: Program, rewritten: Rewritten): readonly Difference[] {
  const [[name, text] = ['', ''], ...more] = Object.entries(files);
  if (more.length > 0) return [];
  const compare = (what: 'eslint' | 'jscodeshift', tool: (name: string, text: string) => string): readonly Difference[] => {
    const output = attempt(() => tool(name, text));
    return output === text ? [] : differing(what, rewritten.files[name] ?? '', output);
  };
  return [...compare('eslint', fixedByEslint), ...compare('jscodeshift', transformed)];
}

function attempt(action: () => string): string {
  try {
    return action();
  } catch (error) {
    return `throws ${String(error)}`;
  }
}

/** A program that is spelled differently is judged alike. */
function twin(recipe: Recipe, respelling: Respelling, rewritten: Rewritten): readonly Difference[] {
  const other = respelled(recipe, respelling);
  const isOnlyMoved = respelling.reach === 'same';
  const before = judgement(rewritten, namesFor(recipe.spelling.names), isOnlyMoved);
  const after = judgement(rewrite(other.files), namesFor(recipe.spelling.names + respelling.rename), isOnlyMoved);
  return before === after ? [] : [{ what: 'twin', before, after: `${after}\n\n${textOf(other.files)}` }];
}

/** How the container is judged. Its verdict stays whatever it is reached by; what becomes of it, where only names and places change. */
function judgement({ containers }: Rewritten, { container: name }: Names, withFate: boolean): string {
  const isIt = (shown: string): boolean => shown === `${name}ByGroup[…]` || new RegExp(`(?:^|\\b|_|#)${name}$`).test(shown);
  const told = containers.filter((one) => one.container && isIt(one.name)).map(({ container, fate }) => {
    const outcome = withFate ? `, ${fate.state}${'grade' in fate ? ` ${fate.grade}` : ''}` : '';
    return `${container?.type ?? ''}: ${container?.verdict ?? ''}${outcome}`;
  });
  return told.toSorted().join('\n');
}

/** Files as text. */
export function textOf(files: Files): string {
  return Object.entries(files).map(([name, text]) => `// ${name}\n${text}`).join('\n');
}

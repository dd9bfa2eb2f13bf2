import { existsSync, realpathSync } from 'node:fs';
import type { API, FileInfo, Options, Transform } from 'jscodeshift';
import type { AccountedContainer } from './fate.js';
import { type CodemodName, readOptions } from './options.js';
import { parseFor } from './parse.js';
import { placeText } from './places.js';
import { planFile, type PlanSurroundings } from './plan.js';
import { projectNow } from './project/files.js';
import { isGarbled } from './utf8.js';

/**
 * Makes the jscodeshift transform of one codemod.
 *
 * The transform returns the new text, or nothing where nothing is rewritten. Where the file lies on the disk, the whole
 * project is asked, as by `ephemeron fix`; jscodeshift changes one file at a time, and what needs more is left alone. What it leaves alone it reports, one line
 * each: `path:line:column code reason`. In dry runs, where alone jscodeshift counts, it counts what became of the leaks.
 *
 * Options: `--grade`, `--certainty`, `--homes`, `--idNames`, `--ownership`, and `--ignoreContainers`, which is the rule's
 * `ignorePattern`: that name is taken, for jscodeshift means files by it.
 *
 * @throws Error on a file that does not parse and on an option that cannot be, which jscodeshift counts as that file's error
 */
export function makeTransform(codemod: CodemodName): Transform {
  return function transform({ path, source }: FileInfo, api: API, options: Options): string | undefined {
    const { certainty, grade, homes, idNames, ownership, ignoreContainers: ignorePattern } = options;
    const chosen = { ...readOptions({ certainty, grade, homes, idNames, ownership, ignorePattern }), only: [codemod] };
    const plan = planFile({ path, text: source }, chosen, { parse: parseFor(true), around: surroundingsOf(path) });
    switch (plan.outcome) {
      case 'skipped':
      // No budget is given.
      case 'unjudged':
        return undefined;
      case 'unparsed':
        throw new SyntaxError(`${placeText(path, plan.at)} ${plan.message}`);
      case 'failed':
        throw new Error(`${path}: internal error: ${plan.message}`);
      case 'planned':
        // jscodeshift decodes every file as UTF-8.
        if (plan.output !== source && existsSync(path) && isGarbled(source, path)) throw new Error(`${path}: not UTF-8, left as it is`);
        for (const account of plan.containers) tell(account, path, api);
        return plan.output === source ? undefined : plan.output;
      default:
        return plan satisfies never;
    }
  };
}

/** The project around a file, which has a say in what is safe, as in `ephemeron fix`; none for a text that is on no disk. */
function surroundingsOf(path: string): PlanSurroundings | undefined {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  return { elsewhere: projectNow(real).elsewhereOf(real), history: [] };
}

function tell({ at, fate }: AccountedContainer, path: string, api: API): void {
  switch (fate.state) {
    case 'rewritten':
      api.stats('rewritten');
      return;
    case 'suggestion':
      api.stats('suggestion');
      api.report(`${placeText(path, at)} suggestion ${fate.assumption}`);
      return;
    case 'refused':
      api.stats(fate.code);
      api.report(`${placeText(path, fate.at)} ${fate.code} ${fate.reason}`);
      return;
    case 'declined':
    case 'other':
    case 'manual':
    case 'clean':
      return;
    default:
      fate satisfies never;
  }
}

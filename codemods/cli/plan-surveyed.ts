import type { Elsewhere } from '../../analysis/modules/elsewhere.js';
import type { ParsedSource } from '../../analysis/source/source.js';
import { isDeep, TOO_DEEP } from '../nesting.js';
import { SourceSyntaxError } from '../parse.js';
import type { PlanSurroundings } from '../plan.js';
import { projectAround } from '../project/files.js';
import type { Project } from '../project/project.js';
import { isGarbled } from '../utf8.js';
import type { FoundFile } from './files.js';
import { type ForOwnProcess, makePlanner, type PlannedFile, type Planner, type PlanSettings } from './plan-files.js';
import { readSource } from './read.js';

/** Plans a file as a planner does, but for what needs more stack than a thread has. */
export type Surveyor = (file: FoundFile) => ReturnType<Planner> | ForOwnProcess;

/**
 * Prepares to plan files with the evidence of their projects, whatever was selected, as all files are on the disk. What was
 * asked for a file is told with its plan, for the plans of other files may come to change the answers.
 *
 * @throws Error where types are asked for and `typescript` is not installed
 */
export async function makeSurveyor(settings: PlanSettings): Promise<Surveyor> {
  let survey: Survey | undefined;
  const { trust, types } = settings;
  const plan = await makePlanner(settings, (real) => (survey = new Survey(real, projectAround(real, trust), types)), settings.isApart ? takeAll : handOn);
  return (file) => {
    const known = textAtHand(file.real, trust);
    const read = known === undefined ? readSource(file.real, file.path) : { text: known };
    if ('message' in read) return read;
    const planned = plan(file, read.text);
    if (!settings.isApart && planned && 'message' in planned && planned.message === TOO_DEEP) return { ...file, isForOwnProcess: true };
    // One that cannot be read has none of its own.
    const asked = survey?.real === file.real ? survey.asked : undefined;
    if (!asked) return planned;
    const { path, real } = file;
    // What stands in the way of a plan may be gone once others are carried out.
    return planned && 'message' in planned ? { path, real, containers: [], asked: 'all' } : { path, real, containers: [], ...planned, asked };
  };
}

/** What is deep has this process for itself, which it may end. */
function takeAll(): void {
  // Nothing is refused.
}

/** What is deep gets a process of its own. */
function handOn(text: string): void {
  if (isDeep(text)) throw new SourceSyntaxError(TOO_DEEP, { line: 1, column: 1 });
}

/** What a file holds, where it was read as evidence for another and need not be read again. */
function textAtHand(real: string, trust: boolean): string | undefined {
  const text = projectAround(real, trust).textAtHand(real);
  return text !== undefined && isGarbled(text, real) ? undefined : text;
}

/** What is around a file, noting what is asked of it. No other file changes. */
class Survey implements PlanSurroundings {
  readonly history = [];
  #elsewhere: ReturnType<Project['elsewhereOf']> | undefined;
  #changesOthers = false;

  constructor(
    readonly real: string,
    private readonly project: Project,
    private readonly isTyped: boolean,
  ) {}

  get elsewhere(): Elsewhere {
    this.#elsewhere ??= this.project.elsewhereOf(this.real);
    return this.#elsewhere;
  }

  parsed(text: string): ParsedSource | undefined {
    // Evidence is read without types, and what is deep is analysed where there is stack enough.
    const parsed = this.isTyped ? undefined : this.project.parsed(this.real, text);
    return parsed && !isDeep(text) ? parsed : undefined;
  }

  get asked(): PlannedFile['asked'] {
    return this.#changesOthers ? 'all' : this.#elsewhere?.asked;
  }

  change(): boolean {
    this.#changesOthers = true;
    return true;
  }
}

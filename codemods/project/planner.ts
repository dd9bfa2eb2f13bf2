import { readFileSync } from 'node:fs';
import type { Edit, OtherFile } from '../../analysis/model.js';
import { namesOneOf } from '../../analysis/source/words.js';
import { applyEdits } from '../edits.js';
import type { CodemodOptions } from '../options.js';
import { withByteOrderMark, withoutByteOrderMark } from '../parse.js';
import { type FilePlan, planFile, type PlanHooks, type PlanSurroundings } from '../plan.js';
import { projectAround } from './files.js';
import { specifiersIn } from './named-modules.js';
import type { Asked } from './elsewhere-of.js';
import type { Project } from './project.js';

/** A file that a plan changes: what it held, and what it should hold. */
export interface PlannedChange {
  readonly before: string;
  readonly after: string;
}

/** What the plans come to so far. */
export interface ProjectChanges {
  /** By real paths. */
  readonly files: ReadonlyMap<string, PlannedChange>;
  /** Files that must be written together or not at all, for some rewrite spans them; other files stand alone. */
  readonly units: readonly ReadonlySet<string>[];
}

/**
 * Plans the rewrites of files whose fate depends on others, one after the other: each plan finds the files as the ones
 * before it would leave them, so that two rewrites that touch one file run together.
 */
export class ProjectPlanner {
  /** The texts of files as they are on the disk, without byte order mark. */
  readonly #before = new Map<string, string>();
  /** What rewrites have done to files that do not hold their containers. */
  readonly #histories = new Map<string, readonly (readonly Edit[])[]>();
  readonly #texts = new Map<string, string>();
  /** Files that name other modules than on the disk. */
  readonly #rewired = new Set<string>();
  #units: ReadonlySet<string>[] = [];

  /**
   * @param hooks for the planned files; others are read without types
   * @param trust may the parsers that the project has installed be run?
   */
  constructor(
    private readonly options: CodemodOptions,
    private readonly hooks: Omit<PlanHooks, 'around'> = {},
    private readonly trust = false,
  ) {}

  /**
   * Takes in the plan of a file that was made without this planner.
   *
   * @param file its real path and its text
   * @param output what it comes to
   */
  settle(file: { readonly path: string; readonly text: string }, output: string): void {
    this.#remember(file.path, withoutByteOrderMark(file.text));
    this.#write(file.path, withoutByteOrderMark(output));
  }

  /**
   * Plans the rewrite of a file with the evidence of its project. The files that it changes besides are in `changes`.
   *
   * @param file its path as the user wrote it, its real path, and its text as it is on the disk
   */
  plan({ path, real, text }: { readonly path: string; readonly real: string; readonly text: string }): FilePlan {
    const project = projectAround(real, this.trust);
    this.#remember(real, withoutByteOrderMark(text));
    const undo = this.#snapshot();
    const touched = new Set([real]);
    const around: PlanSurroundings = {
      elsewhere: project.elsewhereOf(real),
      history: this.#histories.get(real) ?? [],
      change: (edits) => {
        for (const file of edits.keys()) touched.add(file.path);
        return [...edits].every(([file, own]) => this.#edit(file, own, project));
      },
    };
    const plan = planFile({ path, text }, this.options, { ...this.hooks, around });
    if (plan.outcome === 'planned') {
      this.#write(real, withoutByteOrderMark(plan.output));
      if (touched.size > 1) this.#join(touched);
    } else {
      undo();
    }
    return plan;
  }

  /** Are the answers to what was asked for a file, of files as they are on the disk, still the same after the plans so far? */
  holds(real: string, { words, importers }: Asked): boolean {
    if (this.#rewired.size > 0) return false;
    const names = namesOneOf(words);
    const asked = new Set([real, ...importers]);
    return this.#changed().every(([path, before, after]) => !asked.has(path) && !names(before) && !names(after));
  }

  /** Everything that changes, those files included that were settled. */
  changes(): ProjectChanges {
    const files = new Map<string, PlannedChange>();
    for (const [path, before, after] of this.#changed()) {
      const hasMark = readFileSync(path, 'utf8').startsWith('\uFEFF');
      files.set(path, { before: withByteOrderMark(before, hasMark), after: withByteOrderMark(after, hasMark) });
    }
    return { files, units: this.#units };
  }

  #changed(): readonly (readonly [path: string, before: string, after: string])[] {
    return [...this.#texts].map(([path, after]) => [path, this.#before.get(path) ?? '', after] as const).filter(([, before, after]) => after !== before);
  }

  #edit(file: OtherFile, edits: readonly Edit[], project: Project): boolean {
    const { path, source } = file;
    this.#remember(path, source.text);
    this.#histories.set(path, [...(this.#histories.get(path) ?? []), edits]);
    this.#write(path, applyEdits(source.text, edits));
    return project.parse(path) !== undefined;
  }

  #remember(path: string, text: string): void {
    if (!this.#before.has(path)) this.#before.set(path, text);
  }

  #write(path: string, text: string): void {
    this.#texts.set(path, text);
    if (String(specifiersIn(text)) === String(specifiersIn(this.#before.get(path) ?? ''))) this.#rewired.delete(path);
    else this.#rewired.add(path);
    projectAround(path, this.trust).change(path, text);
  }

  /** Rewrites that share a file are one unit. */
  #join(files: ReadonlySet<string>): void {
    const shared = this.#units.filter((unit) => [...files].some((path) => unit.has(path)));
    this.#units = [...this.#units.filter((unit) => !shared.includes(unit)), new Set([...files, ...shared.flatMap((unit) => [...unit])])];
  }

  #snapshot(): () => void {
    const [texts, histories] = [new Map(this.#texts), new Map(this.#histories)];
    return () => {
      for (const path of this.#texts.keys()) {
        if (texts.get(path) !== this.#texts.get(path)) this.#write(path, texts.get(path) ?? this.#before.get(path) ?? '');
        if (!texts.has(path)) this.#texts.delete(path);
      }
      this.#histories.clear();
      for (const [path, history] of histories) this.#histories.set(path, history);
    };
  }
}

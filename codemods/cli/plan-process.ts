import type { FoundFile } from './files.js';
import { gather, type PlanSettings } from './plan-files.js';
import { makeSurveyor, type Surveyor } from './plan-surveyed.js';
import { crashOn } from './problem.js';

/* A process that plans one file after the other, as it is told. It ends with the process that has started it. */

/** What such a process is told. */
export interface Order {
  readonly settings: PlanSettings;
  readonly file: FoundFile;
}

let surveyor: Promise<Surveyor> | undefined;

process.on('disconnect', () => process.exit());
process.on('message', ({ settings, file }: Order) => {
  surveyor ??= makeSurveyor(settings);
  void surveyor
    .then((plan) => gather([plan(file)]))
    .catch((error: unknown) => ({ files: [], problems: [crashOn(file.path, error)] }))
    .then((planned) => process.send?.(planned));
});

import { createTwoFilesPatch } from 'diff';
import type { Found, Summary, Tally } from './campaign.js';
import { textOf } from './check.js';

/** What a campaign came to, as text. */
export function summaryText({ total, byFeature, byHazard, sorts }: Summary, found: readonly Found[]): string {
  return [
    ...found.flatMap(foundText),
    'By feature: programs, rewritten, different', ...tallies(byFeature), '',
    'By hazard: programs, rewritten, different', ...tallies(byHazard), '',
    'Differences by sort', ...[...sorts].toSorted(([, a], [, b]) => b - a).map(([sort, times]) => `  ${String(times).padStart(5)}  ${sort}`), '',
    `${total.programs} programs, ${total.rewritten} rewritten (${Math.round((100 * total.rewritten) / Math.max(1, total.programs))} %), ${total.different} with differences`,
  ].join('\n');
}

function tallies(of: ReadonlyMap<string, Tally>): string[] {
  const rows = [...of].toSorted(([a], [b]) => a.localeCompare(b));
  return rows.map(([name, { programs, rewritten, different }]) => `  ${[programs, rewritten, different].map((number) => String(number).padStart(6)).join('')}  ${name}`);
}

function foundText({ difference, smallest, checked, count }: Found): string[] {
  const { program, respelling } = smallest;
  return [
    `=== ${difference.what} (${count} such programs)`,
    `features: ${program.features.join(', ')}`,
    `hazards: ${program.hazards.join(', ') || 'none'}`,
    ...(difference.what === 'twin' ? [`twin: ${JSON.stringify(respelling)}`] : []),
    textOf(program.files),
    '--- driver', program.driver,
    '--- diff', ...Object.entries(program.files).map(([name, text]) => createTwoFilesPatch(name, name, text, checked.rewritten.files[name] ?? '').replace(/^=+\n/, '')),
    '--- before', difference.before,
    '--- after', difference.after,
    '',
  ];
}

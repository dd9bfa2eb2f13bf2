import { fixturesToMeasure, measureFixture } from './fixtures.js';

/** `npm run test:heap`: what the heap predicts of each fixture, beside what its rewrite frees. */
const only = process.argv.slice(2);
const rows = [];
for (const fixture of fixturesToMeasure().filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)))) {
  try {
    const row = await measureFixture(fixture);
    rows.push(row);
    console.log(`| ${row.fixture} | ${row.named} of ${row.expected} | ${row.predicted.toLocaleString('en')} | ${row.freed.toLocaleString('en')} | ${row.isNear ? 'yes' : 'no'} |`);
  } catch (error) {
    console.log(`| ${fixture.name} | ${String(error).split('\n', 1)[0] ?? ''} |`);
  }
}
console.log(`${rows.filter(({ named, expected }) => named >= expected).length} of ${rows.length} named, ${rows.filter(({ isNear }) => isNear).length} predicted within 10 %`);

import { describe, expect, it } from 'vitest';
import { SAFE } from '../../fixtures/samples.js';
import { DEFAULTS } from '../options.js';
import { makePlanner, type PlannedFile } from './plan-files.js';
import { review, type Answer, type Question } from './review.js';
import { isChanged } from './write-all.js';

const FIRST = SAFE.replaceAll('Page', 'Book').replaceAll('outline', 'index');
const SECOND = SAFE.replaceAll('Page', 'Letter').replaceAll('outline', 'stamp');
const BOTH = FIRST + SECOND;

const weak = (text: string, name: string) => text.replace(`const ${name}s = new Map`, `const ${name}s = new WeakMap`);
const later = (text: string, name: string) => text.replace(`const ${name}s`, '// TODO(ephemeron): map-to-weakmap\n$&');

interface Reviewed {
  readonly asked: readonly Question[];
  readonly files: readonly PlannedFile[];
}

/** Reviews texts, giving one answer after the other. */
async function reviewed(texts: readonly string[], answers: readonly Answer[], together = false): Promise<Reviewed> {
  const plan = await makePlanner({ options: DEFAULTS, types: false, trust: false, cwd: '/' });
  const paths = texts.map((_, index) => `/${index}.ts`);
  const planned = texts.map((text, index) => plan({ path: `${index}.ts`, real: `/${index}.ts` }, text)) as PlannedFile[];
  const asked: Question[] = [];
  const ask = (question: Question) => {
    const answer = answers[asked.length];
    asked.push(question);
    return answer ? Promise.resolve(answer) : Promise.reject(new Error('nobody is there'));
  };
  const files: PlannedFile[] = [];
  const changed = planned.filter(isChanged).map((file) => ({ ...file, ...(together && { together: paths }) }));
  for await (const set of review(changed, [plan], ask)) files.push(...set);
  expect(asked).toHaveLength(answers.length);
  return { asked, files };
}

const outputs = ({ files }: Reviewed, texts: readonly string[]) => files.map(({ change }, index) => change?.after ?? texts[index]);
const fates = ({ files }: Reviewed) => files.flatMap(({ containers }) => containers.map(({ fate }) => fate.state));

describe('a review of one file', () => {
  it('shows one container at a time, with the difference that it alone makes', async () => {
    const { asked } = await reviewed([BOTH], ['yes', 'yes']);
    expect(asked).toMatchObject([
      {
        containers: [{ path: '0.ts', container: { name: 'indexs', at: { line: 5, column: 16 }, fate: { codemod: 'map-to-weakmap', grade: 'safe' } } }],
        changes: [{ path: '0.ts', before: BOTH, after: weak(BOTH, 'index') }],
        answers: ['yes', 'no', 'all', 'later', 'quit'],
        asked: 0,
        total: 2,
      },
      {
        containers: [{ path: '0.ts', container: { name: 'stamps', at: { line: 16, column: 16 } } }],
        changes: [{ path: '0.ts', before: weak(BOTH, 'index'), after: weak(weak(BOTH, 'index'), 'stamp') }],
        asked: 1,
        total: 2,
      },
    ]);
  });

  it.each<[Answer[], string, string[]]>([
    [['yes', 'yes'], weak(weak(BOTH, 'index'), 'stamp'), ['rewritten', 'rewritten']],
    [['yes', 'no'], weak(BOTH, 'index'), ['rewritten', 'declined']],
    [['no', 'yes'], weak(BOTH, 'stamp'), ['declined', 'rewritten']],
    [['no', 'no'], BOTH, ['declined', 'declined']],
    [['all'], weak(weak(BOTH, 'index'), 'stamp'), ['rewritten', 'rewritten']],
    [['no', 'all'], weak(BOTH, 'stamp'), ['declined', 'rewritten']],
    [['later', 'yes'], later(weak(BOTH, 'stamp'), 'index'), ['declined', 'rewritten']],
    [['later', 'later'], later(later(BOTH, 'stamp'), 'index'), ['declined', 'declined']],
    [['later', 'all'], later(weak(BOTH, 'stamp'), 'index'), ['declined', 'rewritten']],
    [['yes', 'quit'], weak(BOTH, 'index'), ['rewritten', 'declined']],
    [['later', 'quit'], later(BOTH, 'index'), ['declined', 'declined']],
    [['quit'], BOTH, ['declined', 'declined']],
  ])('goes by the answers %j', async (answers, output, states) => {
    const result = await reviewed([BOTH], answers);
    expect(outputs(result, [BOTH])).toEqual([output]);
    expect(fates(result)).toEqual(states);
  });
});

describe('a review of several files', () => {
  it('goes on after all of one file', async () => {
    const result = await reviewed([BOTH, FIRST], ['all', 'no']);
    expect(outputs(result, [BOTH, FIRST])).toEqual([weak(weak(BOTH, 'index'), 'stamp'), FIRST]);
    // Who says "all" is not asked about the rest of the file, and the count goes on with what is asked.
    expect(result.asked.map(({ asked, total }) => [asked, total])).toEqual([[0, 3], [2, 3]]);
  });

  it('asks no more after it was quit, and keeps what was accepted', async () => {
    const result = await reviewed([FIRST, BOTH, SECOND], ['yes', 'yes', 'quit']);
    expect(outputs(result, [FIRST, BOTH, SECOND])).toEqual([weak(FIRST, 'index'), weak(BOTH, 'index'), SECOND]);
    expect(fates(result)).toEqual(['rewritten', 'rewritten', 'declined', 'declined']);
  });

  it('takes files that change together as a whole', async () => {
    const yes = await reviewed([FIRST, SECOND], ['yes'], true);
    expect(yes.asked).toMatchObject([
      {
        containers: [{ path: '0.ts', container: { name: 'indexs' } }, { path: '1.ts', container: { name: 'stamps' } }],
        changes: [{ path: '0.ts', before: FIRST, after: weak(FIRST, 'index') }, { path: '1.ts', before: SECOND, after: weak(SECOND, 'stamp') }],
        answers: ['yes', 'no', 'quit'],
      },
    ]);
    expect(outputs(yes, [])).toEqual([weak(FIRST, 'index'), weak(SECOND, 'stamp')]);
    const no = await reviewed([FIRST, SECOND], ['no'], true);
    expect(outputs(no, [FIRST, SECOND])).toEqual([FIRST, SECOND]);
    expect(fates(no)).toEqual(['declined', 'declined']);
  });

  it('hands over each file when its last question is answered, so that an end loses nothing of it', async () => {
    const plan = await makePlanner({ options: DEFAULTS, types: false, trust: false, cwd: '/' });
    const planned = [FIRST, SECOND].map((text, index) => plan({ path: `${index}.ts`, real: `/${index}.ts` }, text)) as PlannedFile[];
    let count = 0;
    const ask = () => (count++ === 0 ? Promise.resolve('yes' as const) : Promise.reject(new Error('nobody is there')));
    const files: PlannedFile[] = [];
    const run = async () => {
      for await (const set of review(planned.filter(isChanged), [plan], ask)) files.push(...set);
    };
    await expect(run()).rejects.toThrow('nobody is there');
    expect(files.map(({ change }) => change?.after)).toEqual([weak(FIRST, 'index')]);
  });
});

import { describe, expect, it } from 'vitest';
import { OptionError, readOptions } from './options.js';

describe('readOptions', () => {
  it('has the defaults of the preset recommended', () => {
    expect(readOptions({})).toEqual({ certainty: 'likely', grade: 'safe', ownership: false });
  });

  it('reads what a command line gives', () => {
    expect(
      readOptions({ certainty: 'possible', grade: 'suggestion', homes: 'module, static', ignorePattern: '^weak', ownership: true }),
    ).toEqual({ certainty: 'possible', grade: 'suggestion', homes: ['module', 'static'], ignorePattern: '^weak', ownership: true });
  });

  it.each([
    [{ grade: 'bold' }, 'grade must be one of safe, suggestion, not "bold"'],
    [{ grade: 'ownership' }, 'grade must be one of safe, suggestion, not "ownership"'],
    [{ certainty: 1 }, 'certainty must be one of proven, likely, possible, not 1'],
    [{ homes: 'module,moon' }, 'homes must be one of module, static, closure, descriptor, global, field, not "moon"'],
    [{ ownership: 'src' }, 'ownership is a flag and takes no value, not "src" (name paths before flags)'],
  ])('refuses %j', (raw, message) => {
    expect(() => readOptions(raw)).toThrow(new OptionError(message));
  });

  it('refuses a pattern that is no regular expression', () => {
    expect(() => readOptions({ ignorePattern: '(' })).toThrow(/^the pattern of names to ignore is no regular expression: /);
  });
});

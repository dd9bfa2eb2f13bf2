import ts from 'typescript';
import { expect, it } from 'vitest';
import { TYPE_FLAGS } from './checker.js';

it('knows the type flags as the installed TypeScript has them', () => {
  expect(TYPE_FLAGS).toEqual({
    any: ts.TypeFlags.Any,
    unknown: ts.TypeFlags.Unknown,
    undefined: ts.TypeFlags.Undefined,
    null: ts.TypeFlags.Null,
    void: ts.TypeFlags.Void,
  });
});

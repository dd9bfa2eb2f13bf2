import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, unwrap } from '../source/ast.js';
import type { KeyEvidence } from '../containers/facts.js';
import { mergeKeys } from '../containers/key-evidence.js';
import { importOf } from '../source/imports.js';
import { resultsOf } from '../source/returns.js';
import type { SourceIndex } from '../source/source-index.js';
import { calleesOf } from './callees.js';
import { readerWithin } from './elsewhere.js';
import type { Asked } from './passed-arguments.js';

/**
 * The call of an imported function whose result a key is: `const bullet = makeBullet(x)`.
 *
 * @returns `undefined` for any other key
 */
function importedMaking(key: Node, index: SourceIndex): TSESTree.CallExpression | undefined {
  const node = unwrap(key);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable ? index.constantValue(variable) : node;
  const call = value && unwrap(value);
  if (call?.type !== 'CallExpression') return undefined;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  const imported = name.type === 'Identifier' ? index.variableOf(name) : undefined;
  return imported && importOf(imported, index) ? call : undefined;
}

/**
 * What a key is that a function of another file makes.
 *
 * @returns `undefined` where what the function gives back is not seen to be an object
 */
export function readMade(key: Node, { index, idNames, elsewhere }: Asked): KeyEvidence | undefined {
  const call = elsewhere && importedMaking(key, index);
  const callees = call ? calleesOf(call, { index, elsewhere, file: undefined }) : [];
  const [file] = callees.map(({ sight }) => sight.file);
  if (!file || callees.some(({ fn }) => fn.async || fn.generator)) return undefined;
  const given = callees.flatMap(({ fn, sight }) => resultsOf(fn, sight.index).flatMap((result) => (sight.elsewhere ? readerWithin(sight.elsewhere, sight.index, idNames).read(result, result) : [])));
  const made = given.length > 0 ? mergeKeys(given) : undefined;
  return made?.sort === 'object' && made.certainty !== 'possible' ? { ...made, certainty: 'likely', because: `${made.because}, made in ${file.shown}`, node: key, file: undefined } : undefined;
}

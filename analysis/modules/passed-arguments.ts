import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type FunctionNode, methodOf, type Node, propertyName } from '../source/ast.js';
import { callsElsewhere, type Elsewhere } from './elsewhere.js';
import { KeyReader, mergeKeys, parameterOf } from '../containers/keys.js';
import type { KeyEvidence } from '../containers/facts.js';
import { ownerOf } from '../source/places.js';
import { SourceIndex } from '../source/source-index.js';

const MOST_DEPTH = 3;

/** What is asked about: the file of the keys, and the rest of the project where it has a say. */
export interface Asked {
  readonly index: SourceIndex;
  readonly reader: KeyReader;
  readonly idNames: RegExp;
  readonly elsewhere: Elsewhere | undefined;
}

/**
 * What is passed for a key that is a parameter of a function or method: by its own file, also through other functions of it, and
 * by others. Who else may call it is not seen, so that this is *possible* at most.
 *
 * @returns `undefined` where no call shows an object, or some show something else
 */
export function readPassed(key: Node, asked: Asked): KeyEvidence | undefined {
  // The markup of a component may pass anything.
  if (asked.index.scriptOf(key)) return undefined;
  const shown = passedFor(key, asked, 0).filter(({ sort }) => sort !== 'unknown');
  const [first] = shown;
  if (!first || shown.some(({ sort }) => sort !== 'object')) return undefined;
  const best = shown.find(({ certainty }) => certainty === 'proven') ?? first;
  return { ...mergeKeys(shown), ...best, certainty: 'possible', because: `${best.because}, passed in ${best.file?.shown ?? 'this file'}`, node: key, file: undefined };
}

function passedFor(key: Node, asked: Asked, depth: number): readonly KeyEvidence[] {
  const { index, reader, idNames, elsewhere } = asked;
  const parameter = parameterOf(key, index);
  if (!parameter || depth > MOST_DEPTH) return [];
  const { fn, position } = parameter;
  const here = callsHere(fn, index).flatMap((call): readonly KeyEvidence[] => {
    const argument = argumentAt(call, position);
    if (!argument) return [];
    const read = reader.read(argument, call);
    return read.sort === 'unknown' ? passedFor(argument, asked, depth + 1) : [read];
  });
  const there = (elsewhere ? callsElsewhere(fn, index, elsewhere) : []).flatMap(({ file, nodes }) => {
    const other = KeyReader.of(SourceIndex.of(file.source), idNames);
    return nodes.flatMap((call): KeyEvidence[] => {
      const argument = call.type === 'CallExpression' ? argumentAt(call, position) : undefined;
      return argument ? [{ ...other.read(argument, call), file }] : [];
    });
  });
  return [...here, ...there];
}

/** The argument at a position, where no spread before it moves it. */
function argumentAt(call: TSESTree.CallExpression, position: number): TSESTree.Expression | undefined {
  const before = call.arguments.slice(0, position + 1);
  const argument = before[position];
  return argument && argument.type !== 'SpreadElement' && before.every(({ type }) => type !== 'SpreadElement') ? argument : undefined;
}

/** The calls of a function in its own file: of a method, those on `this`. */
function callsHere(fn: FunctionNode, index: SourceIndex): readonly TSESTree.CallExpression[] {
  const method = methodOf(fn);
  const mentions = method ? index.membersNamed(propertyName(method) ?? '').filter((member) => isOwnMember(member, method, index)) : (index.bindingOf(fn)?.references.map(({ identifier }) => identifier) ?? []);
  return mentions.map(callOf).filter((call) => call !== undefined);
}

function isOwnMember(member: Node, method: TSESTree.MethodDefinition, index: SourceIndex): boolean {
  const owner = member.type === 'MemberExpression' ? ownerOf(member.object, index) : undefined;
  return owner?.kind === 'class' && owner.node === method.parent.parent;
}

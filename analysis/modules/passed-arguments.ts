import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, unwrap } from '../source/ast.js';
import { callsElsewhere, type Elsewhere, readerWithin } from './elsewhere.js';
import { KeyReader } from '../containers/keys.js';
import { argumentFor, parameterOf } from '../containers/parameters.js';
import { awayFromOwner, mergeKeys } from '../containers/key-evidence.js';
import type { KeyEvidence } from '../containers/facts.js';
import { callsOf, flowOf } from '../flow/index.js';
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
 * by others, where an id tells of its object only if that is in hand. Who else may call it is not seen, so that this is
 * *possible* at most.
 *
 * @param own what the parameter is known to be by itself: nothing, or a primitive, which may be an id
 * @returns `undefined` where no call shows an object or the id of one, or some show something else
 */
export function readPassed(key: Node, own: KeyEvidence, asked: Asked): KeyEvidence | undefined {
  // The markup of a component may pass anything.
  if (asked.index.scriptOf(key)) return undefined;
  const shown = passedFor(key, asked, 0).filter(({ sort }) => sort !== 'unknown');
  const told = shown.filter(({ sort, id }) => (sort === 'id' ? id?.owner !== undefined : (own.sort === 'unknown' || own.isGuessed === true) && sort === 'object'));
  const [first] = told;
  if (!first || shown.some(({ sort }) => sort !== first.sort && !(first.sort === 'id' && sort === 'primitive'))) return undefined;
  const best = told.find(({ certainty }) => certainty === 'proven') ?? first;
  return awayFromOwner({ ...mergeKeys(told), ...best, certainty: 'possible', because: `${best.because}, passed in ${best.file?.shown ?? 'this file'}`, node: key, file: undefined });
}

function passedFor(key: Node, asked: Asked, depth: number): readonly KeyEvidence[] {
  const { index, reader, idNames, elsewhere } = asked;
  const parameter = parameterOf(key, index);
  if (!parameter || depth > MOST_DEPTH) return [];
  const { fn } = parameter;
  const here = callsOf(fn, index.table(flowOf)).flatMap((call): readonly KeyEvidence[] => {
    const argument = argumentFor(parameter, call, index);
    if (!argument) return [];
    const read = reader.read(argument, call);
    const handedOn = read.sort === 'unknown' || read.sort === 'primitive' ? passedFor(argument, asked, depth + 1) : [];
    return handedOn.length > 0 ? handedOn : [read];
  });
  const there = !elsewhere ? [] : callsElsewhere(fn, index, elsewhere).flatMap(({ file, nodes }) => {
    const at = SourceIndex.of(file.source);
    const other = readerWithin(elsewhere.from(file), at, idNames);
    return nodes.flatMap((call): KeyEvidence[] => {
      const argument = call.type === 'CallExpression' ? argumentFor(parameter, call, at) : undefined;
      if (call.type !== 'CallExpression' || !argument) return [];
      const read = other.read(argument, call);
      return read.sort === 'id' && !isInHand(read, call, at) ? [] : [{ ...read, file }];
    });
  });
  return [...here, ...there];
}

/** Does a call in another file that passes an id have the id's object in hand: `this`, what a variable holds that is no mere message, or what is passed, too? */
function isInHand({ id }: KeyEvidence, call: TSESTree.CallExpression, index: SourceIndex): boolean {
  const owner = id?.owner;
  if (!owner) return false;
  return (!id.isForeign && /^(?:ThisExpression|Identifier)$/.test(unwrap(owner).type)) || call.arguments.some((one) => index.plainText(one) === index.plainText(owner));
}

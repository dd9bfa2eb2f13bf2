import { isOfFixedList } from '../containers/fixed-lists.js';
import { argumentFor, parameterOf } from '../containers/parameters.js';
import type { WriteUse } from '../flow/use.js';
import type { Sight } from '../modules/elsewhere.js';
import { admitsOthers, classOfKey, classOfType, type KeyClass } from '../modules/key-class.js';
import { callsAround, runsAtLoad } from '../modules/load-elsewhere.js';
import { madeAtLoad } from '../modules/owners-elsewhere.js';
import { isOfReplacedOwner } from '../modules/replaced-owners.js';
import type { Place } from '../source/places.js';
import type { DeclaredKey, Readers } from './declared-keys.js';
import type { LoadFacts } from './doubts.js';

/** A container that grows, and what its keys are known by. */
interface Filled {
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
  readonly declared: DeclaredKey | undefined;
  readonly readers: Readers;
  readonly place: Place | undefined;
  readonly sight: Sight;
}

/** When the keys, entries and owners of a container are made. */
export function loadFactsOf(filled: Filled): LoadFacts {
  const { writes, place, sight } = filled;
  const isFilled = (isOpen?: boolean): boolean => writes.every((write) => !write.file && runsAtLoad(write.node, sight, isOpen));
  const isMadeAtLoad = areMadeAtLoad(filled) || writes.every(({ key, file }) => !file && isOfFixedList(key, place?.kind === 'field' && !place.isStatic ? place.owner : undefined, sight.index));
  const isFilledAtLoad = isFilled();
  return { isMadeAtLoad, isFilledAtLoad, isSetUpByProject: !isMadeAtLoad && !isFilledAtLoad && (isFilled(false) || areMadeByProject(filled)), isOwnerReplaced: isOfReplacedOwner(place, sight) };
}

/** Are all keys objects of classes, or their ids, of which no object is made but while modules load? */
function areMadeAtLoad(filled: Filled): boolean {
  const classes = classesOfKeys(filled);
  return classes.length > 0 && classes.every((one) => one !== undefined && !admitsOthers(one) && madeAtLoad(one) !== undefined);
}

/** The same as far as the project shows: others may make more, or pass what only looks like such an object. */
function areMadeByProject(filled: Filled): boolean {
  const classes = classesOfKeys(filled);
  return classes.length > 0 && classes.every((one) => one !== undefined && madeAtLoad(one, false) !== undefined) && !filled.writes.some((write) => isLiteralPassed(write, filled.sight));
}

function classesOfKeys({ writes, declared, readers, sight: { index, elsewhere } }: Filled): readonly (KeyClass | undefined)[] {
  const named = declared?.type && classOfType(declared.type, index, elsewhere);
  return named ? [named] : writes.map((write) => (write.file ? undefined : classOfKey(readers.read(write).id?.owner ?? write.key, index, elsewhere)));
}

/** `sheetOf({ colour })`: does some caller pass a literal for the key? */
function isLiteralPassed({ key, file }: WriteUse, sight: Sight): boolean {
  const parameter = file ? undefined : parameterOf(key, sight.index);
  const calls = parameter && callsAround(parameter.fn, sight);
  return calls?.some(({ call, from }) => parameter && argumentFor(parameter, call, from.index)?.type === 'ObjectExpression') ?? false;
}

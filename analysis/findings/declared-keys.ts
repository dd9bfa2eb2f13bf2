import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, type Node, outermost } from '../source/ast.js';
import { readMade } from '../modules/made-elsewhere.js';
import { type Asked, readPassed } from '../modules/passed-arguments.js';
import { docKeyType, docTypeOfVariable } from '../source/doc-comments.js';
import type { Part } from '../modules/elsewhere.js';
import { KeyReader } from '../containers/keys.js';
import { atLeast, mergeKeys } from '../containers/key-evidence.js';
import type { KeyEvidence } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { WriteUse } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { SourceIndex } from '../source/source-index.js';
import type { TypeFact } from '../source/type-syntax.js';
import type { Filling } from './unbounded.js';

/** Reads keys in whatever file they are written. */
export class Readers {
  readonly #known = new WeakMap<Node, KeyEvidence | undefined>();

  constructor(
    private readonly own: KeyReader,
    private readonly parts: readonly Part[],
    private readonly asked: Asked | undefined,
  ) {}

  read({ key, node, file }: WriteUse): KeyEvidence {
    if (file) return { ...this.#of(file).read(key, node), file };
    const own = this.own.read(key, node);
    return own.sort === 'unknown' || own.sort === 'primitive' || own.isGuessed ? (this.#passed(key, own) ?? own) : own;
  }

  #passed(key: Node, own: KeyEvidence): KeyEvidence | undefined {
    if (this.asked && !this.#known.has(key)) this.#known.set(key, readPassed(key, own, this.asked) ?? (own.sort === 'primitive' && !own.isGuessed ? undefined : readMade(key, this.asked)));
    return this.#known.get(key);
  }

  /** What is put in under the key. */
  readValue({ value, node, file }: WriteUse): KeyEvidence | undefined {
    return value && this.#of(file).read(value, node);
  }

  keepsToType(write: WriteUse): boolean {
    return this.#of(write.file).keepsToType(write);
  }

  readKeyType(type: TSESTree.TypeNode): KeyEvidence {
    return this.own.readKeyType(type);
  }

  readDocType(type: string, node: Node): KeyEvidence {
    return this.own.readDocType(type, node);
  }

  #of(file: OtherFile | undefined): KeyReader {
    return this.parts.find((part) => part.file === file)?.reader ?? this.own;
  }
}

/** The key type that a declaration writes down, as a type or in a comment. */
export interface DeclaredKey {
  readonly fact: TypeFact | undefined;
  readonly type: TSESTree.TypeNode | undefined;
  readonly doc: string | undefined;
  readonly node: Node;
}

/** The key type that a declaration writes down: type arguments, an annotation, an alias, a JSDoc type. */
export function declaredKeyType(creations: readonly Expression[], places: readonly Place[], index: SourceIndex, reader: KeyReader): DeclaredKey | undefined {
  for (const creation of creations) {
    const [argument] = creation.type === 'NewExpression' ? (creation.typeArguments?.params ?? []) : [];
    if (argument) return { fact: reader.readType(argument), type: argument, doc: undefined, node: creation };
  }
  for (const place of places) {
    for (const annotation of typesOfPlace(place, index)) {
      const key = keyArgument(annotation, index);
      if (key) return { fact: reader.readType(key), type: key, doc: undefined, node: key };
    }
  }
  for (const declaration of declarationsOf(creations, places)) {
    const type = docTypeOfVariable(declaration, index);
    const doc = type === undefined ? undefined : docKeyType(type);
    if (doc !== undefined) return { fact: undefined, type: undefined, doc, node: declaration };
  }
  return undefined;
}

/** The types that are written for a container, and whether they say that it holds functions or classes. */
export function writtenTypes(creations: readonly Expression[], places: readonly Place[], index: SourceIndex, reader: KeyReader): Pick<Filling, 'types' | 'holdsFunctions'> {
  const made = creations.flatMap((creation) => (creation.type === 'NewExpression' ? (creation.typeArguments?.params ?? []) : []));
  const declared = places.flatMap((place) => typesOfPlace(place, index));
  const values = [...made.slice(1, 2), ...declared.flatMap((type) => valueArgument(type) ?? [])].map((type) => reader.readType(type));
  return { types: [...made, ...declared], holdsFunctions: values.some(({ sort, callable }) => callable || sort === 'class') };
}

/** `V` of `Map<K, V>` and `Record<K, V>`, and of `{ [key: string]: V }`. */
function valueArgument(type: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  if (type.type === 'TSTypeReference') return type.typeArguments?.params[1];
  const [member] = type.type === 'TSTypeLiteral' ? type.members : [];
  return member?.type === 'TSIndexSignature' ? member.typeAnnotation?.typeAnnotation : undefined;
}

export function declaresObjects(declared: DeclaredKey | undefined): boolean {
  return declared?.fact?.sort === 'object' && !declared.fact.nullable;
}

function declarationsOf(creations: readonly Expression[], places: readonly Place[]): Node[] {
  const declarations: Node[] = creations.map((creation) => outermost(creation).parent as Node);
  for (const place of places) if (place.kind === 'field' && place.declaration) declarations.push(place.declaration);
  return declarations;
}

/** `K` of `Map<K, V>`, `Set<K>`, `K[]`, also behind an alias or in a union with `undefined`. */
function keyArgument(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): TSESTree.TypeNode | undefined {
  if (depth > 4) return undefined;
  if (type.type === 'TSArrayType') return type.elementType;
  if (type.type === 'TSUnionType') return type.types.map((member) => keyArgument(member, index, depth + 1)).find((found) => found !== undefined);
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const [declared] = index.typesNamed(type.typeName.name);
  if (declared?.type === 'TSTypeAliasDeclaration') return keyArgument(declared.typeAnnotation, index, depth + 1);
  return /^(?:Readonly)?(?:Map|Set|Array)$|^Weak(?:Map|Set)$/.test(type.typeName.name) ? type.typeArguments?.params[0] : undefined;
}

/** What all keys have in common: the declared type where it proves something, else the merged evidence of all writes. */
export function keysOf(writes: readonly WriteUse[], declared: DeclaredKey | undefined, creations: readonly Expression[], reader: Readers): KeyEvidence {
  const node = (creations[0] ?? declared?.node) as Node;
  const written = declared?.type ? reader.readKeyType(declared.type) : declared?.doc === undefined ? undefined : reader.readDocType(declared.doc, declared.node);
  if (writes.length === 0) return written ?? { sort: 'unknown', certainty: 'possible', nullable: false, because: 'nothing is written', node };
  const merged = mergeKeys(writes.map((write) => reader.read(write)));
  const read = written?.isNamed ? { ...merged, isNamed: true } : merged;
  // `Function` is the type of classes, too: what is written decides.
  if (written?.callable && read.sort === 'class') return read;
  if (written?.certainty === 'proven' && written.sort !== 'unknown') return writes.every((write) => reader.keepsToType(write)) ? written : { ...written, certainty: 'likely' };
  if (written?.sort === 'primitive') return written;
  if (!written || (written.sort === 'unknown' && !written.unbounded)) return read;
  if (written.unbounded) return read.certainty === 'proven' && read.sort === 'object' ? { ...read, unbounded: true } : written;
  if (read.sort === written.sort) return atLeast(read.certainty, written.certainty) ? read : written;
  return read.sort === 'unknown' || !atLeast(read.certainty, written.certainty) ? written : read;
}

/** The evidence that a finding rests on: the strongest of the recurring writes that have an object for a key. */
export function reportedKey(writes: readonly WriteUse[], keys: KeyEvidence, reader: Readers): KeyEvidence {
  if (keys.sort === 'object' && keys.certainty === 'proven') return keys;
  const read = writes.map((write) => reader.read(write));
  const ids = read.filter((key) => key.sort === 'id');
  // A declared key type says that ids are strings; the writes say whose they are.
  if (ids.length > 0 && ids.length === read.length) return ids.reduce((best, key) => (atLeast(best.certainty, key.certainty) ? best : key));
  if (keys.sort === 'primitive') return keys;
  const objects = read.filter((key) => key.sort === 'object');
  const [first, ...rest] = keys.sort === 'object' ? [keys, ...objects] : objects;
  return first ? rest.reduce((best, key) => (atLeast(best.certainty, key.certainty) ? best : key), first) : keys;
}

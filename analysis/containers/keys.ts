// One reader: the cases of an expression read each other's parts, so that they stand together.
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, type Expression, type FunctionNode, isField, isFunction, isWholeValue, type Node, parameterTarget, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { readCheckerType } from '../source/checker.js';
import { docTypedef, docTypeOfParameter, docTypeOfVariable, readDocType } from '../source/doc-comments.js';
import { DEFAULT_ID_NAMES, type IdFacts, idOfCall, idOfMember, idOfPattern, idOfPosition, isMinted } from './ids.js';
import { isFresh } from './fresh-ids.js';
import { isImported, isNamedBySymbol, stampedIn } from './minted-ids.js';
import { alwaysBefore, isUsedAsClass, usedAs, useEvidence } from './key-uses.js';
import { guardedAsObject, lastWriteBefore, testedAsPresent } from './key-guards.js';
import type { Certainty, KeyEvidence, KeySort } from './facts.js';
import type { WriteUse } from '../flow/use.js';
import { type AbstractObject, allCallsOf, flowOf } from '../flow/index.js';
import { importOf } from '../source/imports.js';
import { grouped } from '../source/lists.js';
import { ownerOf } from '../source/places.js';
import { argumentFor, parameterFor } from './parameters.js';
import type { SourceIndex } from '../source/source-index.js';
import { isUsedAsString, namesString } from './string-uses.js';
import { typeOfExpression, typeOfPattern, typeOfVariable } from '../source/expression-types.js';
import { type ImportedNames, memberType, type TypeScope } from '../source/member-types.js';
import { NAME_OF_DATA_TYPE, readType, type TypeFact } from '../source/type-syntax.js';
import { awayFromOwner, lower, mergeChoices, mergeKeys } from './key-evidence.js';

/** Members that hold names, paths and other plain data. */
const DATA_MEMBER = /^[_#$]*(?:name|key|type|kind|path|url|uri|href|src|text|value|label|title|message|code|index|line|column|start|end|offset|length|size|count|hash|version|tag|tagName|nodeName|className|email|slug|locale|lang|level|status|order|priority|timestamp|date|time|width|height|x|y|z)$|(?:Name|Key|Path|Url|URL|Uri|URI|Index|Type|Kind|Hash|Text|Count|Label|Code|Version|String)_*$/;

/** Members of hosts and of the language that hold objects. */
const OBJECT_MEMBER = /^(?:target|currentTarget|relatedTarget|srcElement|parentNode|parentElement|firstChild|lastChild|firstElementChild|lastElementChild|nextSibling|previousSibling|nextElementSibling|previousElementSibling|ownerDocument|documentElement|body|head|defaultView|contentWindow|contentDocument|activeElement|shadowRoot|prototype|signal)$/;

/** What people call objects; a name alone is weak evidence. */
const OBJECT_NAME = /^[_#$]*(?:el|elem|element|node|domNode|target|instance|obj|object|self|owner|host|component|widget|page|view|editor|client|socket|connection|conn|request|response|req|res|ctx|context|agent|compiler|compilation|chunk|chunkGroup|dependency|emitter|observer|observable|subject|store|atom|signal|scope|program|schema|document|doc|canvas|scene|mesh|texture|material|model|entity|controller|session|parent|child|options|opts|config|settings|props|error|err|promise|stream|worker|window|win|frame|tab|buffer|template|strings|ast|token|event|evt|fn|func|callback|cb|handler|listener)$|(?:Element|Node|Instance|Object|Component|Widget|Client|Socket|Request|Response|Context|Controller|Options|Config|Configuration|Template|Fn|Func|Callback|Handler|Listener|Promise|Observable|Emitter|Document|Editor|Provider|Resolver|Page|View|Store|Session)$/;

const FUNCTION_NAME = /^(?:fn|func|callback|cb|handler|listener|subscriber|observer|hook|effect)s?$|(?:Fn|Func|Callback|Handler|Listener|Subscriber|Hook)$/;

const CLASS_NAME = /^(?:ctor|constructor|klass|cls|clazz|Class|Ctor|Constructor|Type|[a-z]\w*(?:Class|Ctor|Constructor))$/;

/** Names of plain data, where nothing else is known. */
const DATA_NAME = /^(?:id|key|name|path|url|uri|type|index|i|j|n|str|string|text|hash|code|value|locale|lang|prop|property|attr|attribute|event(?:Name|Type)?|file(?:Name|Path)?|dir|line|num|number|count|tag|prefix|symbol)$|(?:Id|ID|Uid|Uuid|Name|Key|Path|Url|Uri|Index|Hash|String|Type)$/;

/** Names of several words, which a file does not use for many things. */
const TELLING_NAME = /^_?[a-z]+(?:[A-Z][a-z]+)+$/;

const STRING_CALLS = /^(?:toString|toLowerCase|toUpperCase|join|stringify|trim|slice|substring|replace|concat|padStart|charAt|format|getTime|now|indexOf|digest|hash|getId|getName|getKey|getPath|toJSON|resolve|basename|dirname|normalize|relative)$/;

const DOM_MAKERS = /^(?:createElement|createElementNS|createTextNode|createComment|createDocumentFragment|cloneNode|attachShadow|createRange|getContext)$/;

const DOM_FINDERS = /^(?:querySelector|getElementById|closest|elementFromPoint)$/;

const OBJECT_MAKERS = new Set(['Object.create', 'Object.assign', 'Object.fromEntries', 'Object.getPrototypeOf', 'Array.from', 'Array.of', 'Reflect.construct', 'Promise.resolve', 'Promise.all']);

const PRIMITIVE_CALLS = new Set(['String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'parseInt', 'parseFloat', 'JSON.stringify', 'Symbol.for', 'Date.now', 'Math.random', 'crypto.randomUUID']);

const ID_NAMES = new RegExp(DEFAULT_ID_NAMES.join('|'), 'u');

const MAX_DEPTH = 6;

const MOST_NAMESAKES = 50;

/** Is an abstract object one that code of the file makes, and no function or class? */
function isMadeHere({ kind, node }: AbstractObject): boolean {
  return node !== undefined && /^(?:instance|object|array|map|set|weak)$/.test(kind);
}

/** Reads what keys are, expression by expression, each once. One reader serves one file. */
export class KeyReader {
  readonly #busy = new Set<Node>();
  readonly #known = new WeakMap<Node, { readonly use: Node; readonly evidence: KeyEvidence }>();

  /**
   * @param imported what the project shows of imported types; absent where it is not asked
   * @param find where the project declares imported names
   */
  constructor(
    private readonly index: SourceIndex,
    private readonly idNames: RegExp,
    readonly imported?: ImportedNames,
  ) {}

  /**
   * The one reader of a file for all who ask with the same names.
   *
   * @param idNames the names of members that hold the id of their object
   */
  static of(index: SourceIndex, idNames = ID_NAMES): KeyReader {
    return index.rememberNamed(KeyReader.#by, idNames.source);
  }

  static #by(idNames: string, index: SourceIndex): KeyReader {
    return new KeyReader(index, new RegExp(idNames, 'u'));
  }

  /**
   * What an expression is, when used as a key at `use`, which is around it.
   *
   * @returns evidence of sort `unknown` where the file shows nothing.
   */
  read(expression: Node, use: Node): KeyEvidence {
    const known = this.#known.get(expression);
    if (known?.use === use) return known.evidence;
    const evidence = this.#read(expression, use, 0);
    this.#known.set(expression, { use, evidence });
    return evidence;
  }

  #read(expression: Node, use: Node, depth: number): KeyEvidence {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH || this.#busy.has(node)) return unknown(node);
    if (expression.type === 'ChainExpression') return { ...this.#read(expression.expression, use, depth), nullable: true };
    if (expression.type === 'TSNonNullExpression') {
      const claimed = this.#read(expression.expression, use, depth);
      return claimed.nullable && claimed.sort === 'object' ? { ...claimed, nullable: false, certainty: lower(claimed.certainty, 'likely') } : claimed;
    }
    this.#busy.add(node);
    try {
      const cast = castType(expression);
      if (cast) {
        const read = this.#fromFact(this.readType(cast), 'cast', node);
        if (read.sort !== 'unknown') return read.certainty === 'proven' && read.sort === 'object' ? { ...read, certainty: 'likely' } : read;
      }
      const bySyntax = this.#bySyntax(node, use, depth);
      // Of several sorts, the checker may know which one is left here.
      if (bySyntax.certainty === 'proven' && bySyntax.sort !== 'unknown' && bySyntax.sort !== 'mixed') return bySyntax;
      const byChecker = readCheckerType(node, this.index.source.parserServices);
      // What flows here says more than a name.
      const byFlow = !byChecker && (bySyntax.sort === 'unknown' || bySyntax.isGuessed) ? this.#byFlow(node) : undefined;
      if (byFlow) return byFlow;
      if (!byChecker && bySyntax.sort === 'unknown') return bySyntax;
      return this.#unlessString(byChecker ? moreTelling(bySyntax, this.#fromFact(byChecker, 'type', node, true)) : bySyntax, node, use);
    } finally {
      this.#busy.delete(node);
    }
  }

  /** What the file is seen to give a value: nothing but objects that it makes. */
  #byFlow(node: Node): KeyEvidence | undefined {
    const flow = this.index.table(flowOf);
    const register = flow.lowered.values.get(node);
    const [first, ...others] = register === undefined ? [] : flow.of(register);
    if (!first || ![first, ...others].every(isMadeHere)) return undefined;
    const made = first.owner?.node.id?.name;
    return { ...proof('object', node, made === undefined ? 'made in this file' : `\`new ${made}\``), certainty: 'likely' };
  }

  /** Does a write keep to the declared key type by itself, not by a cast or `!` that hides what the key is? */
  keepsToType(write: WriteUse): boolean {
    const inner = unwrap(write.key);
    if (inner === write.key) return true;
    if (write.key.type === 'ChainExpression') return true;
    const bare = this.read(inner, write.node);
    return bare.sort === 'object' && bare.certainty === 'proven' && !bare.nullable;
  }

  /** What a written type says: by what this file shows of it, else by the checker. */
  readType(type: TSESTree.TypeNode): TypeFact {
    return this.#readWritten(type).fact;
  }

  #typed(type: TSESTree.TypeNode, { index, imported }: TypeScope = this.#scope): TypeFact {
    return readType(type, index, imported);
  }

  get #scope(): TypeScope {
    return { index: this.index, imported: this.imported };
  }

  #readWritten(type: TSESTree.TypeNode): { readonly fact: TypeFact; readonly source: 'annotation' | 'type' } {
    const fact = this.#typed(type);
    const tells = !fact.unsure && /^(?:object|class|primitive|mixed)$/.test(fact.sort);
    const checked = tells ? undefined : readCheckerType(type, this.index.source.parserServices);
    return checked ? { fact: checked, source: 'type' } : { fact, source: 'annotation' };
  }

  /** What the key type of a container's declaration says. */
  readKeyType(type: TSESTree.TypeNode): KeyEvidence {
    const { fact, source } = this.#readWritten(type);
    return this.#fromFact(fact, source, type, source === 'type');
  }

  /** Evidence from a JSDoc type's name: never more than likely. */
  readDocType(type: string, node: Node): KeyEvidence {
    const doc = readDocType(docTypedef(type, this.index) ?? type);
    return doc === undefined ? unknown(node) : { ...doc, nullable: false, because: `\`${type}\` (JSDoc)`, node };
  }

  /** A name alone tells nothing where the file calls strings so, and a type of many sorts not that objects are meant where strings are. */
  #unlessString(read: KeyEvidence, node: Node, use: Node): KeyEvidence {
    if (node.type !== 'Identifier') return read;
    const isWeak = read.certainty === 'possible' && (read.sort === 'object' || read.sort === 'class') && !read.unbounded;
    if (isWeak && namesString(node.name, this.index)) return unknown(node);
    const variable = read.union ? this.index.variableOf(node) : undefined;
    return variable && isUsedAsString(variable, use, this.index) ? { ...read, sort: 'primitive', union: false } : read;
  }

  #bySyntax(node: Node, use: Node, depth: number): KeyEvidence {
    switch (node.type) {
      case 'ThisExpression':
        return this.#readThis(node);
      case 'NewExpression': {
        const name = node.callee.type === 'Identifier' ? node.callee.name : 'object';
        return proof('object', node, `\`new ${name}\``);
      }
      case 'ObjectExpression':
        return proof('object', node, 'an object literal');
      case 'ArrayExpression':
        return proof('object', node, 'an array literal');
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { ...proof('object', node, 'a function'), callable: true };
      case 'ClassExpression':
        return proof('class', node, 'a class');
      case 'Literal':
        return 'regex' in node ? proof('object', node, 'a regular expression') : { ...proof('primitive', node, 'a literal'), nullable: node.raw === 'null' };
      case 'TemplateLiteral':
        return this.#readTemplate(node, use, depth);
      case 'UpdateExpression':
        return freshId(node, this.index);
      case 'BinaryExpression':
        if (isFresh(node, this.index)) return freshId(node, this.index);
        return this.#readPosition(node) ?? this.#readJoined(node, use, depth) ?? proof('primitive', node, 'a computed value');
      case 'UnaryExpression':
        return proof('primitive', node, 'a computed value');
      case 'ConditionalExpression':
        if (isFresh(node, this.index)) return freshId(node, this.index);
        return this.#readStamp(node) ?? mergeChoices([this.#read(node.consequent, use, depth + 1), this.#read(node.alternate, use, depth + 1)]);
      case 'LogicalExpression': {
        const stamp = this.#readStamp(node);
        if (stamp) return stamp;
        const right = this.#read(node.right, use, depth + 1);
        // What is tested comes out itself where it is falsy.
        if (node.operator === '&&') return { ...right, nullable: true };
        return mergeChoices([{ ...this.#read(node.left, use, depth + 1), nullable: false }, right]);
      }
      case 'AssignmentExpression':
        return this.#readStamp(node) ?? this.#readGiven(node, this.#read(node.right, use, depth + 1));
      case 'SequenceExpression':
        return this.#read(node.expressions.at(-1) as Expression, use, depth + 1);
      case 'Identifier':
        return this.#readIdentifier(node, use, depth);
      case 'MemberExpression':
        return this.#readMember(node, use, depth);
      case 'CallExpression':
        return this.#readCall(node, use, depth);
      case 'MetaProperty':
        return node.meta.name === 'new' ? proof('class', node, '`new.target`') : proof('object', node, '`import.meta`');
      default:
        return unknown(node);
    }
  }

  #readThis(node: TSESTree.ThisExpression): KeyEvidence {
    const owner = thisOwner(node);
    if (owner.kind === 'class') return proof(owner.isStatic ? 'class' : 'object', node, '`this`');
    if (owner.kind === 'function') {
      const annotated = owner.node.params[0];
      if (annotated?.type === 'Identifier' && annotated.name === 'this' && annotated.typeAnnotation) {
        return this.#fromFact(this.#typed(annotated.typeAnnotation.typeAnnotation), 'annotation', node, false, '`this`');
      }
      // A function that stands alone can be called on anything.
      return { ...proof('object', node, '`this`'), certainty: isInstalledMethod(owner.node) ? 'proven' : 'likely' };
    }
    return unknown(node);
  }

  #readTemplate(node: TSESTree.TemplateLiteral, use: Node, depth: number): KeyEvidence {
    if (isFresh(node, this.index)) return freshId(node, this.index);
    return this.#readParts(node.expressions, node, use, depth) ?? proof('primitive', node, 'a string');
  }

  /** `prefix + page.id` */
  #readJoined(node: TSESTree.BinaryExpression, use: Node, depth: number): KeyEvidence | undefined {
    return node.operator === '+' ? this.#readParts([node.left, node.right], node, use, depth) : undefined;
  }

  /** A string in which the id of an object is a part. */
  #readParts(parts: readonly Expression[], node: Node, use: Node, depth: number): KeyEvidence | undefined {
    const varying = parts.filter(({ type }) => type !== 'Literal');
    const read = varying.map((one) => this.#read(one, use, depth + 1));
    const part = read.find((candidate) => candidate.sort === 'id' && candidate.id?.owner);
    if (!part?.id) return read.some(({ isOpen }) => isOpen) ? { ...proof('primitive', node, 'a string'), isOpen: true } : undefined;
    const because = part.id.isPart ? part.because : `a string with ${part.because}`;
    return { ...part, certainty: lower(part.certainty, 'likely'), because, node, id: { ...part.id, isPart: true, isBeside: part.id.isBeside === true || varying.length > 1 } };
  }

  #readIdentifier(node: TSESTree.Identifier, use: Node, depth: number): KeyEvidence {
    if (node.name === 'undefined') return { ...proof('primitive', node, '`undefined`'), nullable: true };
    const variable = this.index.variableOf(node);
    if (!variable) return /^(?:window|document|globalThis|self)$/.test(node.name) ? proof('object', node, `\`${node.name}\``) : unknown(node);
    const fn = this.index.functionOf(variable);
    if (fn) return { ...proof('object', node, `the function \`${node.name}\``), callable: true };
    if (this.index.classOf(variable)) return proof('class', node, `the class \`${node.name}\``);
    if (isFresh(node, this.index)) return freshId(this.index.constantValue(variable) ?? node, this.index);
    // A guard where the value is read holds for it wherever it is used.
    const guarded = guardedAsObject(variable, node, this.#scope) ?? (contains(use, node) ? undefined : guardedAsObject(variable, use, this.#scope));
    if (guarded) return this.#orClass({ ...guarded, node }, variable);
    const annotation = typeOfVariable(variable, this.#scope);
    const declared = annotation ? this.#fromFact(this.#typed(annotation.type, annotation), 'annotation', node, false, `\`${node.name}: ${annotation.index.text(annotation.type)}\``) : undefined;
    const read = this.#readVariable(variable, node, declared, use, depth);
    return declared?.isNamed ? { ...read, isNamed: true } : read;
  }

  #readVariable(variable: Scope.Variable, node: TSESTree.Identifier, declared: KeyEvidence | undefined, use: Node, depth: number): KeyEvidence {
    const definition = variable.defs[0];
    const asClass = declared && this.#orClass(declared, variable);
    if (asClass?.sort === 'class') return asClass;
    if (declared && declared.sort !== 'unknown' && declared.certainty !== 'possible') {
      const mayMiss = declared.nullable || isOptional(definition?.name);
      return { ...declared, nullable: mayMiss && !testedAsPresent(variable, use, this.index) };
    }
    if (definition?.type === 'ImportBinding') return byName(node.name, node, 'possible');
    const assigned = this.#readAssigned(variable, use, depth);
    if (assigned && assigned.sort !== 'unknown' && assigned.certainty !== 'possible') return assigned;
    const parameter = definition?.type === 'Parameter' ? definition : undefined;
    const doc = parameter ? docTypeOfParameter(parameter.node, variable.name, this.index) : docTypeOfVariable(definition?.node, this.index);
    const documented = doc === undefined ? undefined : this.readDocType(doc, node);
    if (documented && (documented.sort === 'primitive' || documented.sort === 'class')) return documented;
    const used = useEvidence(variable, use, this.index);
    if (used?.certainty === 'proven') return { ...used, node };
    const called = parameter && isFunction(parameter.node) ? this.#readFromCalls(parameter.node, variable, depth) : undefined;
    if (called && called.sort !== 'unknown' && (called.certainty === 'proven' || (declared?.unbounded && called.certainty !== 'possible'))) return { ...called, node };
    // The name of a type alone is possible, together with a use likely.
    for (const named of [declared, documented]) {
      if (!named || named.sort === 'unknown') continue;
      return used && named.sort === 'object' && named.certainty === 'possible' && !named.unbounded ? { ...named, certainty: 'likely', because: `${named.because}, ${used.because}` } : named;
    }
    if (used) return { ...used, node };
    if (assigned && assigned.sort !== 'unknown') return assigned;
    if (called && called.sort !== 'unknown') return { ...called, node };
    const named = isNameOfEvent(variable) ? { ...unknown(node), sort: 'primitive' as const } : byName(node.name, node, 'possible');
    const namesakes = named.sort === 'unknown' && parameter ? this.#readNamesakes(variable, use) : undefined;
    return { ...(namesakes ?? named), ...(assigned?.isOpen && { isOpen: true }) };
  }

  /** What is a function and used as a class is one. */
  #orClass(shown: KeyEvidence, variable: Scope.Variable): KeyEvidence {
    return shown.sort === 'object' && shown.callable && this.index.remember(isUsedAsClass, variable) ? proof('class', shown.node, `${shown.because}, which is used as a class`) : shown;
  }

  /** What the file's other parameters of the same name are seen to be: a name that says much is used for one thing. */
  #readNamesakes(variable: Scope.Variable, use: Node): KeyEvidence | undefined {
    if (!TELLING_NAME.test(variable.name)) return undefined;
    // So many as these are enough to tell; a file with thousands would be asked for each of them about all the others.
    const others = this.index.parametersNamed(variable.name).slice(0, MOST_NAMESAKES).filter((other) => other !== variable);
    const shown = others.flatMap((other) => useEvidence(other, use, this.index) ?? []);
    const [first] = shown;
    return first && shown.every(({ sort }) => sort === 'object') ? { ...first, certainty: 'possible', because: `${first.because} of another \`${variable.name}\``, node: use } : undefined;
  }

  /** All values that a local variable gets, merged. */
  #readAssigned(variable: Scope.Variable, use: Node, depth: number): KeyEvidence | undefined {
    const definition = variable.defs[0]?.node as Node | undefined;
    if (definition?.type !== 'VariableDeclarator') return undefined;
    const loop = definition.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === definition.parent) return definition.id.type === 'Identifier' ? this.#readElement(loop.right, definition) : undefined;
    if (loop.type === 'ForInStatement' && loop.left === definition.parent) return proof('primitive', definition, 'a property name');
    if (definition.id.type === 'ObjectPattern') return this.#readPattern(definition.id, variable, definition.init);
    const position = idOfPosition(variable.identifiers[0] as Node, this.index);
    if (position) return this.#idEvidence(position, definition);
    const writes = variable.references.filter((reference) => reference.isWrite());
    if (writes.length === 0) return undefined;
    const last = lastWriteBefore(variable, use, alwaysBefore);
    const read = mergeKeys((last ? [last] : writes).map((write) => {
      const value = write.writeExpr;
      return value && isWholeValue(write.identifier, value) ? this.#read(value, use, depth + 1) : unknown(write.identifier);
    }));
    const isSet = definition.init !== null || writes.some((write) => alwaysBefore(write.identifier, use));
    return isSet ? read : { ...read, nullable: true };
  }

  #readElement(list: Node, node: Node): KeyEvidence | undefined {
    const written = typeOfExpression(list, this.#scope);
    const type = written?.type;
    if (type?.type === 'TSArrayType') return this.#fromFact(this.#typed(type.elementType, written), 'annotation', node);
    if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Readonly)?(?:Array|Set)$|^Iterable$/.test(type.typeName.name)) {
      const [element] = type.typeArguments?.params ?? [];
      return element && this.#fromFact(this.#typed(element, written), 'annotation', node);
    }
    const call = unwrap(list);
    if (call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && /^querySelectorAll$|^getElementsBy/.test(propertyName(call.callee) ?? '')) {
      return { ...proof('object', node, 'a DOM element'), certainty: 'likely' };
    }
    return undefined;
  }

  #readPattern(pattern: TSESTree.ObjectPattern, variable: Scope.Variable, init: Node | null): KeyEvidence | undefined {
    const property = pattern.properties.find((candidate) => candidate.type === 'Property' && patternTarget(candidate)?.name === variable.name);
    const name = property && propertyName(property);
    if (name === undefined) return undefined;
    const owner = typeOfPattern(pattern, this.#scope);
    const type = owner && memberType(owner.type, name, owner);
    const read = type && this.#fromFact(this.#typed(type.type, type), 'annotation', pattern);
    const id = init && !isOfFew(read) ? idOfPattern(name, unwrap(init) as Expression, this.#scope, owner) : undefined;
    if (id && (this.idNames.test(name) || (isMinted(id) && (!read || read.sort === 'primitive')))) return this.#idEvidence(id, pattern);
    return read ?? { ...this.#byMemberName(name, pattern), ...(isImported(owner) && { isOpen: true }) };
  }

  #readMember(node: TSESTree.MemberExpression, use: Node, depth: number): KeyEvidence {
    const name = propertyName(node);
    if (name === 'constructor') return proof('class', node, `\`${this.index.text(node)}\``);
    if (isFresh(node, this.index)) return freshId(node, this.index);
    const type = typeOfExpression(node, this.#scope);
    const read = type && this.#fromFact(this.#typed(type.type, type), 'annotation', node, false, `\`${this.index.text(node)}: ${type.index.text(type.type)}\``);
    const isId = name === undefined ? isNamedBySymbol(node, this.index) : this.idNames.test(name);
    const ownerType = typeOfExpression(node.object, this.#scope);
    if (isId && read?.sort !== 'object' && !isOfFew(read)) {
      const id = idOfMember(node, this.#scope, ownerType);
      return id ? this.#idEvidence(id, node) : proof('primitive', node, `\`${this.index.text(node)}\``);
    }
    // A member that the constructor mints is an id, whatever its name.
    if (name !== undefined && !isId && (!type || read?.sort === 'primitive')) {
      const minted = idOfMember(node, this.#scope, ownerType);
      if (isMinted(minted)) return this.#idEvidence(minted, node);
    }
    if (read && read.sort !== 'unknown') return read;
    if (name === undefined) return unknown(node);
    return { ...this.#readUntyped(node, name, use, depth), ...(isImported(ownerType) && { isOpen: true }) };
  }

  #readUntyped(node: TSESTree.MemberExpression, name: string, use: Node, depth: number): KeyEvidence {
    const owner = ownerOf(node.object, this.index);
    if (owner?.kind === 'class' && !owner.isStatic) {
      const field = owner.node.body.body.find((member) => isField(member) && propertyName(member) === name);
      if (field && isField(field) && field.readonly && field.value) return this.#read(field.value, use, depth + 1);
    }
    return this.#readMemberUses(node, name) ?? this.#byMemberName(name, node);
  }

  /** What the same member is used as in the same function: `rects.set(el.value, el.value.getBoundingClientRect())`. */
  #readMemberUses(node: TSESTree.MemberExpression, name: string): KeyEvidence | undefined {
    const fn = enclosingFunction(node);
    const text = this.index.plainText(node);
    const same = fn ? this.index.membersWithin(fn, name).filter((member) => this.index.plainText(member) === text) : [];
    const used = same.map((member) => usedAs(member, this.index)).find((found) => found !== undefined);
    return used && { ...proof('object', node, used.because), ...used.more, certainty: 'likely' };
  }

  #byMemberName(name: string, node: Node): KeyEvidence {
    const because = node.type === 'MemberExpression' ? `\`${this.index.text(node)}\`` : `the member \`${name}\``;
    if (this.idNames.test(name)) return { sort: 'primitive', certainty: 'likely', nullable: false, because, node };
    if (DATA_MEMBER.test(name)) return { sort: 'primitive', certainty: 'likely', nullable: false, because, node };
    if (OBJECT_MEMBER.test(name)) return { sort: 'object', certainty: 'likely', nullable: false, because, node };
    return byName(name, node, 'possible');
  }

  #readCall(node: TSESTree.CallExpression, use: Node, depth: number): KeyEvidence {
    const callee = unwrap(node.callee);
    const text = this.index.text(callee);
    if (isFresh(node, this.index)) return freshId(node, this.index);
    const id = idOfCall(node, this.#scope) ?? idOfPosition(node, this.index);
    if (id) return this.#idEvidence(id, node);
    if (isOfTheLanguage(callee, this.index)) {
      if (PRIMITIVE_CALLS.has(text)) return proof('primitive', node, `\`${text}(…)\``);
      if (OBJECT_MAKERS.has(text)) return { ...proof('object', node, `\`${text}(…)\``), nullable: text === 'Object.getPrototypeOf' };
      const [first] = node.arguments;
      // These two give a primitive back as it is.
      if (first && first.type !== 'SpreadElement' && (text === 'Object.freeze' || text === 'Object.seal')) return this.#read(first, use, depth + 1);
    }
    if (callee.type === 'Identifier') {
      const variable = this.index.variableOf(callee);
      const fn = variable && this.index.functionOf(variable);
      if (!fn) return { ...unknown(node), ...(variable && importOf(variable, this.index) && { isOpen: true }) };
      if (fn.returnType) return this.#fromFact(this.#typed(fn.returnType.typeAnnotation), 'annotation', node);
      if (fn.async) return proof('object', node, 'a promise');
      if (fn.type === 'ArrowFunctionExpression' && fn.body.type !== 'BlockStatement') return this.#read(fn.body, use, depth + 1);
      return unknown(node);
    }
    if (callee.type !== 'MemberExpression') return unknown(node);
    const name = propertyName(callee) ?? '';
    if (DOM_MAKERS.test(name)) return { ...proof('object', node, `\`${name}(…)\``), certainty: 'likely' };
    if (DOM_FINDERS.test(name)) return { sort: 'object', certainty: 'likely', nullable: true, because: `\`${name}(…)\``, node };
    if (name === 'bind') {
      const bound = this.#read(callee.object, use, depth + 1);
      return { ...proof('object', node, 'a bound function'), certainty: bound.callable && bound.certainty === 'proven' ? 'proven' : 'likely', callable: true };
    }
    if (STRING_CALLS.test(name)) return { sort: 'primitive', certainty: 'likely', nullable: false, because: `\`${name}(…)\``, node };
    return unknown(node);
  }

  #readPosition(node: Node): KeyEvidence | undefined {
    const position = idOfPosition(node, this.index);
    return position && this.#idEvidence(position, node);
  }

  /** `numbers[name] ??= ++last`: what is made only where there is none comes again. */
  #readGiven({ operator }: TSESTree.AssignmentExpression, given: KeyEvidence): KeyEvidence {
    return given.id?.origin === 'fresh' && /^(?:\?\?|\|\|)=$/.test(operator) ? unknown(given.node) : given;
  }

  /** `element.uid ??= ++last`: the id that an object has, or is given here. */
  #readStamp(node: Node): KeyEvidence | undefined {
    const member = stampedIn(node, this.index);
    const id = member && idOfMember(member, this.#scope, typeOfExpression(member.object, this.#scope));
    return id && this.#idEvidence(id, member);
  }

  #idEvidence(id: IdFacts, node: Node): KeyEvidence {
    const because = `the id \`${this.index.quoted(node)}\``;
    return { sort: 'id', certainty: id.origin === 'identity' && !id.isShownElsewhere ? 'proven' : 'likely', nullable: false, because, node, id };
  }

  /** What every caller of a function passes, where all callers are in sight. */
  #readFromCalls(fn: FunctionNode, variable: Scope.Variable, depth: number): KeyEvidence | undefined {
    const parameter = parameterFor(variable, this.index);
    const calls = parameter?.path ? allCallsOf(fn, this.index.table(flowOf), this.index) : undefined;
    if (!parameter || !calls || calls.length === 0) return undefined;
    const passed = calls.map((call) => {
      const argument = argumentFor(parameter, call, this.index);
      return { receiver: this.#receiverOf(call), read: argument ? this.#read(argument, call, depth + 1) : unknown(call) };
    });
    const all = awayFromOwner(mergeChoices(passed.map(({ read }) => read)));
    if (all.sort !== 'mixed') return all;
    // One of several objects of a class may be for objects, another for strings.
    const each = [...grouped(passed, ({ receiver }) => receiver).values()].map((of) => mergeKeys(of.map(({ read }) => read)));
    return each.find(({ sort }) => sort === 'object') ?? all;
  }

  /** Which object a method is called on, as far as that is one name. */
  #receiverOf({ callee }: TSESTree.CallExpression): string | undefined {
    return callee.type === 'MemberExpression' ? this.index.plainText(callee.object) : undefined;
  }

  #fromFact(type: TypeFact, source: 'annotation' | 'cast' | 'type', node: Node, checked = false, words?: string): KeyEvidence {
    const because = words ? `${words}${source === 'type' ? ' (type)' : ''}` : `\`${type.noun ?? 'any'}\` (${source})`;
    const base = { nullable: type.nullable, because, node, callable: type.callable };
    switch (type.sort) {
      case 'object':
      case 'class':
        return { ...base, sort: type.sort, certainty: type.unsure ? 'likely' : 'proven' };
      case 'primitive':
        return { ...base, sort: 'primitive', certainty: 'proven', range: type.isEndless ? 'endless' : 'few' };
      case 'mixed':
        return { ...base, sort: 'mixed', certainty: 'proven', union: true };
      case 'loose':
        return { ...base, sort: 'object', certainty: 'possible' };
      case 'named':
        return checked ? unknown(node) : namedType(type, base);
      case 'generic':
        return { ...base, sort: 'object', certainty: 'possible', unbounded: true };
      case 'any':
        return { ...unknown(node), nullable: type.nullable };
    }
  }
}

/** What the checker says takes the place of all that the syntax does not prove; but it does not see whose id a string is. */
function moreTelling(bySyntax: KeyEvidence, byChecker: KeyEvidence): KeyEvidence {
  if (byChecker.sort === 'unknown') return bySyntax;
  if (bySyntax.sort === 'id') return byChecker.sort === 'object' && byChecker.certainty !== 'possible' ? byChecker : bySyntax;
  // A primitive, too, could satisfy the type: then the uses tell more.
  const isVague = byChecker.certainty === 'possible' && !byChecker.unbounded;
  return isVague && bySyntax.sort !== 'unknown' && bySyntax.certainty !== 'possible' ? bySyntax : byChecker;
}

/** An imported type by its name alone: data by an id-like name, a class by its usual names, else possibly an object. */
function namedType(type: TypeFact, base: Omit<KeyEvidence, 'sort' | 'certainty'>): KeyEvidence {
  const name = (type.noun ?? '').split('.').at(-1) ?? '';
  return { ...base, sort: NAME_OF_DATA_TYPE.test(name) ? 'unknown' : 'object', certainty: 'possible', isNamed: true };
}

const proof = (sort: KeySort, node: Node, because: string): KeyEvidence => ({ sort, certainty: 'proven', nullable: false, because, node });

const freshId = (node: Node, index: SourceIndex): KeyEvidence => ({
  ...proof('id', node, `the fresh id \`${index.quoted(node)}\``),
  id: { origin: 'fresh', owner: undefined, source: index.text(node), isUncopyable: false, isPart: false, isForeign: false, ownerClass: undefined },
});

/** Is a value one of a few that its type names: no id, whatever it is called? A symbol may be any. */
function isOfFew(read: KeyEvidence | undefined): boolean {
  return read?.sort === 'primitive' && read.range === 'few' && !/\bsymbol\b/.test(read.because);
}

const unknown = (node: Node): KeyEvidence => ({ sort: 'unknown', certainty: 'possible', nullable: false, because: 'nothing shows what it is', node });

function byName(name: string, node: Node, certainty: Certainty): KeyEvidence {
  const because = `its name \`${name}\``;
  if (CLASS_NAME.test(name)) return { sort: 'class', certainty, nullable: false, because, node, isGuessed: true };
  if (FUNCTION_NAME.test(name)) return { sort: 'object', certainty, nullable: false, because, node, callable: true, isGuessed: true };
  if (OBJECT_NAME.test(name)) return { sort: 'object', certainty, nullable: false, because, node, isGuessed: true };
  if (DATA_NAME.test(name)) return { sort: 'primitive', certainty, nullable: false, because, node, isGuessed: true };
  return unknown(node);
}

/** `on(event, listener)`: what stands beside a listener is the name of an event. */
function isNameOfEvent({ name, defs: [definition] }: Scope.Variable): boolean {
  if (!/^(?:event|evt|type)$/.test(name) || definition?.type !== 'Parameter' || !isFunction(definition.node)) return false;
  return definition.node.params.map(parameterTarget).some((target) => target.type === 'Identifier' && FUNCTION_NAME.test(target.name));
}

/** Is a callee a global, or a member of one, that the file does not declare itself? */
function isOfTheLanguage(callee: Node, index: SourceIndex): boolean {
  const root = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  return root.type === 'Identifier' && index.variableOf(root) === undefined;
}

/** Is a function the method or accessor of an object literal, or put into a property descriptor? */
function isInstalledMethod(fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent.type === 'Property') return parent.parent.type === 'ObjectExpression';
  return parent.type === 'AssignmentExpression' && parent.right === fn && /^(?:value|get|set)$/.test(propertyName(parent.left) ?? '');
}

function castType(expression: Node): TSESTree.TypeNode | undefined {
  if (expression.type === 'TSAsExpression' || expression.type === 'TSTypeAssertion') {
    const inner = expression.typeAnnotation;
    return inner.type === 'TSAnyKeyword' || inner.type === 'TSUnknownKeyword' ? undefined : inner;
  }
  return undefined;
}

function patternTarget(property: TSESTree.Property): TSESTree.Identifier | undefined {
  const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
  return target.type === 'Identifier' ? target : undefined;
}

/** `function f(x?: T)`: the annotation leaves `undefined` out. */
function isOptional(name: Node | undefined): boolean {
  return name?.type === 'Identifier' && name.optional;
}

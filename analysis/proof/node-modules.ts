import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { moduleExportName, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { constantText } from '../source/constant-text.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';

/** What a module of Node has that matters to a proof, by name: members that do, and objects that have such members. */
interface Members {
  readonly [name: string]: true | Members;
}

const PROMISES: Members = { open: true, opendir: true };
const FILES: Members = { opendir: true, opendirSync: true, promises: PROMISES };
/** Functions of Node's modules, and of packages that stand for them, whose results tell that something was collected, or end with it. */
const WATCHERS: Members = {
  async_hooks: { createHook: true },
  diagnostics_channel: { channel: true, tracingChannel: true, boundedChannel: true },
  util: { aborted: true },
  fs: FILES,
  'fs-extra': FILES,
  'graceful-fs': FILES,
  'fs/promises': PROMISES,
  v8: { queryObjects: true },
};
/** What reads the variables of functions, counts objects and runs texts. */
const INSPECTORS: Members = { inspector: { Session: true }, 'inspector/promises': { Session: true } };

const named = (modules: Members): RegExp => new RegExp(String.raw`['"\`](?:node:)?(?:${Object.keys(modules).join('|')})['"\`]`);
/** A text that names one of Node's modules with watchers. */
export const NAMES_WATCHERS = named(WATCHERS);
/** A text that names Node's inspector. */
const NAMES_INSPECTOR = named(INSPECTORS);

/** A place where a file has, or may have, what tells of objects that were collected from one of Node's modules. */
export function watcherIn(index: SourceIndex): Node | undefined {
  return NAMES_WATCHERS.test(index.source.text) ? memberHad(WATCHERS, index) : undefined;
}

/** A place where a file has, or may have, a session of Node's inspector. */
export function inspectorIn(index: SourceIndex): Node | undefined {
  return NAMES_INSPECTOR.test(index.source.text) ? memberHad(INSPECTORS, index) : undefined;
}

/** A name of a module by which a file may come to one of its members, or hand the module on. */
function memberHad(modules: Members, index: SourceIndex): Node | undefined {
  const reach = new Reach(index);
  return [...index.nodesOf('Literal'), ...index.nodesOf('TemplateLiteral')].find((literal) => {
    const name = constantText(literal, index)?.replace(/^node:/, '');
    const members = name !== undefined && Object.hasOwn(modules, name) ? modules[name] : undefined;
    return typeof members === 'object' && reach.byName(literal, members);
  });
}

/** Whether a file comes to members of an object: everything but reads of other members that are named may come to any. */
class Reach {
  /** As what each variable was looked at. */
  readonly #known = new Map<Scope.Variable, Set<Members>>();

  constructor(private readonly index: SourceIndex) {}

  /** @param name the text that names the module */
  byName(name: Node, members: Members): boolean {
    const { parent } = outermost(name);
    switch (parent?.type) {
      case 'ImportDeclaration':
        return parent.importKind !== 'type' && parent.specifiers.some((clause) => this.#byClause(clause, members));
      case 'ExportAllDeclaration':
        return parent.exportKind !== 'type';
      case 'ExportNamedDeclaration':
        return parent.exportKind !== 'type' && parent.specifiers.some(({ local, exportKind }) => exportKind !== 'type' && (moduleExportName(local) === 'default' || Object.hasOwn(members, moduleExportName(local))));
      case 'TSExternalModuleReference':
        return parent.parent.type !== 'TSImportEqualsDeclaration' || (parent.parent.importKind !== 'type' && this.#byVariables(parent.parent, members));
      case 'ImportExpression':
        return this.#byValue(parent, members);
      case 'CallExpression':
        return parent.arguments[0] === outermost(name) && isLoader(unwrap(parent.callee)) && this.#byValue(parent, members);
      default:
        return false;
    }
  }

  #byClause(clause: TSESTree.ImportClause, members: Members): boolean {
    if (clause.type !== 'ImportSpecifier') return this.#byVariables(clause, members);
    const name = moduleExportName(clause.imported);
    if (clause.importKind === 'type') return false;
    return name === 'default' ? this.#byVariables(clause, members) : this.#byMember(name, members, (inner) => this.#byVariables(clause, inner));
  }

  #byMember(name: string | undefined, members: Members, inside: (inner: Members) => boolean): boolean {
    if (name === undefined) return true;
    if (name === 'default') return inside(members);
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    return member === true || (member !== undefined && inside(member));
  }

  #byVariables(declaration: Node, members: Members): boolean {
    return this.index.declaredBy(declaration).some((variable) => this.#byVariable(variable, members));
  }

  #byVariable(variable: Scope.Variable, members: Members): boolean {
    const known = this.#known.get(variable) ?? new Set();
    if (known.has(members)) return false;
    this.#known.set(variable, known.add(members));
    return this.index.isExported(variable) || mentionsOf(variable).some((mention) => this.#byValue(mention, members));
  }

  /** @param value what gives the object, or a promise of it */
  #byValue(value: Node, members: Members): boolean {
    const at = outermost(value);
    const { parent } = at;
    switch (parent?.type) {
      case 'ExpressionStatement':
      case 'UnaryExpression':
        return false;
      case 'AwaitExpression':
      case 'LogicalExpression':
      case 'ConditionalExpression':
        return this.#byValue(parent, members);
      case 'MemberExpression': {
        if (parent.object !== at) return true;
        const called = value.type === 'ImportExpression' && propertyName(parent) === 'then' ? outermost(parent).parent : undefined;
        if (called?.type === 'CallExpression') return called.arguments.some((argument) => this.#byCallback(argument, members));
        return this.#byMember(propertyName(parent) ?? constantText(parent.property, this.index), members, (inner) => this.#byValue(parent, inner));
      }
      case 'VariableDeclarator':
        return parent.init === at && this.#byTarget(parent.id, members);
      case 'AssignmentExpression':
        if (parent.left === at) return false;
        return parent.parent.type !== 'ExpressionStatement' || this.#byTarget(parent.left, members);
      default:
        return parent === undefined || !/^TS(?:TypeReference|TypeQuery|QualifiedName)$/.test(parent.type);
    }
  }

  /** `.then(({ readFile }) => …)` */
  #byCallback(callback: Node, members: Members): boolean {
    const fn = unwrap(callback);
    if (fn.type !== 'ArrowFunctionExpression' && fn.type !== 'FunctionExpression') return true;
    const [first] = fn.params;
    return first !== undefined && this.#byTarget(first, members);
  }

  #declared(name: TSESTree.Identifier): Scope.Variable | undefined {
    for (let at: Node | undefined = name.parent; at; at = at.parent) {
      const variable = this.index.declaredBy(at).find(({ identifiers }) => identifiers.includes(name));
      if (variable) return variable;
    }
    return undefined;
  }

  #byTarget(target: Node, members: Members): boolean {
    switch (target.type) {
      case 'Identifier': {
        const variable = this.index.variableOf(target) ?? this.#declared(target);
        return variable === undefined || this.#byVariable(variable, members);
      }
      case 'AssignmentPattern':
        return this.#byTarget(target.left, members);
      case 'ObjectPattern':
        return target.properties.some((property) => property.type !== 'Property' || this.#byMember(propertyName(property) ?? constantText(property.key, this.index), members, (inner) => this.#byTarget(property.value, inner)));
      default:
        return true;
    }
  }
}

/** `require`, `module.require`: by other names it is no `require` that is only called. */
function isLoader(callee: Node): boolean {
  return (callee.type === 'Identifier' && callee.name === 'require') || propertyName(callee) === 'require';
}

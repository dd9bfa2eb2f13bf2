/**
 * What a *safe* rewrite rests on besides the files of the project: the closed list. A proof names the axioms that it uses,
 * and `docs/safe.md` is generated from this table.
 */
export const AXIOMS = {
  annotations: {
    title: 'Annotations mean what they say',
    says: 'A value that is declared, passed or returned under a type annotation has that type.',
    not: [
      'what an index, a lookup in a record or an array, or a pattern on an array yields;',
      'a variable or field that is read before it is set, or unset while another function runs;',
      '`any`, casts, catch variables, and branded primitives;',
      '`object`, where the project has a type that texts or numbers have, too, such as `{}` or `{ length: number }`;',
      'the hidden signature behind overloads;',
      'a function that is passed to code which may call it with another type;',
      'projects that do not compile under `strict`.',
    ],
  },
  methods: {
    title: 'Methods of a class are called on its objects',
    says: 'In a method of a class, `this` is an object of that class.',
    not: ['a method that the project detaches, borrows (`.call`, `.apply`, `.bind`), decorates, or installs on another prototype.'],
  },
  outsiders: {
    title: 'Nobody outside the project reaches what is not exported',
    says: 'Code that is not part of the project uses exports only: it does not read variables of a module.',
    not: ['the files of the project, tests included: they are read.'],
  },
  builtins: {
    title: 'Built-ins are those of the language',
    says: '`Map`, `WeakMap`, `Object.defineProperty`, the prototypes of strings and numbers, and the types of the standard library are what the specification and TypeScript say.',
    not: [
      'a name that the project shadows, redeclares or assigns;',
      'a prototype that the project extends.',
    ],
  },
} as const satisfies Record<string, { readonly title: string; readonly says: string; readonly not: readonly string[] }>;

/** The name of an axiom. */
export type Axiom = keyof typeof AXIOMS;

/**
 * What a *safe* rewrite claims. Each claim is proven, or the rewrite is no safe one: then it is refused, or becomes a
 * suggestion that assumes the claim. The docs are generated from this table.
 */
export const CLAIMS = {
  scope: { says: 'Names mean what the text shows', asks: 'no direct `eval`, no `with`, no `arguments` that aliases a parameter, no top level that other scripts share, no function whose name leaves its block', assumes: 'no code reaches its variables without naming them' },
  names: { says: 'The words written mean what they say', asks: 'each name that the edits write is the global one there', assumes: 'the names that the edits write are those of the language' },
  builtins: { says: 'Built-ins are those of the language', asks: 'no file extends the prototypes of primitives or containers, redeclares their types, or puts something in their place, and no text that is not known runs as code', assumes: 'no file changes what built-ins do' },
  closed: { says: 'Every use is known', asks: 'no other code reaches the container by name, reflection or import, and no other value comes where it is kept or passed', assumes: 'no other code reaches it' },
  keys: { says: 'Every key is an object', asks: 'each written key is an object or a function, on every path', assumes: 'every key is an object' },
  types: { says: 'The program still compiles', asks: 'each key type is one that a weak container takes, and no other type or comment depends on those that change', assumes: 'it compiles as before' },
  identity: { says: 'An id stands for one object', asks: 'each object gets its id once, from a source that never repeats, and keeps it', assumes: 'each object keeps an id that no other has' },
  holder: { says: 'Nobody else holds the same container', asks: 'if `clear()` becomes a fresh container, only one place holds the old one', assumes: 'nothing else holds the same container' },
  unobserved: { says: 'Nobody notices what is freed', asks: 'no weak reference or registry, of the project, of the host or of a package that is imported, finds an object that only the container keeps', assumes: 'no weak reference looks for its keys or values' },
  useful: { says: 'It frees something', asks: 'keys can die, values end by themselves, and no other store keeps the keys, in this file, its helpers or all its callers', assumes: 'something else lets its keys go' },
  cleanup: { says: 'The cleanup is that of the entry', asks: 'the callback runs only for the death of the object that the entry refers to', assumes: 'the cleanup runs only when the object of that entry has died' },
} as const satisfies Record<string, { readonly says: string; readonly asks: string; readonly assumes: string }>;

/** The name of a claim. */
export type Claim = keyof typeof CLAIMS;

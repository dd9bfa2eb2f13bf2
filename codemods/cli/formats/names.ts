/** The forms in which a run can be told: lines for people, and documents and log lines for programs. */
export const FORMATS = ['text', 'short', 'json', 'sarif', 'github', 'html'] as const;

/** One of the forms in which a run can be told. */
export type Format = (typeof FORMATS)[number];

/** The forms in which evidence from the heap can be told. */
export const HEAP_FORMATS = ['text', 'json', 'github', 'html'] as const;

/** One of the forms in which evidence from the heap can be told. */
export type HeapFormat = (typeof HEAP_FORMATS)[number];

/** The forms in which a run can be told: lines for people, and documents for programs. */
export const FORMATS = ['text', 'json'] as const;

/** One of the forms in which a run can be told. */
export type Format = (typeof FORMATS)[number];

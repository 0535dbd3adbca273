/** nameKey folds a name so that names that differ only in case or normal form are one name. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();

/** storableText is a text of strangers as PostgreSQL can store it: without U+0000, and with whole characters only. */
export const storableText = (text: string): string => text.replaceAll('\0', '').toWellFormed();

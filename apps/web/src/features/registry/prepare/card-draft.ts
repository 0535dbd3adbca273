import { cardSections, type CardSectionName, type CardText } from '@slipway/contracts';

/** changedSections are the sections whose text differs between two states of a card; absent and blank are the same. */
export const changedSections = (before: CardText, after: CardText): CardSectionName[] =>
  cardSections.filter((name) => textOf(before, name) !== textOf(after, name));

/** cardUpdate is what has to be sent to turn one card into another: changed sections only, an empty text for a removed one. */
export const cardUpdate = (before: CardText, after: CardText): CardText =>
  Object.fromEntries(changedSections(before, after).map((name) => [name, textOf(after, name)]));

const textOf = (card: CardText, name: CardSectionName): string => (card[name] ?? '').trim();

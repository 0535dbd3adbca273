interface Order<Value> {
  readonly length: number;
  [place: number]: Value;
}

/** shuffle puts values into random order, each order with the same chance (Fisher and Yates 1938), in place. `random` gives numbers in [0, 1). */
export function shuffle<Value>(values: Order<Value>, random: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
}

const PRECISION = 12;
const REGISTERS = 2 ** PRECISION;
const BIAS = 0.7213 / (1 + 1.079 / REGISTERS);

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * HyperLogLog estimates how many different values were added, in 4 kB (Flajolet et al. 2007, with linear counting for few). Sketches
 * of parts of a table can be merged.
 */
export class HyperLogLog {
  /** standardError is the relative standard error of the estimate. */
  static readonly standardError = 1.04 / Math.sqrt(REGISTERS);
  private readonly registers = new Uint8Array(REGISTERS);

  /** add takes a text, a number or a truth value; 1 and '1' differ. */
  add(value: string | number | boolean): void {
    const register = hash(value, 0x9747b28c) >>> (32 - PRECISION);
    const rank = Math.clz32(hash(value, 0x3c6ef372)) + 1;
    if (rank > this.registers[register]!) this.registers[register] = rank;
  }

  /** merge takes all values of another sketch. */
  merge(other: HyperLogLog): void {
    other.registers.forEach((rank, index) => {
      if (rank > this.registers[index]!) this.registers[index] = rank;
    });
  }

  /** estimate is the number of different values, within a standard error of 1.6 %. */
  estimate(): number {
    let inverse = 0;
    let empty = 0;
    for (const rank of this.registers) {
      inverse += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = (BIAS * REGISTERS ** 2) / inverse;
    return raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw;
  }
}

function hash(value: string | number | boolean, seed: number): number {
  let state = seed;
  if (typeof value === 'string') {
    for (let index = 0; index < value.length; index += 1) state = mix(state, value.charCodeAt(index));
    state = mix(state, value.length);
  } else {
    double[0] = Number(value);
    state = mix(mix(state, words[0]!), words[1]!);
  }
  return finish(state);
}

/** One step of MurmurHash3. */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const mixed = state ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

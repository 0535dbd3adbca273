const SCALE_BITS = 128;
const SCALE = 2 ** SCALE_BITS;

/**
 * durbinCdf is P(D_n < x): entry (k, k) of n!/n^n H^n with H of size 2k - 1, k = ceil(nx)
 * (Durbin 1968 in the form of Marsaglia, Tsang and Wang, J. Stat. Softw. 8(18), 2003). Costs O(k^3 log n).
 */
export function durbinCdf(n: number, x: number): number {
  const nx = n * x;
  const k = Math.ceil(nx);
  const size = 2 * k - 1;
  const centre = (k - 1) * size + (k - 1);

  let base: Float64Array = durbinMatrix(size, k - nx);
  let baseExponent = 0;
  let power: Float64Array = identity(size);
  let exponent = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = multiply(power, base, size);
      exponent += baseExponent;
    }
    base = multiply(base, base, size);
    baseExponent *= 2;
    if (Math.abs(base[centre]!) > SCALE) {
      for (let i = 0; i < base.length; i += 1) base[i]! /= SCALE;
      baseExponent += SCALE_BITS;
    }
  }

  let p = power[centre]!;
  for (let i = 1; i <= n; i += 1) {
    p = (i * p) / n;
    if (Math.abs(p) < 1 / SCALE) {
      p *= SCALE;
      exponent -= SCALE_BITS;
    }
  }
  return p * 2 ** exponent;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorial = new Float64Array(size + 1);
  inverseFactorial[0] = 1;
  for (let j = 1; j <= size; j += 1) inverseFactorial[j] = inverseFactorial[j - 1]! / j;

  for (let column = 1; column < size; column += 1)
    for (let row = column - 1; row < size; row += 1) matrix[row * size + column] = inverseFactorial[row - column + 1]!;

  for (let row = 0; row < size; row += 1) {
    const value = (1 - h ** (row + 1)) * inverseFactorial[row + 1]!;
    matrix[row * size] = value;
    matrix[(size - 1) * size + (size - 1 - row)] = value;
  }
  const corner = 1 + Math.max(2 * h - 1, 0) ** size - 2 * h ** size;
  matrix[(size - 1) * size] = corner * inverseFactorial[size]!;
  return matrix;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) matrix[i * size + i] = 1;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let k = 0; k < size; k += 1) {
      const factor = a[row * size + k]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column += 1) product[row * size + column]! += factor * b[k * size + column]!;
    }
  return product;
}

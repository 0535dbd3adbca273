const PI2 = Math.PI ** 2;
const PI4 = Math.PI ** 4;
const PI6 = Math.PI ** 6;
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
const SMALLEST_LOG = -708;

/**
 * pelzGoodCdf approximates P(D_n <= x) by K0(z) + K1(z)/n^(1/2) + K2(z)/n + K3(z)/n^(3/2) with z = x sqrt(n)
 * (Pelz and Good 1976), each K in its Jacobi theta form for small z. Meant for n > 140.
 */
export function pelzGoodCdf(n: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const z = Math.sqrt(n) * x;
  const logQ = -PI2 / 8 / (z * z);
  if (logQ < SMALLEST_LOG) return 0;

  const terms = Math.ceil((16 * z) / Math.PI);
  const [k0, k1, k2, k3] = oddTerms(z, Math.exp(logQ), terms);
  const [extra2, extra3] = allTerms(z, terms);
  return k0 + k1 / Math.sqrt(n) + (k2 + extra2) / n + (k3 + extra3) / n ** 1.5;
}

/** oddTerms sums over the odd integers, by Horner's rule in powers q^(8k), the parts that all four series share. */
function oddTerms(z: number, q: number, terms: number): [number, number, number, number] {
  const z2 = z ** 2;
  const z4 = z ** 4;
  const z6 = z ** 6;
  const k2a = 6 * z6 + 2 * z4;
  const k2b = ((2 * z4 - 5 * z2) * PI2) / 4;
  const k2c = (PI4 * (1 - 2 * z2)) / 16;
  const k3a = -30 * z6 - 90 * z ** 8;
  const k3b = (PI2 * (135 * z4 - 96 * z6)) / 4;
  const k3c = (PI4 * (-60 * z2 + 212 * z4)) / 16;
  const k3d = (PI6 * (5 - 30 * z2)) / 64;

  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let k = terms; k > 0; k -= 1) {
    const m2 = (2 * k - 1) ** 2;
    const power = q ** (8 * k);
    s0 = s0 * power + 1;
    s1 = s1 * power + (-z2 + (PI2 / 4) * m2);
    s2 = s2 * power + (k2a + k2b * m2 + k2c * m2 ** 2);
    s3 = s3 * power + (k3a + k3b * m2 + k3c * m2 ** 2 + k3d * m2 ** 3);
  }
  const factor = q * SQRT_TWO_PI;
  return [(s0 * factor) / z, (s1 * factor) / (6 * z4), (s2 * factor) / (72 * z ** 7), (s3 * factor) / (6480 * z ** 10)];
}

/** allTerms sums over all integers the further parts of K2 and K3. */
function allTerms(z: number, terms: number): [number, number] {
  const q = Math.exp(-PI2 / 2 / (z * z));
  let sum2 = 0;
  let sum3 = 0;
  for (let k = terms; k > 0; k -= 1) {
    const weight = k * k * q ** (k * k);
    sum2 += weight;
    sum3 += (3 * z * z - PI2 * k * k) * weight;
  }
  return [(sum2 * PI2 * SQRT_TWO_PI) / (-36 * z ** 3), (sum3 * PI2 * SQRT_TWO_PI) / (216 * z ** 6)];
}

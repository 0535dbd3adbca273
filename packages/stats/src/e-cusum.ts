/**
 * eCusumStep is log of M_t = max(M_(t-1), 1) e_t. Over disjoint windows whose e-values are valid given the past, an alarm at
 * M_t >= L has an average run length of at least L windows when nothing changes (Shin, Ramdas and Rinaldo 2023). Start at -Infinity.
 */
export function eCusumStep(logM: number, logE: number): number {
  return Math.max(logM, 0) + logE;
}

/** eShiryaevRobertsStep is log of M_t = (M_(t-1) + 1) e_t: the same promise, quicker after a late change. Start at -Infinity. */
export function eShiryaevRobertsStep(logM: number, logE: number): number {
  const logOnePlus = logM > 0 ? logM + Math.log1p(Math.exp(-logM)) : Math.log1p(Math.exp(logM));
  return logOnePlus + logE;
}

/** alarmAtRunLength is the log level at which a detector alarms, for one false alarm in `windows` windows or more on average. */
export function alarmAtRunLength(windows: number): number {
  return Math.log(windows);
}

/** logEOfP turns a p-value into log of an e-value: (1 - p + p ln p) / (p ln^2 p), the mixture over kappa of kappa p^(kappa-1) (Vovk and Wang 2021). */
export function logEOfP(p: number): number {
  if (p <= 0) return Infinity;
  if (p >= 1) return -Math.LN2;
  const logP = Math.log(p);
  // Near p = 1 numerator and denominator both vanish; there the series of the integral is exact enough.
  if (p > 0.999) return Math.log(0.5 - logP / 6);
  return Math.log(1 - p + p * logP) - logP - 2 * Math.log(-logP);
}

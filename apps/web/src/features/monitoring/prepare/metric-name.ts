/** metricName is how a monitor's number is called on screen: names of the field as they are, our own in words. */
export const metricName = (name: string): string =>
  name === 'outlier_share' ? 'share of predictions with an outlier' : name;

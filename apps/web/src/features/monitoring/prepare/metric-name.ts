const ownNames: Readonly<Record<string, string>> = {
  outlier_share: 'share of predictions with an outlier',
  repeated_share: 'share of rows that repeat another one',
  predictions: 'predictions that came',
};

/** metricName is how a monitor's number is called on screen: names of the field as they are, our own in words. */
export const metricName = (name: string): string => ownNames[name] ?? name;

/** gateCommand is how a script sets the gates of a model. */
export function gateCommand(model: string): string {
  const body = { dataset: 'held-out', target: 'label', gates: [{ metric: 'auc', op: '>=', threshold: 0.7 }] };
  return `curl -X PUT $U/models/${encodeURIComponent(model)}/gates -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

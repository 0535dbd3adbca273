const words: Readonly<Record<string, string>> = {
  'artifacts.collect_garbage_now': 'Clearing of files',
  'batch_predictions.run': 'Batch prediction',
  'datasets.profile': 'Profile',
  'evaluation.run': 'Evaluation',
  'monitoring.build_baseline': 'Baseline',
  'monitoring.explain_window': 'Search for causes',
  'monitoring.record_feedback': 'Outcomes of a dataset',
  'monitoring.run_monitor_now': 'Monitor run',
  'optimization.sweep': 'Sweep of settings',
  'retraining.run': 'Training run',
  'rollouts.replay': 'Replay',
};

/** jobWords says the name of a job to people: `evaluation.run` is an Evaluation; one that has no words is said as it is named. */
export const jobWords = (name: string): string => words[name] ?? name.replace('.', ': ').replaceAll('_', ' ');

/** What can be trained. */
export const trainingTasks = ['classify', 'anomaly'] as const;
export type TrainingTask = (typeof trainingTasks)[number];

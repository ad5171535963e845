import path from 'node:path'

/** What stands where in the folder of a training run. */
export const runPaths = (folder: string) => ({
  folder,
  config: path.join(folder, 'config.json'),
  metrics: path.join(folder, 'metrics.jsonl'),
  checkpoints: path.join(folder, 'checkpoints'),
  best: path.join(folder, 'best.safetensors'),
  report: path.join(folder, 'report.html'),
})

export type RunPaths = ReturnType<typeof runPaths>

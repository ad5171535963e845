/** What `gradus search` does without a configuration; examples/digits-search.json does the same. */
export const digitsSearch = `{
  // Looks for a better learning rate and width for digits.json: 20 settings drawn at random.
  "name": "digits-search",
  "seed": 0,
  "trials": 20,

  // Only in the trials; the best configuration trains as long as the base does.
  "set": { "train.epochs": 15 },

  // Paths of the configuration and what to draw for them. On a log scale, 0.001 to 0.01 is as likely as 0.01 to 0.1.
  "space": {
    "optimizer.learningRate": { "kind": "logUniform", "low": 0.0001, "high": 0.1 },
    "model.layers[0].units": { "kind": "logInt", "low": 16, "high": 256 }
  },
  "objective": "validationLoss" // or "validationAccuracy"
}
`

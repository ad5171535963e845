/** What `gradus train` does without a configuration; examples/digits.json says the same. */
export const digitsConfig = `{
  // Learns to read 1,797 handwritten digits of 8 by 8 pixels, which come with gradus.
  "name": "digits",
  "seed": 0, // the same seed gives the same network, bit for bit

  "data": { "source": "digits" },
  "split": { "train": 0.6, "validation": 0.2, "test": 0.2 },
  "preprocess": { "standardize": true }, // with statistics of the training part alone

  "model": {
    "layers": [
      { "kind": "dense", "units": 128, "init": "heNormal" },
      { "kind": "relu" },
      { "kind": "dropout", "rate": 0.3 },
      { "kind": "dense", "units": 10, "init": "glorotUniform" } // one for each digit
    ]
  },
  "loss": "softmaxCrossEntropy",
  "optimizer": { "kind": "adam", "learningRate": 0.001 },

  "train": {
    "epochs": 60,
    "batchSize": 32,
    "earlyStopping": { "patience": 10 } // epochs without a better validation loss
  }
}
`

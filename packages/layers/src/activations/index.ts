/** Activations. */
export { activation, identity, step } from './activation.ts'
export type { Activation } from './activation.ts'
export { celu, elu, leakyRelu, relu, relu6, selu } from './rectifiers.ts'
export { hardSigmoid, logSigmoid, sigmoid, softsign, tanh } from './sigmoids.ts'
export { gelu, hardSwish, mish, silu, silu as swish, softplus } from './smooth.ts'
export { logSoftmax, softmax } from './softmax.ts'

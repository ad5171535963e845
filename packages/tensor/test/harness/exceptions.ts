/** Operations without a row in test/golden, and what holds them instead. */
const combinator =
  'Combines trees and computes nothing: the laws in tree.test.ts and treeParts.test.ts hold it.'
const passage =
  'Values pass through unchanged: the round trips in tensor.test.ts and transfer.test.ts hold it.'
const file = 'Files of Python’s safetensors, read and written, hold it in safetensors.test.ts.'
const distribution =
  'JAX draws by another method: samples.test.ts holds moments and quantiles of the distribution.'
const question = 'Answers a question about the type, which the tests that ask it hold.'

export const withoutGolden: Readonly<Record<string, string>> = {
  'Npy.showError': 'Words: npy.test.ts asserts the whole text of each.',
  'Npz.encode': 'NumPy reads what it writes in npz.test.ts; the arrays inside are those of Npy.encode.',
  'Npz.showError': 'Words: npz.test.ts asserts the whole text of each.',
  'Rng.beta': distribution,
  'Rng.dirichlet': distribution,
  'Rng.fromData': 'The inverse of toData: rng.test.ts goes there and back for keys of JAX.',
  'Rng.gamma': distribution,
  'Rng.poisson': distribution,
  'Rng.toData': 'How rng.test.ts reads the keys that it holds to those of JAX.',
  'Safetensors.decode': file,
  'Safetensors.encode': file,
  'Safetensors.showError': 'Words: safetensors.test.ts asserts the whole text of each.',
  'Tree.combine': combinator,
  'Tree.entries': combinator,
  'Tree.equals': combinator,
  'Tree.fromPaths': combinator,
  'Tree.get': combinator,
  'Tree.globalNorm':
    'A composition of norm, which has rows: tree.test.ts holds it to the norm of all elements.',
  'Tree.leaves': combinator,
  'Tree.map': combinator,
  'Tree.partition': combinator,
  'Tree.paths': combinator,
  'Tree.reduce': combinator,
  'Tree.set': combinator,
  'Tree.showMismatch': 'Words: tree.test.ts asserts them.',
  'Tree.zipWith': combinator,
  engineInfo: 'What the machine can do, which no other program knows: wasm/default.test.ts holds it.',
  fromTransfer: passage,
  fromTypedArray: passage,
  isConcrete: question,
  isFloating: question,
  isTensor: question,
  item: passage,
  read: passage,
  setThreads:
    'Says who computes, not what: wasm/default.test.ts holds it, and team.test.ts that bits stay the same.',
  sizeOf: 'The product of a shape, which every row with a shape holds.',
  stopGradient: 'The identity here; its derivative is held by the tests of autograd.',
  tensor: 'Every row is made with it.',
  toNested: passage,
  toTransfer: passage,
  toTypedArray: 'Every row is read with it.',
  transferList: passage,
}

/** Models run node by node. */
import type { AnyTensor } from '../../src/index.ts'
import { lacking, operators } from './operators/index.ts'
import type { ModelProto, NodeProto } from './proto.ts'
import { unsupported } from './unsupported.ts'
import { carrierOf, tensorOf } from './values.ts'

type Environment = ReadonlyMap<string, AnyTensor>

const nameOf = (node: NodeProto): string =>
  node.domain === '' ? node.opType : `${node.domain}.${node.opType}`

/** Operators that are known to be missing end a case before anything runs, so that its reason never depends on data. */
const checkOperators = ({ graph }: ModelProto): void => {
  const names = graph.node.map(nameOf)
  const missing = names.find((name) => lacking[name] !== undefined)
  if (missing !== undefined) throw unsupported(lacking[missing]!)
  const unknown = names.find((name) => operators[name] === undefined)
  if (unknown !== undefined) throw new Error(`${unknown} is neither composed nor listed as lacking`)
}

const versionOf = (model: ModelProto, domain: string): number =>
  Number(model.opsetImport.find((o) => o.domain === domain)?.version ?? 0)

const valueOf = (env: Environment, name: string): AnyTensor => {
  const value = env.get(name)
  if (value === undefined) throw new Error(`${name} has no value yet`)
  return value
}

const runNode =
  (model: ModelProto) =>
  (env: Environment, node: NodeProto): Environment => {
    const inputs = node.input.map((name) => (name === '' ? undefined : valueOf(env, name)))
    const call = { version: versionOf(model, node.domain), outputs: node.output.length }
    const results = operators[nameOf(node)]!(node, inputs, call)
    if (results.length < node.output.length)
      throw new Error(`${node.opType}: ${node.output.length} results are wanted, there are ${results.length}`)
    const named = node.output.flatMap((name, i) => (name === '' ? [] : [[name, results[i]!] as const]))
    return new Map([...env, ...named])
  }

/** The results of a model; inputs come in its order. */
export const runModel = (model: ModelProto, inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  checkOperators(model)
  const { graph } = model
  const constants = graph.initializer.map((t) => [t.name, tensorOf(t)] as const)
  const given = inputs.map((x, i) => [graph.input[i]!.name, x] as const)
  const env = graph.node.reduce<Environment>(runNode(model), new Map([...constants, ...given]))
  return graph.output.map((o) => valueOf(env, o.name))
}

/** Refuses a model whose inputs or results are no tensors, or of element types that we do not have. */
export const checkTypes = ({ graph }: ModelProto): void =>
  [...graph.input, ...graph.output].forEach(({ type }) => {
    if (!type?.tensorType) throw unsupported('sequences and optional values are plain JavaScript')
    carrierOf(type.tensorType.elemType)
  })

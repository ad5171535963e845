/**
 * The options of each kind of layer that are plain data, but for initialisers: what a stage takes first is named here too.
 *
 * @module
 */
import type { Initializer } from '@gradus/init'
import type { MaxoutOptions, PreluOptions } from './activations/index.ts'
import type { GatedOptions } from './activations/index.ts'
import type {
  LearnedPositionsOptions,
  MultiHeadAttentionOptions,
  SelfAttentionOptions,
  SinusoidalOptions,
} from './attention/index.ts'
import type { ConvolutionOptions, DepthwiseOptions, TransposedOptions } from './convolution/index.ts'
import type { PerSpatial, Spatial } from './convolution/index.ts'
import type { DenseOptions } from './dense.ts'
import type { PadWidths, UpsampleOptions } from './features/index.ts'
import type { BatchNormOptions, EpsOption } from './normalization/index.ts'
import type { AveragePoolOptions, GlobalPoolOptions, PoolOptions } from './pooling/index.ts'
import type { GruOptions, LstmOptions, SimpleRnnOptions } from './recurrent/index.ts'

/** Kinds without options. */
type Plain =
  | 'identity'
  | 'step'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'silu'
  | 'mish'
  | 'softplus'
  | 'softsign'
  | 'tanh'
  | 'sigmoid'
  | 'hardSigmoid'
  | 'hardSwish'
  | 'logSigmoid'
  | 'softmax'
  | 'logSoftmax'
  | 'flatten'

interface Units {
  readonly units: number
}
interface Channels {
  readonly channels: number
}
interface Alpha {
  readonly alpha?: number | undefined
}
interface Window<N extends Spatial> {
  readonly window: PerSpatial<N>
}
interface Size<N extends Spatial> {
  readonly size: PerSpatial<N>
}
interface Widths {
  readonly widths: PadWidths
}
interface LastAxes extends EpsOption {
  readonly axes?: number | undefined
}

interface Heads {
  readonly heads: number
}

/** A function is no data, nor is a tensor. */
type Data<O> = Omit<O, 'mask' | 'attentionMask'>

/** What a configuration can put between the linear maps of a feed-forward network: kinds without parameters. */
export const activationNames = ['relu', 'gelu', 'silu', 'mish', 'tanh', 'glu', 'swiGlu'] as const

/** What a configuration can normalise a transformer's block with. */
export const normalizationNames = ['layerNorm', 'rmsNorm'] as const

interface FeedForwardData {
  readonly activation?: (typeof activationNames)[number] | undefined
  readonly dropout?: number | undefined
  readonly init?: Initializer | undefined
}

interface BlockData extends FeedForwardData, Heads, Data<SelfAttentionOptions> {
  readonly hidden?: number | undefined
  readonly normalization?: (typeof normalizationNames)[number] | undefined
  readonly normFirst?: boolean | undefined
}

/** The options of each kind, as its stage takes them. */
export interface LayerOptions extends Readonly<Record<Plain, {}>> {
  readonly leakyRelu: { readonly negativeSlope?: number | undefined }
  readonly elu: Alpha
  readonly celu: Alpha
  readonly gelu: { readonly approximate?: boolean | undefined }
  readonly prelu: PreluOptions
  readonly maxout: MaxoutOptions & Units
  readonly glu: GatedOptions
  readonly swiGlu: GatedOptions
  readonly dense: DenseOptions & Units
  readonly conv1d: ConvolutionOptions<1> & Channels
  readonly conv2d: ConvolutionOptions<2> & Channels
  readonly conv3d: ConvolutionOptions<3> & Channels
  readonly depthwiseConv1d: DepthwiseOptions<1>
  readonly depthwiseConv2d: DepthwiseOptions<2>
  readonly depthwiseConv3d: DepthwiseOptions<3>
  readonly separableConv1d: DepthwiseOptions<1> & Channels
  readonly separableConv2d: DepthwiseOptions<2> & Channels
  readonly separableConv3d: DepthwiseOptions<3> & Channels
  readonly convTranspose1d: TransposedOptions<1> & Channels
  readonly convTranspose2d: TransposedOptions<2> & Channels
  readonly convTranspose3d: TransposedOptions<3> & Channels
  readonly maxPool1d: PoolOptions<1> & Window<1>
  readonly maxPool2d: PoolOptions<2> & Window<2>
  readonly maxPool3d: PoolOptions<3> & Window<3>
  readonly averagePool1d: AveragePoolOptions<1> & Window<1>
  readonly averagePool2d: AveragePoolOptions<2> & Window<2>
  readonly averagePool3d: AveragePoolOptions<3> & Window<3>
  readonly adaptiveMaxPool1d: Size<1>
  readonly adaptiveMaxPool2d: Size<2>
  readonly adaptiveMaxPool3d: Size<3>
  readonly adaptiveAveragePool1d: Size<1>
  readonly adaptiveAveragePool2d: Size<2>
  readonly adaptiveAveragePool3d: Size<3>
  readonly globalMaxPool: GlobalPoolOptions
  readonly globalAveragePool: GlobalPoolOptions
  readonly reshape: { readonly shape: readonly number[] }
  readonly permute: { readonly axes: readonly number[] }
  readonly zeroPad: Widths
  readonly reflectPad: Widths
  readonly upsample: UpsampleOptions & { readonly scale: number }
  readonly dropout: { readonly rate: number }
  readonly batchNorm: BatchNormOptions
  readonly layerNorm: LastAxes
  readonly rmsNorm: LastAxes
  readonly groupNorm: EpsOption & { readonly groups: number }
  readonly instanceNorm: EpsOption
  readonly simpleRnn: Data<SimpleRnnOptions> & Units
  readonly lstm: Data<LstmOptions> & Units
  readonly gru: Data<GruOptions> & Units
  readonly multiHeadAttention: Data<MultiHeadAttentionOptions> & Heads
  readonly feedForward: FeedForwardData & { readonly hidden: number }
  readonly transformerEncoderBlock: BlockData
  readonly sinusoidalPositions: Data<SinusoidalOptions>
  readonly learnedPositions: Data<LearnedPositionsOptions>
}

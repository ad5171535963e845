/** How an image is resized: the conventions of the field, by name. */
import { ValueError } from '../errors.ts'

const methods = ['nearest', 'bilinear', 'bicubic'] as const
const conventions = ['halfPixel', 'alignCorners', 'asymmetric'] as const
const roundings = ['roundPreferCeil', 'roundPreferFloor', 'floor', 'ceil'] as const

/** How elements between those of the input are found. */
export type ResizeMethod = (typeof methods)[number]

/**
 * Where the pixels of the result lie among those of the input: both images cover the same area; their corners' centres
 * meet; or their first pixels' centres do, and pixel `i` of `n` lies at `i length / n`.
 */
export type PixelCoordinates = (typeof conventions)[number]

/** Which pixel is the nearest: where two are equally near, the later or the earlier one; or always one of them. */
export type NearestRounding = (typeof roundings)[number]

/** How an image is resized. */
export interface ResizeOptions<M extends ResizeMethod = ResizeMethod> {
  /** `'bilinear'` unless said. */
  readonly method?: M
  /** `'halfPixel'` unless said. */
  readonly coordinates?: PixelCoordinates
  /**
   * How many pixels of the result stand for one of the input, for both axes or each, where that is not the quotient of their
   * numbers: PyTorch's `scale_factor`.
   */
  readonly scale?: number | readonly number[]
  /**
   * For `'bilinear'` and `'bicubic'`, where the result is smaller: the kernel is as much wider, so that every pixel of the
   * input counts and fine patterns leave no false ones; pixels outside count nothing. Not unless said.
   */
  readonly antialias?: boolean
  /** For `'nearest'`: `'roundPreferCeil'` unless said. */
  readonly rounding?: NearestRounding
  /** For `'bicubic'`: Keys's `a`, -0.75 unless said, as in PyTorch and OpenCV; -0.5 in JAX and Pillow. */
  readonly cubicCoefficient?: number
  /** For `'bicubic'`: pixels outside count nothing, and the others more; else the edge is repeated. */
  readonly excludeOutside?: boolean
}

const listed = (names: readonly string[]): string =>
  names
    .map((name) => `'${name}'`)
    .reduce((list, name, i) => `${list}${i < names.length - 1 ? ',' : ' or'} ${name}`)

const oneOf = <N extends string>(what: string, names: readonly N[], given: N): N => {
  if (names.includes(given)) return given
  throw new ValueError('resize', `${what} ${listed(names)}, got '${String(given)}'`)
}

const checkScale = (scale: number | readonly number[]): readonly number[] => {
  const both = typeof scale === 'number' ? [scale, scale] : scale
  if (both.length !== 2 || !both.every((s) => Number.isFinite(s) && s > 0))
    throw new ValueError('resize', `scale is a number above 0, or 2 of them, got ${JSON.stringify(scale)}`)
  return both
}

/** Options that only some methods read. */
const owners: Readonly<Partial<Record<keyof ResizeOptions, readonly ResizeMethod[]>>> = {
  antialias: ['bilinear', 'bicubic'],
  rounding: ['nearest'],
  cubicCoefficient: ['bicubic'],
  excludeOutside: ['bicubic'],
}

const checkOwners = (options: ResizeOptions, method: ResizeMethod): void =>
  Object.entries(owners).forEach(([name, allowed]) => {
    if (options[name as keyof ResizeOptions] !== undefined && !allowed.includes(method))
      throw new ValueError('resize', `${name} belongs to the method ${listed(allowed)}, got '${method}'`)
  })

const checkCorners = ({ coordinates, scale }: ResizeOptions): void => {
  if (coordinates === 'alignCorners' && scale !== undefined)
    throw new ValueError(
      'resize',
      "scale has no say where corners meet, coordinates are 'alignCorners'. Leave it out?",
    )
}

/** The options with their defaults, refused where there is no such thing. */
export const checkOptions = (options: ResizeOptions) => {
  const method = oneOf('the method is', methods, options.method ?? 'bilinear')
  checkOwners(options, method)
  checkCorners(options)
  const cubicCoefficient = options.cubicCoefficient ?? -0.75
  if (!Number.isFinite(cubicCoefficient))
    throw new ValueError('resize', `cubicCoefficient is a finite number, got ${cubicCoefficient}`)
  return {
    method,
    coordinates: oneOf('coordinates are', conventions, options.coordinates ?? 'halfPixel'),
    scale: options.scale === undefined ? undefined : checkScale(options.scale),
    rounding: oneOf('rounding is', roundings, options.rounding ?? 'roundPreferCeil'),
    cubicCoefficient,
    excludeOutside: options.excludeOutside ?? false,
    antialias: options.antialias ?? false,
  }
}

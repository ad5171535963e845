/**
 * What stands beside embedded data.
 *
 * @module
 */

/** What a dataset is, where it comes from and whom to cite. */
export interface DataCard {
  readonly title: string
  readonly task: 'classification' | 'regression'
  readonly featureNames: readonly string[]
  /** The classes in the order of their labels; none in a regression. */
  readonly classNames: readonly string[]
  readonly source: string
  readonly citation: string
  readonly license: string
}

/**
 * A mistake in the program that calls: bounds in the wrong order, a seed that is no integer.
 *
 * What comes from outside (a space in a file, a line of a log, an objective that fails) is never thrown: it
 * comes back as an `Either`.
 */
export class SearchError extends Error {
  override readonly name = 'SearchError'
  readonly operation: string

  constructor(operation: string, rule: string) {
    super(`${operation}: ${rule}`)
    this.operation = operation
  }
}

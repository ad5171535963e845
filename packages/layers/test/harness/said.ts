/** What a mistake is answered with: the whole text. */
export const said = (mistake: () => unknown): string => {
  try {
    mistake()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  return 'nothing'
}

/** What a stage says of a model that it does not fit; types would not let it be put there. */
export const refused = (stage: unknown, model: unknown): string =>
  said(() => (stage as (model: unknown) => unknown)(model))

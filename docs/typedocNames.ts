import { Converter, ReflectionKind, type Application } from 'typedoc'

/** A TypeDoc plugin: a parameter that is taken apart at once has no name of its own; all of ours are options. */
export const load = ({ converter }: Application): void =>
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) =>
    project
      .getReflectionsByKind(ReflectionKind.Parameter)
      .filter(({ name }) => name === '__namedParameters')
      .forEach((parameter) => {
        // oxlint-disable-next-line gradus/no-parameter-mutation -- TypeDoc's plugins change its tree in place
        parameter.name = 'options'
      }),
  )

// The house's functional style as lint rules (ESLint's rule API, which oxlint runs). They read syntax only, so
// they work whatever version of TypeScript is installed.

const mutators = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'delete',
  'clear',
])

const rule = (message, create) => ({
  meta: { type: 'problem', messages: { found: message }, schema: [] },
  create: (context) =>
    create(context, (node, data = {}) => context.report({ node, messageId: 'found', data })),
})

/** `a` of `a.b[0].c`; a type assertion or `!` on the way changes nothing. */
const rootOf = (node) =>
  node.type === 'MemberExpression'
    ? rootOf(node.object)
    : ['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'ChainExpression'].includes(
          node.type,
        )
      ? rootOf(node.expression)
      : node

const isMember = (node) => ['MemberExpression', 'TSNonNullExpression', 'TSAsExpression'].includes(node.type)

const variableOf = (scope, name) =>
  scope === null ? undefined : (scope.set.get(name) ?? variableOf(scope.upper, name))

/** The parameter that `node` is a part of, also through `const part = parameter.part`; undefined when it is none. */
const parameterOf = (context, node, depth = 0) => {
  const root = rootOf(node)
  if (root.type !== 'Identifier' || depth > 5) return undefined
  const definition = variableOf(context.sourceCode.getScope(root), root.name)?.defs[0]
  if (definition === undefined) return undefined
  if (definition.type === 'Parameter') return root.name
  const init = definition.type === 'Variable' && definition.node.init
  return init ? parameterOf(context, init, depth + 1) : undefined
}

const isStatement = (node) => node.parent.type === 'ExpressionStatement'

const noParameterMutation = rule(
  'The parameter `{{name}}` is changed here. Return a new value instead.',
  (context, report) => {
    const check = (node, target) => {
      const name = parameterOf(context, target)
      if (name !== undefined) report(node, { name })
    }
    const checkTarget = (node, target) => {
      if (isMember(target)) check(node, target)
    }
    return {
      AssignmentExpression: (node) => checkTarget(node, node.left),
      UpdateExpression: (node) => checkTarget(node, node.argument),
      UnaryExpression: (node) => {
        if (node.operator === 'delete') checkTarget(node, node.argument)
      },
      CallExpression: (node) => {
        const {
          callee,
          arguments: [first],
        } = node
        if (callee.type !== 'MemberExpression' || callee.computed) return
        const { name } = callee.property
        // `x.add(y)` may be arithmetic; only a dropped result gives a Set away.
        if (mutators.has(name) || (name === 'add' && isStatement(node))) check(node, callee.object)
        if (callee.object.name === 'Object' && ['assign', 'defineProperty'].includes(name) && first)
          check(node, first)
      },
    }
  },
)

const isCallTo = (node, object, properties) =>
  node.type === 'MemberExpression' && node.object.name === object && properties.includes(node.property.name)

const noAmbientRandomness = rule(
  '`{{name}}` gives other numbers on every run. Take a key and use Rng.',
  (_, report) => ({
    MemberExpression: (node) => {
      if (isCallTo(node, 'Math', ['random'])) report(node, { name: 'Math.random' })
      if (isCallTo(node, 'crypto', ['getRandomValues', 'randomUUID']))
        report(node, { name: `crypto.${node.property.name}` })
    },
  }),
)

const noClock = rule('A package reads no clock ({{name}}). Take the time as an argument.', (_, report) => ({
  MemberExpression: (node) => {
    if (isCallTo(node, 'Date', ['now'])) report(node, { name: 'Date.now' })
    if (isCallTo(node, 'performance', ['now'])) report(node, { name: 'performance.now' })
  },
  NewExpression: (node) => {
    if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, { name: 'new Date()' })
  },
}))

const noClass = rule('Use functions and data in place of a class. Only errors are classes.', (_, report) => {
  const check = (node) => {
    if (!(node.superClass?.name ?? '').endsWith('Error')) report(node)
  }
  return { ClassDeclaration: check, ClassExpression: check }
})

const reasonedSuppression = rule(
  'Say why the rule is off: `oxlint-disable-next-line rule -- reason`.',
  (context, report) => ({
    Program: () => {
      context.sourceCode
        .getAllComments()
        .filter(({ value }) => /^\s*(?:oxlint|eslint)-disable/.test(value) && !/ -- \S/.test(value))
        .forEach((comment) => report(comment))
    },
  }),
)

export default {
  meta: { name: 'gradus' },
  rules: {
    'no-parameter-mutation': noParameterMutation,
    'no-ambient-randomness': noAmbientRandomness,
    'no-clock': noClock,
    'no-class': noClass,
    'reasoned-suppression': reasonedSuppression,
  },
}

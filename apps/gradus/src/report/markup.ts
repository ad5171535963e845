/** Text of HTML or SVG that is safe to put into a page: made by `element` and `text` alone. */
export type Markup = string & { readonly Markup: unique symbol }

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

const escape = (raw: string): string => raw.replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? sign)

export const text = (raw: string | number): Markup => escape(String(raw)) as Markup

export type Attributes = Readonly<Record<string, string | number | undefined>>

export type Child = Markup | readonly Child[]

const attribute = ([name, value]: readonly [string, string | number | undefined]): string =>
  value === undefined ? '' : ` ${name}="${escape(String(value))}"`

const flatten = (child: Child): string => (typeof child === 'string' ? child : child.map(flatten).join(''))

const hollow: ReadonlySet<string> = new Set(['meta', 'img', 'br'])

/** `element('p', { class: 'note' }, text('5 < 6'))`. */
export const element = (name: string, attributes: Attributes, ...children: readonly Child[]): Markup => {
  const open = `<${name}${Object.entries(attributes).map(attribute).join('')}>`
  return (hollow.has(name) ? open : `${open}${flatten(children)}</${name}>`) as Markup
}

/** Contents of a style element, which HTML does not unescape. Ours alone, never a user's. */
export const style = (css: string): Markup => `<style>${css}</style>` as Markup

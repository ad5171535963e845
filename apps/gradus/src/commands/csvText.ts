const needsQuotes = /[",\r\n]|^\s|\s$/

const cell = (value: string | number): string => {
  const text = String(value)
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as CSV (RFC 4180, with line feeds): cells are quoted where they must be. */
export const csvText = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\n`).join('')

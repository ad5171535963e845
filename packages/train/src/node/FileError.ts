/** What can go wrong with files, as values. */

/** A file operation that failed: the path, the system's code, and what it means. */
export type FileError =
  | { readonly _tag: 'NoSpace'; readonly path: string; readonly code: string }
  | { readonly _tag: 'NotPermitted'; readonly path: string; readonly code: string }
  | { readonly _tag: 'NotADirectory'; readonly path: string; readonly code: string }
  | { readonly _tag: 'IsADirectory'; readonly path: string; readonly code: string }
  | { readonly _tag: 'NotFound'; readonly path: string; readonly code: string }
  | { readonly _tag: 'FileFault'; readonly path: string; readonly code: string; readonly message: string }

const tags: Readonly<Record<string, Exclude<FileError['_tag'], 'FileFault'>>> = {
  ENOSPC: 'NoSpace',
  EDQUOT: 'NoSpace',
  EFBIG: 'NoSpace',
  EACCES: 'NotPermitted',
  EPERM: 'NotPermitted',
  EROFS: 'NotPermitted',
  ENOTDIR: 'NotADirectory',
  EEXIST: 'NotADirectory',
  EISDIR: 'IsADirectory',
  ENOENT: 'NotFound',
}

const codeOf = (reason: unknown): string =>
  typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : 'unknown'

/** Names what a rejected file operation on this path means. */
export const toFileError =
  (path: string) =>
  (reason: unknown): FileError => {
    const code = codeOf(reason)
    const _tag = tags[code]
    return _tag === undefined
      ? { _tag: 'FileFault', path, code, message: String(reason) }
      : { _tag, path, code }
  }

const words = (e: FileError): string => {
  switch (e._tag) {
    case 'NoSpace':
      return 'no space is left on the disk (or in the quota). Make room, or choose another folder.'
    case 'NotPermitted':
      return 'writing or reading here is not permitted. Choose another folder, or change its permissions.'
    case 'NotADirectory':
      return 'a file stands where a folder is needed. Choose another folder.'
    case 'IsADirectory':
      return 'a folder stands where a file is needed. Choose another name.'
    case 'NotFound':
      return 'there is no such file or folder.'
    case 'FileFault':
      return e.message
  }
}

/** A `FileError` in words: the path, the code, what it means, the way out. */
export const showFileError = (e: FileError): string => `${e.path}: ${e.code}: ${words(e)}`

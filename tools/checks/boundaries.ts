import { violationsIn } from './map.ts'

const found = violationsIn(process.argv[2] ?? process.cwd())
found.forEach((sentence) => console.error(sentence))
process.exitCode = found.length === 0 ? 0 : 1

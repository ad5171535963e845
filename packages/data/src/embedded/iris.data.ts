// Written by tools/embed/embed.ts; see there.
import type { Packed } from './unpack.ts'

export const packed: Packed = {
  rows: 150,
  bits: [7, 6, 7, 5, 2],
  decimals: [1, 1, 1, 1, 0],
  text: 'ZxjhDF4cIXwDRC58eIZSDhDaciQXRDhjKIeIWOjhDF8eEbSjxDCIgIYPDgit4WEdUDBDmweQbTjSDOMcMczERjOYeMbRERDOUeQXSChDOEiUYRExDJ4gIZRECDSMeIaRDhC+AgIYPkBDaIeQaUjwjeocIYvjxDKAYIbxjRDGQcEWPDRDOIeIZRjRi1caMWQDRDKMgYZzEyDB4cMZzEBC6AcIayjxDKEcIjQL3MCBa9ivsXrddQ1guLnrlxa1fwr4LFhCphOrmrRtO5ZKI1Lt5U9eLKFL11e5cOpGsN9Y5cPLXrptSpfLLXrhlOtdwMJL1xQ1fssXr1xexgOq2sJ5Y5iOMHMN5lFeOrXrlpGpbsJlrdhKpdNp2LxtnBbPLXryJbBhvr3r9dY1cPKWrdlQ1btLGL15c5dNKGLJdCpcNqmrl5Uxcuqmr51W1ZsnlrlxS1fwvMzptnOjvO6z91xKgvOrUx6FWYsrY0l1/KhsupUiR7mgwM6UBtrOiPN6zlllSdOM8UCBregvN5U2aHamtRbzxZk+iwObzhxjSmuQ6T9tjKhwua0iB5KfOMJT15jKgOOK0h51ClOPZ0+aBSgOOLT9xm+etOHU157efxOMUB9vKePMJUV9tWhvuMUV9nedNs50SB3ehwuc0N5pefssp0F5pSfRNrzt5nK',
}

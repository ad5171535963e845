/**
 * Where threads wait for each other.
 *
 * A number in shared memory counts arrivals, and only ever grows: nobody is through before it has reached the arrivals of
 * all. Who waits for long goes to sleep, where it may: the main thread of a page may not.
 *
 * @module
 */
import { atomic, get, i32, leave, repeatWhile, set, when } from '../instructions.ts'
import { define, type WasmFunction } from '../module.ts'

/** How often a thread looks before it goes to sleep. */
const looks = 100_000
const longestSleep = 1_000_000
const everybody = 2 ** 31 - 1

/** What threads share, by its address: arrivals, how many sleep, and the arrivals at which a failed run began. */
export interface Meeting {
  readonly arrivals: number
  readonly sleepers: number
  readonly failed: number
}

/** The bytes that a meeting takes, and its parts: each in a cache line of its own. */
export const meetingBytes = 192
export const meetingAt = (address: number): Meeting => ({
  arrivals: address,
  sleepers: address + 64,
  failed: address + 128,
})

/** `meet(target, maySleep)`: arrives, and waits until there are as many arrivals. */
export const meetFunction = ({ arrivals, sleepers }: Meeting): WasmFunction =>
  define(
    'meet',
    ['i32', 'i32'],
    [],
    ({ params: [target, maySleep], local }) => {
      const [count, left] = [local('i32'), local('i32')]
      const missing = i32.lessThan(i32.sub(get(count), get(target)), i32.const(0))
      const look = set(count, atomic.load(i32.const(arrivals)))
      const sleep = [
        [atomic.add(i32.const(sleepers), i32.const(1)), 0x1a],
        [atomic.wait(i32.const(arrivals), get(count), longestSleep), 0x1a],
        [atomic.add(i32.const(sleepers), i32.const(-1)), 0x1a],
      ]
      return [
        set(count, i32.add(atomic.add(i32.const(arrivals), i32.const(1)), i32.const(1))),
        when(
          missing,
          [],
          [
            when(atomic.load(i32.const(sleepers)), [
              atomic.notify(i32.const(arrivals), i32.const(everybody)),
              0x1a,
            ]),
            leave,
          ],
        ),
        set(left, i32.const(looks)),
        repeatWhile([look, when(missing, [], leave), set(left, i32.sub(get(left), i32.const(1)))], get(left)),
        repeatWhile([when(get(maySleep), sleep), look], missing),
      ]
    },
    false,
  )

/**
 * Starts the real binary once for the whole run, with demo data in a folder of its own, and stops it
 * by its own process afterwards. The address and the folder reach the tests as environment variables.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, openSync, rmSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What is tried. */
export const binary = process.env.ALMONER_BINARY ?? join(root, 'target/debug/almoner')

/** A port that nothing listens on now. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

export interface Running {
  readonly url: string
  readonly data: string
  stop(): Promise<void>
}

/** A folder of its own; as root PostgreSQL runs as another user, who has to get through to it. */
export function ownFolder(): string {
  const data = mkdtempSync(join(tmpdir(), 'almoner-e2e-'))
  chmodSync(data, 0o711)
  return data
}

/** `almoner up` with these further arguments, serving when this answers. */
export async function up(...further: string[]): Promise<Running> {
  return upIn(ownFolder(), further)
}

/** The same with its data in a folder that is there, and these further variables around it. */
export async function upIn(
  data: string,
  further: string[],
  { env = {}, patience = 120_000 }: { env?: Record<string, string>; patience?: number } = {},
): Promise<Running> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const log = join(data, 'up.log')
  const child = spawn(binary, ['up', '--data', data, '--listen', `127.0.0.1:${port}`, ...further], {
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
    env: { ...process.env, ...env },
  })
  let ended = false
  const exit = new Promise<void>((resolve) =>
    child.on('exit', () => {
      ended = true
      resolve()
    }),
  )
  const until = Date.now() + patience
  for (;;) {
    const answer = await fetch(`${url}/ready`).catch(() => undefined)
    if (answer?.ok) break
    if (ended || Date.now() > until) {
      throw new Error(`${binary} up does not serve:\n${readFileSync(log, 'utf8')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    data,
    async stop() {
      child.kill('SIGINT')
      await exit
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export default async function start(): Promise<() => Promise<void>> {
  const demo = await up()
  // An operator who starts with homes of their own.
  const empty = await up('--no-demo')
  process.env.ALMONER_DEMO_URL = demo.url
  process.env.ALMONER_DEMO_DATA = demo.data
  process.env.ALMONER_EMPTY_URL = empty.url
  process.env.ALMONER_EMPTY_DATA = empty.data
  return async () => {
    await demo.stop()
    await empty.stop()
  }
}

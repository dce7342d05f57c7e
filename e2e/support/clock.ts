/**
 * A server whose clock can be moved, and its database's with it: both run under libfaketime, and browsers are told the same time.
 * What is due by the clock, such as a job or the end of a pass, comes by itself then; nothing is written into the database.
 */
import type { BrowserContext } from '@playwright/test'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { binary, ownFolder, upIn, type Running } from './start.ts'

const execute = promisify(execFile)

const LIBRARY = process.env.ALMONER_LIBFAKETIME ?? '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

export interface Clocked extends Running {
  /** Now, by the clock of the server. */
  now(): Date
  /** Sets the clock; resolves when the server and its database say so. */
  set(at: Date): Promise<void>
  /** Gives a browser the same clock, now and whenever it is set. */
  follow(context: BrowserContext): Promise<void>
}

/** The newest PostgreSQL where Debian puts them. */
function postgres(): string {
  const home = '/usr/lib/postgresql'
  const [newest] = readdirSync(home).sort((a, b) => Number(b) - Number(a))
  return join(home, newest ?? '', 'bin')
}

/** PostgreSQL's programs, each under the library: `almoner up` gives its database no variables of ours. */
function programsUnder(folder: string, env: Record<string, string>): string {
  const real = postgres()
  const bin = join(folder, 'bin')
  mkdirSync(bin, { mode: 0o755 })
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`)
  for (const program of readdirSync(real)) {
    // What makes the cluster measures nothing.
    const under = program === 'postgres' ? exports : []
    writeFileSync(join(bin, program), ['#!/bin/sh', ...under, `exec ${join(real, program)} "$@"`, ''].join('\n'))
    chmodSync(join(bin, program), 0o755)
  }
  return bin
}

/**
 * `almoner up` at that time, which has to be ahead of this machine's: in a signal's handler PostgreSQL reads the machine's own clock
 * past the library, and one that is later than it thinks calls every wait over.
 */
export async function upAt(start: Date): Promise<Clocked> {
  if (start.getTime() < Date.now()) throw new Error(`${start.toISOString()} is over`)
  if (!existsSync(LIBRARY)) throw new Error(`${LIBRARY} is missing: scripts/setup test installs it`)
  const data = ownFolder()
  const file = join(data, 'clock')
  let ahead = 0
  const write = (at: Date) => {
    ahead = Math.round((at.getTime() - Date.now()) / 1000)
    writeFileSync(file, `${ahead < 0 ? '-' : '+'}${Math.abs(ahead)}\n`)
  }
  write(start)
  const env = {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    // What counts seconds goes on counting; the file is looked at once a second.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_CACHE_DURATION: '1',
  }
  const postgres = ['--postgres-bin', programsUnder(data, env)]
  const running = await upIn(data, ['--no-demo', ...postgres], { env, patience: 600_000 })
  // One small operator: every look at the clock goes through the library, and a year of the demo looks often.
  await execute(binary, ['seed', '--profile', 'preview', '--data', data, ...postgres], { env: { ...process.env, ...env } })
  const browsers = new Set<BrowserContext>()
  const now = () => new Date(Date.now() + ahead * 1000)
  return {
    ...running,
    now,
    async set(at) {
      write(at)
      const written = Date.now()
      const until = written + 60_000
      for (;;) {
        // `Date` is of the server. Each process of the database looks for itself, once a second: by then all of them have.
        const said = Date.parse((await fetch(`${running.url}/ready`)).headers.get('date') ?? '')
        if (Math.abs(said - now().getTime()) < 5_000 && Date.now() - written > 1_500) break
        if (Date.now() > until) throw new Error(`the server's clock stays at ${new Date(said).toISOString()}`)
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      await Promise.all([...browsers].map((context) => context.clock.setSystemTime(now())))
    },
    async follow(context) {
      // Timers go on in real time; only what time it is moves.
      await context.clock.install({ time: now() })
      browsers.add(context)
      context.on('close', () => browsers.delete(context))
    },
  }
}

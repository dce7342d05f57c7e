/** A browser on a profile that outlives it, for what has to survive its death. */
import { chromium, type BrowserContext } from '@playwright/test'
import { spawn } from 'node:child_process'

export interface OwnBrowser {
  readonly context: BrowserContext
  /** At once, as when a phone's battery ends: nothing is asked or written any more. */
  kill(): Promise<void>
}

export async function browserOn(profile: string): Promise<OwnBrowser> {
  const child = spawn(
    process.env.CHROMIUM ?? '/usr/bin/chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    // A group of its own, so that all of its processes end with it.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const kill = async () => {
    process.kill(-child.pid!, 'SIGKILL')
    await ended
  }
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (part: Buffer) => {
        said += part.toString()
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
        if (found) resolve(found)
      })
      child.on('exit', () => reject(new Error(`the browser did not start:\n${said}`)))
    })
    const browser = await chromium.connectOverCDP(address)
    const context = browser.contexts()[0]
    if (!context) throw new Error('the browser has no window')
    return { context, kill }
  } catch (error) {
    if (child.exitCode === null) await kill()
    throw error
  }
}

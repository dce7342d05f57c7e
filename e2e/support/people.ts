/** The people of the demo, and the mail that the binary writes. */
import { test as base, expect, type Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const PASSWORD = 'lantern-harbour-demo'

export const demoUrl = (): string => process.env.ALMONER_DEMO_URL ?? 'http://localhost:8080'
export const emptyUrl = (): string => process.env.ALMONER_EMPTY_URL ?? 'http://localhost:8081'

/** The newest mail to somebody that has a link, and that link. */
export function link(data: string, to: string): string {
  const folder = join(data, 'mail')
  const names = readdirSync(folder).sort().reverse()
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8')
    if (!text.includes(to)) continue
    const found = /https?:\/\/\S+/.exec(text)
    if (found) return found[0]
  }
  throw new Error(`no mail with a link to ${to} in ${folder}`)
}

/** Every test fails on an error in the page, a refused request of its own making, or a broken policy. */
export const test = base.extend<{ quiet: void; allowed: RegExp[] }>({
  allowed: [[], { option: true }],
  quiet: [
    async ({ page, allowed }, use) => {
      const loud: string[] = []
      page.on('pageerror', (error) => loud.push(`error: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() !== 'error') return
        const text = message.text()
        // The browser itself tells of answers such as 401 and 422, which screens handle.
        if (/Failed to load resource/.test(text) || allowed.some((known) => known.test(text))) return
        loud.push(`console: ${text}`)
      })
      await use()
      expect(loud).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Signs in by the screen, as a person does. */
export async function signIn(page: Page, email: string, { url = demoUrl(), password = PASSWORD } = {}): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
}

/** To the list of residents, by the navigation: those who give care begin on Today. */
export async function toResidents(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Residents' }).locator('visible=true').first().click()
  await expect(page.getByRole('heading', { name: 'Residents', level: 1 })).toBeVisible()
}

/** A resident of the home of carer@harbour.example in the demo, and what must not be overlooked of theirs. */
export const RESIDENT = { family: 'Akhtar', named: /Akhtar/, alert: 'Penicillin' }

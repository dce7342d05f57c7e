/** A shared tablet that somebody walks away from: it locks by itself, shows nothing of a resident, and loses nothing that was typed. */
import type { Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'
import { asks, firstTime, nav, PIN, putDown, share, tabletsOf, takeUp } from '../support/tablet.ts'

/** Seconds without a touch after which it asks who it is. */
const IDLE = 180

const nameOf = async (page: Page) => (await read<{ person: { name: string } }>(page, '/session')).person.name
const note = (page: Page) => page.getByRole('textbox', { name: 'In your words' })
const session = async (page: Page) => (await page.request.get(`${demoUrl()}/api/v1/session`)).status()

/** It asks who it is, and nothing of these is in the page, seen or not. */
async function asksAndShowsNothingOf(page: Page, ...said: string[]): Promise<void> {
  // After a step back it is what the page makes of the address, not what still stood there.
  await page.waitForURL(/\/sign-in/)
  await expect(asks(page)).toBeVisible()
  const content = await page.content()
  const typed = await page
    .locator('input, textarea')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
  for (const one of said) expect(content + typed.join('\n')).not.toContain(one)
}

interface Resident {
  id: string
  name: string
  status: string
}

/** Makes the page's device a tablet of the home, and its carer the one who has it. */
async function shared(page: Page): Promise<{ resident: Resident; address: string }> {
  await signIn(page, 'manager@harbour.example')
  await page.goto(await tabletsOf(page))
  await share(page, `Tablet ${randomUUID().slice(0, 6)}`)
  await firstTime(page, 'carer@harbour.example', PIN.carer)
  const { residents } = await read<{ residents: Resident[] }>(page, '/round')
  const resident = residents.find(({ status }) => status === 'current')!
  return { resident, address: `${demoUrl()}/record?resident=${resident.id}&kind=general` }
}

test('a tablet that nobody touches locks, and gives each back their own words', async ({ page }, info) => {
  // The page's clock is set ahead; the server's goes on.
  await page.clock.install()
  const { resident, address } = await shared(page)
  const carer = await nameOf(page)
  await putDown(page)
  await firstTime(page, 'senior@harbour.example', PIN.senior)
  const senior = await nameOf(page)
  await putDown(page)
  await takeUp(page, new RegExp(carer), PIN.carer)
  await expect(nav(page)).toBeVisible()

  // Half a note, on a page that is in the address, with a resident's page behind it.
  await page.goto(`${demoUrl()}/residents/${resident.id}`)
  await expect(page.getByRole('heading', { level: 1, name: resident.name })).toBeVisible()
  await page.goto(address)
  const words = `Her daughter rang about ${randomUUID().slice(0, 8)}`
  await note(page).fill(words)
  await expect(page.getByText(resident.name).first()).toBeVisible()

  // A touch shortly before the limit counts anew.
  const ended: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/session/sign-out')) ended.push(request.url())
  })
  await page.clock.fastForward((IDLE - 10) * 1000)
  await page.locator('main').getByRole('heading').first().click()
  await page.clock.fastForward((IDLE - 10) * 1000)
  await note(page).press('End')
  await note(page).pressSequentially(', twice')
  expect(await session(page)).toBe(200)
  expect(ended).toEqual([])
  await expect(note(page)).toHaveValue(`${words}, twice`)

  await page.clock.fastForward((IDLE + 5) * 1000)
  await asksAndShowsNothingOf(page, resident.name, words)
  expect(await session(page)).toBe(401)
  await look(page, info, 'tablet-locked')

  // Nor by the ways back: the history, the address of the note, and that of the resident.
  for (let step = 0; step < 2; step += 1) {
    await page.goBack()
    await asksAndShowsNothingOf(page, resident.name, words)
  }
  for (const path of [address, `${demoUrl()}/residents/${resident.id}`]) {
    await page.goto(path)
    await asksAndShowsNothingOf(page, resident.name, words)
  }

  // A colleague begins with an empty note about the same resident.
  await takeUp(page, new RegExp(senior), PIN.senior)
  await expect(nav(page)).toBeVisible()
  expect(await nameOf(page)).toBe(senior)
  await page.goto(address)
  await expect(page.getByText(resident.name).first()).toBeVisible()
  await expect(note(page)).toHaveValue('')
  const other = `Slept after lunch ${randomUUID().slice(0, 8)}`
  await note(page).fill(other)
  await page.goto(`${demoUrl()}/today`)
  await putDown(page)
  await asksAndShowsNothingOf(page, resident.name, words, other)

  // The first comes back to where they were, by their PIN and nothing else.
  await takeUp(page, new RegExp(carer), PIN.carer)
  await expect(note(page)).toHaveValue(`${words}, twice`)
  expect(page.url()).toBe(address)
  expect(await nameOf(page)).toBe(carer)
})

test('what lies open in another tab goes when the tablet is put down, and its half note stays', async ({ page, context }) => {
  const { resident, address } = await shared(page)
  const carer = await nameOf(page)
  const other = await context.newPage()
  await other.goto(address)
  const words = `Her daughter rang about ${randomUUID().slice(0, 8)}`
  await note(other).fill(words)
  await page.goto(`${demoUrl()}/residents/${resident.id}`)
  await expect(page.getByRole('heading', { level: 1, name: resident.name })).toBeVisible()

  await putDown(page)
  await asksAndShowsNothingOf(page, resident.name)
  await asksAndShowsNothingOf(other, resident.name, words)
  await other.goto(`${demoUrl()}/residents/${resident.id}`)
  await asksAndShowsNothingOf(other, resident.name, words)

  await takeUp(other, new RegExp(carer), PIN.carer)
  await expect(note(other)).toHaveValue(words)
})

/**
 * A whole night on a phone, from a quarter to eight until eight. The server, its database and the browsers go by one clock that is
 * set forward (support/clock.ts): what comes by the clock, such as a missed task or the end of a pass, comes by itself.
 */
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserOn, type OwnBrowser } from '../support/browser.ts'
import { upAt, type Clocked } from '../support/clock.ts'
import { look } from '../support/look.ts'
import { PASSWORD, expect, signIn, test } from '../support/people.ts'

const ZONE = 'Europe/London'
const PHONE = { width: 390, height: 844 }
/** A job looks every few minutes of the database's clock, and the worker looks for jobs in its own time. */
const JOB = { timeout: 240_000 }

/** The instant at which the wall of the home shows it: of the evening's day, or of the morning after. */
function wall(time: string, days = 0): Date {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date(evening.getTime() + days * 86_400_000))
  const guess = new Date(`${day}T${time}:00Z`)
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' }).format(guess)
  return new Date(guess.getTime() - (Date.parse(`${shown.replace(' ', 'T')}Z`) - guess.getTime()))
}
/** The next evening that there is: the clock is only ever set ahead. */
let evening = new Date()
if (wall('19:40').getTime() < Date.now()) evening = new Date(evening.getTime() + 86_400_000)

const [SENIOR, CARER, NURSE, MANAGER, DEPUTY] = ['senior', 'carer', 'nurse', 'manager', 'deputy'].map(
  (name) => `${name}@preview.example`,
) as [string, string, string, string, string]

/** Asks the server as that person, signed in anew: what a browser holds is over when the clock is set hours ahead. */
async function ask<T>(url: string, email: string, path: string, init: RequestInit = {}): Promise<T> {
  const json = { 'content-type': 'application/json' }
  const signIn = JSON.stringify({ email, password: PASSWORD, transport: 'bearer' })
  const signed = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: json, body: signIn })
  const { data } = (await signed.json()) as { data: { tokens: { access_token: string } } }
  const headers = { ...json, authorization: `Bearer ${data.tokens.access_token}`, ...init.headers }
  const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers })
  const body = (await answer.json()) as { data: T }
  expect(answer.ok, `${path}: ${JSON.stringify(body)}`).toBe(true)
  return body.data
}
const read = <T>(url: string, email: string, path: string) => ask<T>(url, email, path)
const post = <T>(url: string, email: string, path: string, data: object, version?: number) =>
  ask<T>(url, email, path, {
    method: 'POST',
    body: JSON.stringify(data),
    headers: { 'idempotency-key': randomUUID(), ...(version === undefined ? {} : { 'if-match': `"v${version}"` }) },
  })

interface Resident {
  id: string
  name: string
  status: string
}
interface Records {
  task: { status: string }
  records: { outcome: string; occurred_at: string; author_name: string; late: boolean }[]
}
interface Version {
  id: string
  version: number
}

const nameOf = async (url: string, email: string) => (await read<{ person: { name: string } }>(url, email, '/session')).person.name
const own = (what: string) => `${what} ${randomUUID().slice(0, 8)}`
const mine = (page: Page) => page.getByRole('region', { name: 'Your shift' })
const done = (page: Page, title: string, name: string) => page.getByRole('button', { name: `Done: ${title}, ${name}` })
const outcomes = async (url: string, task: string) =>
  (await read<Records>(url, SENIOR, `/tasks/${task}`)).records.map(({ outcome }) => outcome)

async function device(browser: Browser, server: Clocked): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true, locale: 'en-GB', timezoneId: ZONE })
  await server.follow(context)
  return context.newPage()
}

/** Somebody at a device of their own. */
async function person(browser: Browser, server: Clocked, email: string): Promise<Page> {
  const page = await device(browser, server)
  await signIn(page, email, { url: server.url })
  return page
}

/** Starts the shift by the screen; what the demo's rota had them on is ended first. */
async function startShift(page: Page, server: Clocked): Promise<void> {
  await page.goto(`${server.url}/today`)
  const start = mine(page).getByRole('button', { name: 'Start shift' })
  const end = mine(page).getByRole('button', { name: 'End shift' })
  await expect(start.or(end)).toBeVisible()
  if (await end.isVisible()) {
    await end.click()
    await page.getByRole('dialog').getByRole('button', { name: 'End shift' }).click()
  }
  await start.click()
  await expect(mine(page).getByText(/^On since \d\d:\d\d$/)).toBeVisible()
}

/** Reads the handover that waits, and signs it. */
async function takeIn(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Read handover' }).click()
  await page.getByRole('button', { name: 'I have read this' }).click()
  await expect(page.getByText(/^Signed /)).toBeVisible()
  await page.getByRole('link', { name: 'Go on to Today' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  await expect(page.getByText('A handover waits for you')).toHaveCount(0)
}

async function handOver(page: Page, server: Clocked, shift: string, summary: string): Promise<void> {
  await page.goto(`${server.url}/handover/new`)
  await page.getByText(shift, { exact: true }).click()
  await page.getByLabel(/In short/).fill(summary)
  await page.getByRole('button', { name: 'Hand over now' }).click()
  await expect(page).toHaveURL(/\/handover\/[0-9a-f-]{36}$/)
}

/** The carer's phone: a browser that can be killed, and that finds again what it kept. */
async function phoneOn(profile: string, server: Clocked): Promise<{ phone: OwnBrowser; page: Page; context: BrowserContext }> {
  const phone = await browserOn(profile)
  await server.follow(phone.context)
  const page = await phone.context.newPage()
  await page.setViewportSize(PHONE)
  return { phone, page, context: phone.context }
}

test('a night from 19:45 to 08:00', async ({ browser }, info) => {
  test.setTimeout(1_800_000)
  const server = await upAt(wall('19:40'))
  const { url } = server
  const profile = mkdtempSync(join(tmpdir(), 'almoner-night-'))
  let phone: OwnBrowser | undefined
  try {
    // 19:40. The late shift's senior hands over, and lets in somebody of an agency until two.
    const senior = await person(browser, server, SENIOR)
    await handOver(senior, server, 'Late', 'Everybody is in bed but one.')
    await senior.goto(`${url}/shift/admit`)
    await senior.getByLabel('First name').fill('Asha')
    await senior.getByLabel('Family name').fill('Rao')
    await senior.getByLabel('Agency', { exact: true }).fill('Hands Ltd')
    await senior.getByText('Passport', { exact: true }).click()
    await senior.getByRole('spinbutton', { name: /^hour/ }).click()
    await senior.keyboard.type('0200')
    await senior.getByRole('button', { name: 'Let them in' }).click()
    const code = (await senior.getByRole('group', { name: 'Code' }).textContent())!.trim()

    // 19:45. The night's carer comes on: one tap, then the handover.
    await server.set(wall('19:45'))
    let night = await phoneOn(profile, server)
    phone = night.phone
    await signIn(night.page, CARER, { url })
    const carer = await nameOf(url, CARER)
    await startShift(night.page, server)
    await look(night.page, info, 'night-start')
    await takeIn(night.page)

    // The agency worker types the code on a phone of her own; her shift begins with the handover too.
    const agency = await device(browser, server)
    await agency.goto(`${url}/pass`)
    await agency.getByRole('textbox', { name: 'Code' }).fill(code)
    await agency.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(agency.getByRole('heading', { level: 1, name: 'Handover' })).toBeVisible()
    await agency.getByRole('button', { name: 'I have read this' }).click()
    await expect(agency.getByText(/^Signed /)).toBeVisible()
    await startShift(agency, server)

    // 21:00. A manager's change to a plan is published by the deputy: from now on it is for the night to do.
    await server.set(wall('21:00'))
    const { residents } = await read<{ residents: Resident[] }>(url, CARER, '/round')
    const [about, other, third] = residents.filter(({ status }) => status === 'current')
    const plan = await read<{ id: string }>(url, MANAGER, `/clients/${about!.id}/care-plan`)
    const draft = await post<Version>(url, MANAGER, `/care-plans/${plan.id}/versions`, {
      change_reason: 'Her heel is red',
    })
    const turn = own('Turn to the other side')
    await post(url, MANAGER, `/care-plan-versions/${draft.id}/task-definitions`, {
      domain: 'skin',
      title: turn,
      times: ['22:00'],
      due_minutes: 60,
    })
    const { version } = await read<Version>(url, MANAGER, `/care-plan-versions/${draft.id}`)
    await post(url, MANAGER, `/care-plan-versions/${draft.id}/submit`, {}, version)
    const deputy = await person(browser, server, DEPUTY)
    await deputy.goto(`${url}/residents/${about!.id}/plan/${draft.id}/publish`)
    await deputy.getByRole('button', { name: /^Publish version/ }).click()
    await expect(deputy.getByText(/is in force/)).toBeVisible()
    await deputy.context().close()

    // 22:00. It is due. The cellar has no Wi-Fi: two taps are kept on the phone, whose battery dies.
    await server.set(wall('22:00'))
    const check = own('Look in on him')
    const { id: checkId } = await post<{ id: string }>(url, CARER, `/clients/${other!.id}/tasks`, { title: check })
    await night.page.goto(`${url}/today`)
    await expect(done(night.page, turn, about!.name)).toBeVisible()
    const { tasks } = await read<{ tasks: { id: string; title: string }[] }>(url, CARER, '/round')
    const turnId = tasks.find(({ title }) => title === turn)!.id
    await night.context.setOffline(true)
    for (const [title, name] of [
      [turn, about!.name],
      [check, other!.name],
    ] as const) {
      await done(night.page, title, name).click()
      const card = night.page.getByRole('listitem').filter({ hasText: title }).last()
      await expect(card.getByText('Done, waiting to send')).toBeVisible()
    }
    await look(night.page, info, 'night-offline')
    await night.phone.kill()
    phone = undefined
    for (const id of [turnId, checkId]) expect(await outcomes(url, id)).toEqual([])

    // 22:20. Charged again and upstairs: what was tapped at ten is there, once, and of ten o'clock.
    await server.set(wall('22:20'))
    night = await phoneOn(profile, server)
    phone = night.phone
    await night.page.goto(url)
    const email = night.page.getByLabel('Email')
    await expect(email.or(night.page.getByRole('heading', { name: 'Today' }))).toBeVisible()
    // Chromium writes cookies to the disk every half minute: the sign-in may be gone, the taps are not.
    if (await email.isVisible()) await signIn(night.page, CARER, { url })
    for (const id of [turnId, checkId]) {
      await expect.poll(() => outcomes(url, id)).toEqual(['done'])
      const [record] = (await read<Records>(url, SENIOR, `/tasks/${id}`)).records
      expect(record!.author_name).toBe(carer)
      expect(Math.abs(Date.parse(record!.occurred_at) - wall('22:00').getTime())).toBeLessThan(15 * 60_000)
    }
    await night.page.goto(`${url}/today`)
    await expect(mine(night.page).getByText('On since 19:45')).toBeVisible()

    // 23:50. Nobody gave the drink that was due by half past ten: it is called missed, by itself.
    const drink = own('Offer a drink')
    const { id: drinkId } = await post<{ id: string }>(url, CARER, `/clients/${third!.id}/tasks`, {
      title: drink,
      due_from: server.now().toISOString(),
      due_by: wall('22:30').toISOString(),
    })
    await server.set(wall('23:50'))
    await expect
      .poll(async () => (await read<Records>(url, CARER, `/tasks/${drinkId}`)).task.status, JOB)
      .toBe('missed')

    // 01:50. The agency worker records her last deed out of reach; her pass ends at two.
    await server.set(wall('01:50', 1))
    const last = own('Change the pad')
    const { id: lastId } = await post<{ id: string }>(url, CARER, `/clients/${about!.id}/tasks`, { title: last })
    await agency.goto(`${url}/today`)
    await expect(done(agency, last, about!.name)).toBeVisible()
    await agency.context().setOffline(true)
    await done(agency, last, about!.name).click()
    const hers = agency.getByRole('listitem').filter({ hasText: last }).last()
    await expect(hers.getByText('Done, waiting to send')).toBeVisible()
    await server.set(wall('02:10', 1))
    expect(await outcomes(url, lastId)).toEqual([])
    await agency.context().setOffline(false)
    // It is kept, as hers; and she sees nobody any more.
    await expect.poll(() => outcomes(url, lastId)).toEqual(['done'])
    expect((await read<Records>(url, CARER, `/tasks/${lastId}`)).records[0]!.author_name).toBe('Asha Rao')
    expect((await agency.request.get(`${url}/api/v1/clients/${about!.id}`)).status()).toBe(404)
    await agency.goto(`${url}/today`)
    await expect(agency.getByText(about!.name)).toHaveCount(0)
    await agency.context().close()

    // 07:40. The night hands over: what was missed goes along without anybody writing it down.
    await server.set(wall('07:40', 1))
    await handOver(night.page, server, 'Night', 'Quiet until five.')
    const lines = night.page.getByRole('list', { name: `About ${third!.name}` })
    await expect(lines).toContainText(`“${drink}” was not recorded in time.`)
    await look(night.page, info, 'night-handover')

    // 07:45. The nurse of the morning starts and signs, and the night sees it.
    await server.set(wall('07:45', 1))
    const handover = night.page.url()
    const morning = await person(browser, server, NURSE)
    await startShift(morning, server)
    await takeIn(morning)
    await night.page.goto(handover)
    const comes = night.page.getByRole('list', { name: 'Who comes on' })
    const nurse = await nameOf(url, NURSE)
    await expect(comes.getByRole('listitem').filter({ hasText: nurse })).toContainText(/Read 07:\d\d/)

    // 08:00. Home.
    await server.set(wall('08:00', 1))
    await night.page.goto(`${url}/today`)
    await mine(night.page).getByRole('button', { name: 'End shift' }).click()
    const sheet = night.page.getByRole('dialog', { name: 'End your shift' })
    await expect(sheet.getByText('On since 19:45.')).toBeVisible()
    await look(night.page, info, 'night-end')
    await sheet.getByRole('button', { name: 'End shift' }).click()
    await expect(mine(night.page).getByText('You have not started your shift')).toBeVisible()
  } finally {
    await phone?.kill()
    rmSync(profile, { recursive: true, force: true })
    await server.stop()
  }
})

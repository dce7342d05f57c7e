import type { Browser, Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

interface Stay {
  id: string
  version: number
}

/** Somebody else at a device of their own, which is looked at too. */
async function another(browser: Browser, page: Page, email: string): Promise<Page> {
  const context = await browser.newContext({ viewport: page.viewportSize(), locale: 'en-GB', timezoneId: 'Europe/London' })
  const other = await context.newPage()
  await signIn(other, email)
  return other
}

/** A free bed of the home that the manager manages. */
async function freeBed(manager: Page): Promise<{ home: string; bed: string }> {
  const { homes } = await read<{ homes: { id: string; manager: string | null }[] }>(manager, '/session')
  const home = homes.find((one) => one.manager)!.id
  const beds = await read<{ id: string }[]>(manager, `/care-homes/${home}/free-beds`)
  // Other journeys take the first.
  return { home, bed: beds.at(-1)!.id }
}

/** Moves into a free bed now. Another journey may take that bed in the same instant. */
async function admit(manager: Page, client: string): Promise<void> {
  await expect(async () => {
    const { bed } = await freeBed(manager)
    await post(manager, `/clients/${client}/admissions`, { bed_id: bed })
  }).toPass()
}

/** Goes home: their plan sleeps from now on. */
async function leave(manager: Page, client: string): Promise<void> {
  const { stay } = await read<{ stay: Stay }>(manager, `/clients/${client}`)
  const answer = await manager.request.post(`${demoUrl()}/api/v1/stays/${stay.id}/discharge`, {
    headers: { origin: demoUrl(), 'idempotency-key': randomUUID(), 'if-match': `"v${stay.version}"` },
    data: { reason: 'returned_home' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}

const planOf = (client: string) => `${demoUrl()}/residents/${client}?tab=plan`

test('somebody moves in without a plan: a senior writes an initial one, the nurse publishes it; after a stay at home it sleeps until a senior has looked', async ({
  page,
  browser,
}, info) => {
  const manager = await another(browser, page, 'manager@harbour.example')
  const family = `Evening${randomUUID().slice(0, 6)}`
  const { home } = await freeBed(manager)
  const { id } = await post<{ id: string }>(manager, '/clients', {
    holding_home_id: home,
    given_name: 'Winifred',
    family_name: family,
  })
  await admit(manager, id)

  await signIn(page, 'senior@harbour.example')
  await page.goto(planOf(id))
  await expect(page.getByText('No care plan yet')).toBeVisible()
  await look(page, info, 'initial-none')
  await page.getByRole('button', { name: 'Start an initial plan' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Initial plan for/ })).toBeVisible()
  const safety = page.getByRole('region', { name: 'Safety and surroundings' })
  // Nobody asked about allergies: that is said, and never "none".
  await expect(safety.getByRole('textbox', { name: 'Risks' })).toHaveValue(/nobody has asked yet/)
  await safety.getByRole('textbox', { name: 'Support', exact: true }).fill('- ask her daughter tonight')
  await page.getByRole('button', { name: 'Add task' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What is done').fill('Look in on her')
  await dialog.getByRole('button', { name: 'Add task' }).click()
  await expect(page.getByText('1 task of up to 10')).toBeVisible()
  await look(page, info, 'initial-editor')
  const editor = page.url()
  await page.getByRole('button', { name: 'Look at it and publish' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Publish the initial plan for/ })).toBeVisible()
  // In this organisation nobody publishes what they wrote.
  const own = page.getByRole('button', { name: 'Publish the initial plan' })
  const told = page.getByText('Somebody else has to publish it')
  // Where the button stands there for a senior, pressing it says so.
  await expect(own.or(told)).toBeVisible()
  if (await own.isVisible()) await own.click()
  await expect(told).toBeVisible()
  await expect(page.getByRole('button', { name: 'Publish the initial plan' })).toHaveCount(0)
  await look(page, info, 'initial-publish-own')

  const nurse = await another(browser, page, 'nurse@harbour.example')
  await nurse.goto(planOf(id))
  await expect(nurse.getByText('An initial plan is being written')).toBeVisible()
  await look(nurse, info, 'initial-draft')
  await nurse.getByRole('link', { name: 'Look at it and publish' }).click()
  await expect(nurse.getByText('Look in on her').first()).toBeVisible()
  await look(nurse, info, 'initial-publish')
  await nurse.getByRole('button', { name: 'Publish the initial plan' }).click()
  await expect(nurse.getByText('This is an initial plan')).toBeVisible()
  await nurse.getByText(/parts are still missing for the full plan$/).click()
  await look(nurse, info, 'initial-in-force')
  // Who goes on writing in it is told, and nothing is saved over it.
  await page.goto(editor)
  await expect(page.getByText('This version is In force now')).toBeVisible()

  const carer = await another(browser, page, 'carer@harbour.example')
  await carer.goto(`${demoUrl()}/residents/${id}`)
  await expect(carer.getByText(/The full plan is still to come\.$/)).toBeVisible()
  await look(carer, info, 'initial-glance')
  await expect(carer.getByRole('tab', { name: 'Who looked' })).toHaveCount(0)

  await leave(manager, id)
  await manager.goto(planOf(id))
  await expect(manager.getByText(/^This plan sleeps since/)).toBeVisible()
  await look(manager, info, 'plan-asleep')
  await admit(manager, id)

  await carer.goto(planOf(id))
  await expect(carer.getByText('Its tasks begin when somebody who runs the shift confirms it.')).toBeVisible()
  await expect(carer.getByRole('button', { name: 'Look at it and confirm' })).toHaveCount(0)
  await page.goto(planOf(id))
  await expect(page.getByRole('button', { name: 'Look at it and confirm' })).toBeVisible()
  await look(page, info, 'plan-back')
  await page.getByRole('button', { name: 'Look at it and confirm' }).click()
  await expect(dialog.getByText(/^Nothing was written down here since/)).toBeVisible()
  await expect(dialog.getByText('Look in on her')).toBeVisible()
  await dialog.getByText('It has to change').click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Say what has to change.').first()).toBeVisible()
  await look(page, info, 'plan-confirm')
  await dialog.getByText('It is still right').click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The plan is awake: its tasks begin now')).toBeVisible()
  await expect(page.getByText(/^This plan slept since/)).toHaveCount(0)

  // Who answers for the record sees who opened it.
  await manager.goto(`${demoUrl()}/residents/${id}?tab=views`)
  const looks = manager.getByRole('table', { name: /^Who opened the record of/ })
  await expect(looks.getByRole('row', { name: /Elena Dumitru/ }).first()).toBeVisible()
  await look(manager, info, 'record-views')
  await manager.getByRole('button', { name: 'Only what Elena Dumitru opened' }).first().click()
  await expect(looks.getByText(/Santos/)).toHaveCount(0)

  // It ends, and the manager begins another one.
  await manager.goto(planOf(id))
  await manager.getByRole('button', { name: /^More for the care plan of/ }).click()
  await manager.getByRole('menuitem', { name: 'End the plan' }).click()
  await manager.getByRole('dialog').getByRole('button', { name: 'End the plan' }).click()
  await expect(manager.getByText('The care plan has ended')).toBeVisible()
  await look(manager, info, 'plan-ended')
  await manager.getByRole('button', { name: 'Begin new draft' }).click()
  await expect(manager.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  for (const other of [manager, nurse, carer]) await other.context().close()
})

test('whoever hands over sees the concerns that are open, and goes to one', async ({ page, browser }, info) => {
  const said = `Her heel is red ${randomUUID().slice(0, 8)}`
  const carer = await another(browser, page, 'carer@harbour.example')
  const { residents } = await read<{ residents: { id: string; status: string }[] }>(carer, '/round')
  const about = residents.find(({ status }) => status === 'current')!
  await post(carer, `/clients/${about.id}/concerns`, { category: 'skin', text: said, urgent: false })
  await carer.context().close()

  await signIn(page, 'senior@harbour.example')
  await page.goto(`${demoUrl()}/handover`)
  await expect(page.getByRole('heading', { level: 2, name: 'Concerns' })).toBeVisible()
  await look(page, info, 'handover-concerns')
  await page.goto(`${demoUrl()}/handover/new`)
  const open = page.getByRole('list', { name: 'Open concerns' })
  const mine = open.getByRole('listitem').filter({ hasText: said })
  await expect(mine).toContainText('Nobody sees to it yet')
  await look(page, info, 'handover-open-concerns')
  await mine.getByRole('link', { name: /^Open the concern about/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Concerns' })).toBeVisible()
  const found = page.getByRole('listitem').filter({ hasText: said })
  await expect(found).toBeFocused()
  await found.getByRole('button', { name: /^I see to it/ }).click()
  await expect(found).toContainText('sees to it')
})

import type { Page, TestInfo } from '@playwright/test'
import { post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

interface Resident {
  id: string
  given_name: string
  preferred_name: string | null
  family_name: string
  status: string
}

const phone = (info: TestInfo) => info.project.name === 'phone'
const called = ({ preferred_name, given_name, family_name }: Resident) => `${preferred_name ?? given_name} ${family_name}`

/** Somebody who lives here; each journey and each browser has another, from the end of the list, where no other journey looks. */
async function resident(page: Page, info: TestInfo, journey: number): Promise<Resident> {
  const rows = await read<Resident[]>(page, '/clients?status=current&limit=200')
  return rows.at(-1 - journey * 2 - (phone(info) ? 1 : 0))!
}

const inForce = async (page: Page, { id }: Resident) => (await read<{ active: object | null }>(page, `/clients/${id}/care-plan`)).active !== null

const WELL = {
  respiration_rate: 16,
  spo2_scale: 'scale_1',
  oxygen: 'air',
  oxygen_saturation: 97,
  systolic: 124,
  pulse: 72,
  consciousness: 'alert',
  temperature_c: 36.8,
}

/** What is found of somebody who is unwell, in the order in which it is asked. */
const UNWELL: readonly (readonly [label: string, answer: string])[] = [
  ['Breaths a minute (/min)', '26'],
  ['Oxygen scale', 'Scale 1 (usual)'],
  ['Air or oxygen', 'Air'],
  ['Oxygen saturation (%)', '91'],
  ['Systolic blood pressure (mmHg)', '98'],
  ['Pulse (/min)', '118'],
  ['Consciousness', 'New confusion'],
  ['Temperature (°C)', '38.9'],
]

async function answer(page: Page, label: string, value: string): Promise<void> {
  const choices = page.getByRole('radiogroup', { name: label, exact: true })
  if (await choices.count()) await choices.getByText(value, { exact: true }).click()
  else await page.getByLabel(label, { exact: true }).fill(value)
}

test('a senior records NEWS2: nothing is lost on the way, the server says what it means, and the plan is to be reviewed', async ({
  page,
}, info) => {
  await signIn(page, 'senior@harbour.example')
  const someone = await resident(page, info, 0)
  // As they usually are; what comes next is a rise.
  await post(page, `/clients/${someone.id}/assessments`, { instrument: 'news2', instrument_version: 1, answers: WELL })
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=assessments`)
  const card = page.getByRole('article', { name: 'NEWS2' })
  await expect(card.getByText('Score 0')).toBeVisible()
  await look(page, info, 'assessments')
  await card.getByRole('link', { name: 'Record NEWS2' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'NEWS2' })).toBeVisible()
  await expect(page.getByText(/Royal College of Physicians/).first()).toBeVisible()
  await look(page, info, 'assess')

  // Sent too early, it says what is missing.
  if (phone(info)) {
    await page.getByRole('button', { name: 'Next question' }).click()
    await expect(page.getByText('Give a number: Breaths a minute')).toBeVisible()
  } else {
    await page.getByRole('button', { name: 'Save assessment' }).click()
    await expect(page.getByTestId('error-summary')).toContainText('Choose one: Consciousness')
  }
  for (const [at, [label, value]] of UNWELL.entries()) {
    await answer(page, label, value)
    // In the middle the page is loaded again.
    if (at === 3) {
      await page.reload()
      await expect(page.getByText(/We kept what you typed/)).toBeVisible()
    }
    if (!phone(info)) continue
    if (at === 6) await look(page, info, 'assess-question')
    await page.getByRole('button', { name: at < UNWELL.length - 1 ? 'Next question' : 'Look over the answers' }).click()
  }
  if (phone(info)) {
    await expect(page.getByRole('list', { name: 'Answers' }).getByRole('listitem')).toHaveCount(UNWELL.length)
    await look(page, info, 'assess-over')
  }
  // The connection breaks as it is sent: it says so, and the second press stores it once.
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Save assessment' }).click()
  await expect(page.getByTestId('error-summary')).toBeVisible()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Save assessment' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^NEWS2 for .* is saved$/ })).toBeVisible()
  await expect(page.getByText('Score 14')).toBeVisible()
  await expect(page.getByText('High', { exact: true })).toBeVisible()
  await expect(page.getByText(/Ring 999/)).toBeVisible()
  await expect(page.getByText('A review of the care plan is due')).toBeVisible()
  await look(page, info, 'assess-saved')
  await page.getByRole('link', { name: 'Open the care plan' }).click()
  await expect(page.getByText('A score changed').first()).toBeVisible()

  const kept = await read<{ instrument: string; score: number | null }[]>(
    page,
    `/clients/${someone.id}/assessments?instrument=news2&limit=10`,
  )
  expect(kept.filter(({ score }) => score === 14)).toHaveLength(1)

  // It was the resident next door: struck out, and the one before counts again.
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=assessments`)
  await expect(card.getByText('Score 14')).toBeVisible()
  await card.getByRole('link', { name: 'Open the last NEWS2' }).click()
  await page.getByRole('button', { name: 'Strike out' }).click()
  await page.getByLabel('Why it does not hold').fill('The resident next door')
  await page.getByRole('button', { name: 'Strike assessment out' }).click()
  await expect(page.getByText(/^Struck out by .*The resident next door/)).toBeVisible()
  await look(page, info, 'assessment-struck')
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=assessments`)
  await expect(card.getByText('Score 0')).toBeVisible()
})

test('an operator’s own instrument is answered like any', async ({ page }, info) => {
  await signIn(page, 'senior@harbour.example')
  const someone = await resident(page, info, 1)
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=assessments`)
  const own = page.getByRole('article').filter({ hasText: 'Your own' }).first()
  await expect(own).toBeVisible()
  await own.getByRole('link', { name: /^Record / }).click()
  await expect(page.getByText(/^Licence: /)).toBeVisible()
  await look(page, info, 'assess-own')
})

test('a manager sees what is due in the home, by instrument and by time', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/assessments`)
  const table = page.getByRole('table', { name: 'Assessments that are due again' })
  await expect(table).toBeVisible()
  await look(page, info, 'assessments-due')
  await page.getByRole('button', { name: 'Within a week' }).click()
  await expect(page).toHaveURL(/show=week/)
  await page.goto(`${demoUrl()}/assessments?instrument=falls_checklist`)
  await expect(table.getByRole('row').nth(1)).toContainText('Falls')
  await table.getByRole('link', { name: /^Record / }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: /^Falls/ })).toBeVisible()
})

test('a carer writes down what somebody says, a senior checks it, and it stands at the glance', async ({
  page,
  browser,
}, info) => {
  const said = `The wireless at eight (${Date.now().toString(36)})`
  await signIn(page, 'carer@harbour.example')
  const someone = await resident(page, info, 2)
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=about`)
  await expect(page.getByRole('heading', { level: 1, name: called(someone) })).toBeVisible()
  await page.getByRole('button', { name: 'Write something down' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /What is it about/ }).click()
  await page.getByRole('option', { name: 'What matters to me' }).click()
  await dialog.getByLabel('In their words').fill(said)
  await look(page, info, 'about-me-write')
  await dialog.getByRole('button', { name: 'Write it down' }).click()
  const matters = page.getByRole('region', { name: 'What matters to me' })
  // Others of them may wait to be checked too.
  const written = matters.getByRole('listitem').filter({ hasText: said })
  await expect(written.getByText('Not checked yet')).toBeVisible()
  // Whoever writes it down does not check it.
  await expect(matters.getByRole('button', { name: /^Check/ })).toHaveCount(0)

  const context = await browser.newContext({
    viewport: page.viewportSize(),
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  const senior = await context.newPage()
  await signIn(senior, 'senior@harbour.example')
  await senior.goto(`${demoUrl()}/residents/${someone.id}?tab=about`)
  const word = senior.getByRole('listitem').filter({ hasText: said })
  await word.getByRole('button', { name: 'Check: What matters to me' }).click()
  await expect(word.getByText(/^Checked by/)).toBeVisible()
  await look(senior, info, 'about-me')
  await context.close()

  await page.goto(`${demoUrl()}/residents/${someone.id}`)
  await expect(page.getByText(said)).toBeVisible()
  await look(page, info, 'glance-about-me')
})

test('a manager links an assessment to a part of the plan, and the comparison shows it', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  // Somebody whose plan is in force: of a few in the demo it has ended.
  let someone = await resident(page, info, 3)
  for (let other = 8; (await page.request.get(`${demoUrl()}/api/v1/clients/${someone.id}/care-plan`)).status() === 404 || !(await inForce(page, someone)); other += 1) {
    someone = await resident(page, info, other)
  }
  await post(page, `/clients/${someone.id}/assessments`, { instrument: 'news2', instrument_version: 1, answers: WELL })
  await page.goto(`${demoUrl()}/residents/${someone.id}?tab=plan`)
  const open = page.getByRole('link', { name: /^Open draft/ }).first()
  const begin = page.getByRole('button', { name: 'Begin new draft' })
  await expect(open.or(begin).first()).toBeVisible()
  await ((await open.count()) ? open : begin).click()
  await expect(page.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  const draft = page.url().split('?')[0]!
  await page.goto(`${draft}?part=breathing`)
  await page.getByRole('button', { name: 'Link an assessment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Link an assessment' })
  await dialog.getByText(/^NEWS2, Score 0/).first().click()
  await look(page, info, 'plan-source-pick')
  await dialog.getByRole('button', { name: 'Link', exact: true }).click()
  const part = page.getByRole('region', { name: 'Breathing' })
  await expect(part.getByRole('link', { name: 'NEWS2' })).toBeVisible()
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()
  // It is still there when a text of the part is written, and after a reload.
  await page.getByRole('textbox', { name: 'Need' }).fill('Short of breath on the stairs')
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()
  await page.reload()
  await expect(part.getByRole('link', { name: 'NEWS2' })).toBeVisible()
  await look(page, info, 'plan-source')
  await page.goto(draft.replace(/\/edit$/, ''))
  await expect(page.getByRole('region', { name: 'Breathing' }).getByRole('link', { name: 'NEWS2' })).toBeVisible()
})

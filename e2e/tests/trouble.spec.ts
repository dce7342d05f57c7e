/** What goes wrong around a person: the server away or slow, a refusal, a page that is not theirs. Nothing typed is lost by any of it. */
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test, toResidents } from '../support/people.ts'

test('a server that is away keeps what was typed, and the same press goes through once it is back', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await toResidents(page)
  await page.getByRole('link', { name: 'New resident' }).click()
  await page.getByLabel('Given name').fill('Perpetua')
  await page.getByLabel('Family name').fill(`Dunmore ${info.project.name}`)
  const keys: (string | undefined)[] = []
  let away = true
  await page.route('**/api/v1/clients', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    return away ? route.abort('connectionrefused') : route.continue()
  })
  await page.getByRole('button', { name: 'Add resident' }).click()
  const summary = page.getByTestId('error-summary')
  await expect(summary).toBeFocused()
  await expect(summary).toContainText('could not be reached')
  await expect(page.getByLabel('Given name')).toHaveValue('Perpetua')
  await look(page, info, 'resident-new-no-server')
  // Also a reload, when somebody loses patience.
  await page.reload()
  await expect(page.getByText(/We kept what you typed/)).toBeVisible()
  await expect(page.getByLabel('Family name')).toHaveValue(`Dunmore ${info.project.name}`)
  const before = keys.length
  await page.getByRole('button', { name: 'Add resident' }).click()
  await expect(summary).toBeFocused()
  away = false
  await page.getByRole('button', { name: 'Add resident' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Perpetua/ })).toBeVisible()
  const since = keys.slice(before)
  expect(since.length).toBeGreaterThan(1)
  expect(new Set(since).size).toBe(1)
})

test('a refusal of the server stands at its field; the summary takes the focus and leads there', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/people/invite`)
  await page.getByLabel('Given name').fill('Bo')
  await page.getByLabel('Family name').fill('Carr')
  // Of somebody who is here.
  await page.getByLabel('Email', { exact: true }).fill('carer@harbour.example')
  await page.getByRole('button', { name: /Grade/ }).first().click()
  await page.getByRole('option', { name: 'Carer', exact: true }).click()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  const summary = page.getByTestId('error-summary')
  await expect(summary).toBeFocused()
  await look(page, info, 'person-invite-refused')
  await summary.getByRole('link').first().click()
  await expect(page.getByLabel('Email', { exact: true })).toBeFocused()
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue('carer@harbour.example')
  await expect(page.getByLabel('Given name')).toHaveValue('Bo')
})

test('a list that can’t be read says what failed with the number of the request, and is read again', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  await toResidents(page)
  await expect(page.getByRole('rowheader').first()).toBeVisible()
  let broken = true
  await page.route(/\/api\/v1\/clients\?/, async (route) => {
    if (!broken) return route.continue()
    const body = {
      data: null,
      error: { code: 'internal', message: 'Something broke on our side.', fields: [], retryable: false },
      meta: { request_id: '0198c7a2-5b1e-7c3d-9d0a-3f2b6c1e4a55' },
    }
    return route.fulfill({ status: 500, json: body })
  })
  await page.goto(`${demoUrl()}/residents?q=nobody-like-this`)
  await expect(page.getByRole('alert')).toContainText('0198c7a2-5b1e-7c3d-9d0a-3f2b6c1e4a55')
  await look(page, info, 'residents-failed')
  broken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'No resident fits' })).toBeVisible()
  await look(page, info, 'residents-none-fits')
})

test('while a list is on its way its shape stands there', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  let come = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route(/\/api\/v1\/clients\?/, async (route) => {
    await coming
    await route.continue()
  })
  await page.goto(`${demoUrl()}/residents?q=a`)
  await expect(page.getByRole('heading', { level: 1, name: 'Residents' })).toBeVisible()
  await look(page, info, 'residents-loading')
  come()
  await expect(page.getByRole('rowheader').first()).toBeVisible()
})

test('a page for others says so, and leads back', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  await page.goto(`${demoUrl()}/people/invite`)
  await expect(page.getByText('You may not see this')).toBeVisible()
  await look(page, info, 'forbidden')
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
})

test('a deed is not lost by a sign-in that ends on its last page', async ({ page }) => {
  await signIn(page, 'manager@larkfield.example')
  await page.goto(`${demoUrl()}/residents`)
  await page.getByRole('rowheader').getByRole('link').nth(20).click()
  await page.getByRole('link', { name: 'To hospital' }).or(page.getByRole('button', { name: 'To hospital' })).first().click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel(/Hospital and ward/).fill('Leicester Royal, ward 9')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.context().clearCookies()
  await page.getByRole('button', { name: /^Note that/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Password').fill('lantern-harbour-demo')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText(/Leicester Royal, ward 9/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText(/Leicester Royal, ward 9/)).toHaveCount(0)
})

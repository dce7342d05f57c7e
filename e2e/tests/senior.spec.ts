import type { Page } from '@playwright/test'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

const next = (page: Page) => page.getByRole('button', { name: 'Continue' }).click()

/** Somebody who lives here and whom no other journey touches: those begin at the other end of the round. */
async function resident(page: Page, fromTheEnd: number): Promise<string> {
  const answer = await page.request.get(`${demoUrl()}/api/v1/round`)
  const { residents } = ((await answer.json()) as { data: { residents: { id: string; status: string }[] } }).data
  const { id } = residents.filter(({ status }) => status === 'current').at(-fromTheEnd)!
  await page.goto(`${demoUrl()}/residents/${id}`)
  await expect(page.getByRole('tab', { name: 'Summary' })).toBeVisible()
  return (await page.getByRole('heading', { level: 1 }).textContent())!
}

test('a senior notes that somebody went to hospital, and that they are back', async ({ page }, info) => {
  await signIn(page, 'senior@harbour.example')
  const name = await resident(page, info.project.name === 'phone' ? 4 : 3)
  await page.getByRole('link', { name: 'To hospital' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `Where does ${name} go?` })).toBeVisible()
  await look(page, info, 'flow-question')
  await next(page)
  await expect(page.getByRole('heading', { level: 1, name: `When did ${name} leave?` })).toBeVisible()
  await look(page, info, 'flow-when')
  await next(page)
  await page.getByLabel(/Hospital and ward/).fill('Scarborough General, ward 4')
  await next(page)
  await expect(page.getByRole('heading', { level: 1, name: `Check before it is noted` })).toBeVisible()
  await look(page, info, 'flow-summary')
  await page.getByRole('button', { name: `Note that ${name} is away` }).click()
  await expect(page.getByText(`Noted: ${name} is away`)).toBeVisible()
  await expect(page.getByText('Scarborough General, ward 4').first()).toBeVisible()
  await look(page, info, 'resident-away')

  await page.getByRole('link', { name: 'Note the return' }).click()
  await next(page)
  await next(page)
  await page.getByRole('button', { name: 'Note the return' }).click()
  await expect(page.getByText(`The return of ${name} is noted`)).toBeVisible()
  await expect(page.getByText('Living here').first()).toBeVisible()
})

test('a death is noted on the last page and not before', async ({ page }, info) => {
  await signIn(page, 'senior@harbour.example')
  const name = await resident(page, 1)
  await page.getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitem', { name: 'Note a death' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `When did ${name} die?` })).toBeVisible()
  await look(page, info, 'death-when')
  await page.getByText('Now', { exact: true }).click()
  await next(page)
  await page.getByLabel(/Note/).fill('Her daughter was with her.')
  await next(page)
  await expect(page.getByRole('heading', { level: 1, name: 'Check what will be noted' })).toBeVisible()
  await next(page)
  const act = page.getByRole('button', { name: `Note the death of ${name}` })
  await expect(act).toBeDisabled()
  await look(page, info, 'death-confirm')
  await page.getByText('Yes, this is the right person').click()
  await act.click()
  await expect(page.getByText(`The death of ${name} is noted`)).toBeVisible()
  await look(page, info, 'resident-died')
})

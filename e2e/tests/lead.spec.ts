import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

test('a compliance lead reads every home and changes none', async ({ page }, info) => {
  await signIn(page, 'compliance@harbour.example')
  const first = page.getByRole('rowheader').getByRole('link').first()
  await expect(first).toBeVisible()
  await look(page, info, 'lead-residents')
  for (const name of ['New resident', 'Import from a file']) {
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  }

  // The switcher narrows the list to one home, and the address of the list stays plain.
  await page.getByRole('button', { name: /Which home is shown/ }).click()
  const home = page.getByRole('menuitem').nth(1)
  const called = (await home.textContent())!
  await home.click()
  await expect(page.getByRole('button', { name: `Which home is shown: ${called}` })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Home', exact: true })).toHaveCount(0)

  await first.click()
  await expect(page.getByRole('tab', { name: 'Summary' })).toBeVisible()
  for (const name of ['Admit', 'To hospital', 'Note the return']) {
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0)
  }
  await expect(page.getByRole('button', { name: /^More/ })).toHaveCount(0)
  const address = page.url().split('?')[0]!
  await look(page, info, 'lead-resident')

  // An address that is typed offers no more than the page did.
  await page.goto(`${address}/edit`)
  await expect(page.getByText('This can’t be done now')).toBeVisible()
  await look(page, info, 'lead-not-offered')
  await page.goto(`${demoUrl()}/homes`)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Units, rooms and beds' })).toBeVisible()
  for (const name of ['Add unit', 'Add rooms']) await expect(page.getByRole('button', { name })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /What to do with/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Edit home' })).toHaveCount(0)
})

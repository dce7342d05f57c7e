import { look } from '../support/look.ts'
import { PASSWORD, demoUrl, expect, signIn, test, toResidents } from '../support/people.ts'

test('a manager registers somebody; nothing typed is lost by a mistake or a reload', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await toResidents(page)
  await page.getByRole('link', { name: 'New resident' }).click()
  await expect(page.getByLabel('Given name')).toBeVisible()
  await look(page, info, 'resident-new')

  await page.getByRole('button', { name: 'Add resident' }).click()
  const summary = page.getByRole('alert').filter({ hasText: 'problem' })
  await expect(summary).toBeVisible()
  await look(page, info, 'resident-new-mistakes')
  await summary.getByRole('link').first().click()
  await expect(page.getByLabel('Given name')).toBeFocused()

  await page.getByLabel('Given name').fill('Dorothea')
  await page.getByLabel('Family name').fill(`Quayle ${info.project.name}`)
  await page.reload()
  await expect(page.getByLabel('Given name')).toHaveValue('Dorothea')
  await page.getByRole('button', { name: 'Add resident' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Dorothea/ })).toBeVisible()
  await look(page, info, 'resident-prospective')
})

test('somebody else changed the same field: both versions, and a choice', async ({ page, browser }, info) => {
  await signIn(page, 'manager@harbour.example')
  await toResidents(page)
  await page.getByRole('rowheader').getByRole('link').nth(info.project.name === 'phone' ? 2 : 4).click()
  await expect(page).toHaveURL(/\/residents\/[0-9a-f-]{36}/)
  const edit = `${page.url().split('?')[0]}/edit`
  await page.goto(edit)
  const preferred = page.getByLabel(/Likes to be called/)
  await expect(preferred).toBeVisible()

  const other = await browser.newPage()
  await signIn(other, 'deputy@harbour.example')
  await other.goto(edit)
  await other.getByLabel(/Likes to be called/).fill('Theirs')
  await other.getByRole('button', { name: /Save/ }).click()
  await expect(other).not.toHaveURL(/edit$/)
  await other.close()

  await preferred.fill('Mine')
  await page.getByRole('button', { name: /Save/ }).click()
  await expect(page.getByText('Somebody changed this while you were working')).toBeVisible()
  await look(page, info, 'conflict')
  await page.getByRole('button', { name: 'Take all of yours' }).click()
  await page.getByRole('button', { name: 'Save this' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Mine/ })).toBeVisible()
})

test('a sign-in that ends under a form is renewed over it', async ({ page }, info) => {
  await signIn(page, 'manager@larkfield.example')
  await page.goto(`${demoUrl()}/residents`)
  // Larkfield's word for a resident.
  await page.getByRole('link', { name: 'New tenant' }).click()
  await page.getByLabel('Given name').fill('Winifred')
  await page.getByLabel('Family name').fill(`Renewed ${info.project.name}`)
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Add tenant' }).click()
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
  await expect(dialog.getByText('Sign in again')).toBeVisible()
  await look(page, info, 'sign-in-again')
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Winifred/ })).toBeVisible()
})

test('a manager looks at their home', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/homes`)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Units, rooms and beds' })).toBeVisible()
  await look(page, info, 'home')
})

test('one’s own account', async ({ page }, info) => {
  await signIn(page, 'deputy@larkfield.example')
  await page.goto(`${demoUrl()}/me`)
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible()
  await look(page, info, 'account')
})

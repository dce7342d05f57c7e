import { demoUrl, expect, signIn, test, toResidents } from '../support/people.ts'

test('what a colleague changes shows by itself', async ({ page, browser }, info) => {
  await signIn(page, 'manager@harbour.example')
  await toResidents(page)
  const row = page.getByRole('rowheader').getByRole('link').nth(info.project.name === 'phone' ? 6 : 7)
  await expect(row).toBeVisible()
  const address = await row.getAttribute('href')
  // A reload would lose this mark.
  await page.evaluate(() => Object.assign(globalThis, { stillHere: true }))

  const other = await browser.newPage()
  await signIn(other, 'deputy@harbour.example')
  await other.goto(`${demoUrl()}${address}/edit`)
  const called = `Live ${info.project.name}`
  await other.getByLabel(/Likes to be called/).fill(called)
  await other.getByRole('button', { name: /Save/ }).click()
  await expect(other).not.toHaveURL(/edit$/)
  await other.close()

  await expect(page.locator(`a[href="${address}"]`).first()).toContainText(called)
  expect(await page.evaluate(() => 'stillHere' in globalThis)).toBe(true)
})

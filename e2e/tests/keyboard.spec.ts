import { expect, signIn, test } from '../support/people.ts'

test('the list is worked by keyboard alone', async ({ page }) => {
  await signIn(page, 'carer@harbour.example')
  const names = page.getByRole('rowheader').getByRole('link')
  await expect(names.first()).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search residents' })).toBeFocused()
  await names.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(names.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/residents\/[0-9a-f-]{36}/)
})

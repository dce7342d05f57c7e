import { expect, type Locator } from '@playwright/test'

/**
 * Types and chooses, again where the list went away under the finger: it closes when the page scrolls, and what the server
 * found meanwhile takes the place of what stood there. `keeps`: what is chosen stands in the box afterwards.
 */
export async function choose(box: Locator, words: string, option: string, keeps = true): Promise<void> {
  const choice = box.page().getByRole('option', { name: option })
  await expect(async () => {
    await box.fill('')
    await box.fill(words)
    await choice.click({ timeout: 5_000 })
    if (keeps) await expect(box).toHaveValue(option, { timeout: 5_000 })
  }).toPass()
}

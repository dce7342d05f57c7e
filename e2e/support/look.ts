/**
 * What holds on every screen: no violation that axe knows in either theme, controls big enough for a
 * thumb, nothing refused by the content security policy, no error on the console. Takes the screen's
 * picture on the way.
 */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const pictures = join(import.meta.dirname, '..', '..', 'target', 'e2e', 'screens')

/** The least side of a control, in CSS pixels: 44 where fingers are, 32 for dense rows under a fine pointer. */
const LEAST = { phone: 44, tablet: 44, desktop: 32 }
type Size = keyof typeof LEAST

/** A tablet upright: the same fingers as on a phone, so a screen is looked at in both sizes on its way. */
const TABLET = { width: 820, height: 1180 }

interface Small {
  what: string
  width: number
  height: number
}

/** Controls that are too small to hit. Links in running text are excused, as WCAG 2.5.8 does. */
async function tooSmall(page: Page, least: number): Promise<Small[]> {
  return page.evaluate((least) => {
    const controls = document.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=tab], [role=menuitem], [role=option], [role=checkbox], [role=radio], [role=switch]',
    )
    const small: { what: string; width: number; height: number }[] = []
    for (const control of controls) {
      const style = getComputedStyle(control)
      if (style.visibility === 'hidden' || style.display === 'none' || control.closest('[inert], [hidden], [aria-hidden=true]')) continue
      // A visually hidden input inside its label: the label is what people hit.
      const label = control instanceof HTMLInputElement ? control.closest('label') : null
      const box = (label ?? control).getBoundingClientRect()
      if (box.width <= 1 || box.height <= 1) continue
      if (control.matches('[data-skip-link]:not(:focus)')) continue
      // Buttons for screen readers only, such as React Aria's "Dismiss", stand in a clipped pixel.
      const around = control.parentElement?.getBoundingClientRect()
      if (around && (around.width <= 1 || around.height <= 1)) continue
      const prose = control.tagName === 'A' && style.display === 'inline' && control.closest('p, li, dd, td, figcaption')
      if (prose) continue
      if (box.width < least - 0.5 || box.height < least - 0.5) {
        small.push({
          what: `${control.tagName.toLowerCase()} "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 40)}" ${control.className}`,
          width: Math.round(box.width),
          height: Math.round(box.height),
        })
      }
    }
    return small
  }, least)
}

/** Looks at the screen as it is now, in both themes, and keeps a picture of each under `name`. */
export async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  if (info.project.name !== 'phone') return lookAt(page, name, 'desktop')
  await lookAt(page, name, 'phone')
  const phone = page.viewportSize()
  await page.setViewportSize(TABLET)
  // Where the page stood on the phone, what is now half beneath the head would count as too small.
  await page.evaluate(() => scrollTo(0, 0))
  await lookAt(page, name, 'tablet')
  if (phone) await page.setViewportSize(phone)
}

/** Until the page stands there in that theme, or in the one that the person has chosen: a busy machine draws late. */
async function drawn(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.waitForFunction((theme) => {
    const root = document.documentElement
    const wanted = root.dataset['theme'] ?? theme
    const parts = getComputedStyle(root).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? []
    // sRGB as 0 to 255, or as 0 to 1 where the browser says `color(srgb …)`.
    const light = Math.max(...parts.slice(0, 3)) > (parts.some((part) => part > 1) ? 127 : 0.5)
    return light === (wanted === 'light')
  }, theme)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

async function lookAt(page: Page, name: string, size: Size): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await drawn(page, theme)
    await page.screenshot({ path: join(pictures, `${name}-${size}-${theme}.png`) })
    // A tablet's dark is told of by the phone's, which has its controls, and the desktop's, which has its frame.
    if (theme === 'dark' && size === 'tablet') continue
    // Beneath an open dialog the page is hidden on purpose, its main part and heading with it. Axe
    // guesses that from what covers the window, and guesses wrong where the page is scrolled.
    const beneath = (await page.getByRole('dialog').or(page.getByRole('alertdialog')).count()) > 0
    // A stylesheet that did not come, as without a connection, axe asks for again to read it, and puts it into a page of its own making,
    // which the policy refuses. No rule that is asked here reads stylesheets. Every page is of one frame, so axe needs no
    // page of its own to add up what it found in each.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ preload: { assets: ['media'] } })
    // The dark theme is the same page in other colours: what else axe asks was answered in the light.
    if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    else {
      axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      axe.disableRules(beneath ? ['landmark-one-main', 'page-has-heading-one'] : [])
    }
    const found = await axe.analyze()
    const violations = found.violations.map((v) => `${v.id}: ${v.help} at ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
    expect.soft(violations, `${name}, ${size}, ${theme}`).toEqual([])
  }
  expect.soft(await tooSmall(page, LEAST[size]), `${name}, ${size}: controls that are too small`).toEqual([])
  // A table that is wider than its frame loses its last columns without a sign.
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.table-frame')]
      .filter((frame) => (frame.firstElementChild?.getBoundingClientRect().right ?? 0) > frame.getBoundingClientRect().right + 1)
      .map((frame) => frame.firstElementChild?.getAttribute('aria-label')),
  )
  expect.soft(cut, `${name}, ${size}: tables that are cut off`).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect.soft(wide, `${name}, ${size}: the page scrolls sideways`).toBeLessThanOrEqual(0)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

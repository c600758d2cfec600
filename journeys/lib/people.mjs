// The invented people of the demonstration and what they do with pages.
import assert from 'node:assert/strict'
import { page } from './browser.mjs'

export const PASSWORD = 'Lien-Thong-2016'

// A tab of somebody who has signed in.
export async function signedIn(browser, platform, login, options) {
  const tab = await page(browser, platform.url, options)
  await tab.goto('/dang-nhap')
  await tab.locator('input[name=login]').fill(login)
  await tab.locator('input[name=password]').fill(PASSWORD)
  await tab.keyboard.press('Enter')
  await tab.waitForURL((url) => !url.pathname.startsWith('/dang-nhap'))
  return tab
}

// Does one of the actions that the page of a dossier offers: opens its form, fills it, sends it.
export async function act(tab, name, fields = {}) {
  const form = tab.locator(`form[action$="/${name}"]`)
  const offered = await tab.locator('form[action*="/ho-so/"]').evaluateAll((forms) => forms.map((form) => form.action.split('/').pop()))
  assert.equal(await form.count(), 1, `${name} is not offered; offered: ${offered.join(', ')}`)
  const fold = tab.locator('details', { has: form })
  if ((await fold.count()) && !(await fold.evaluate((details) => details.open))) await fold.locator('summary').first().click()
  for (const [field, value] of Object.entries(fields)) {
    const input = form.locator(`[name="${field}"]`).first()
    const kind = await input.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type))
    if (kind === 'select') await input.selectOption(value)
    else if (kind === 'radio' || kind === 'checkbox') await form.locator(`[name="${field}"][value="${value}"]`).check()
    else await input.fill(value)
  }
  await form.locator('button[type=submit], button:not([type])').first().click()
  await tab.waitForLoadState()
  assert.equal(await tab.locator('.govuk-error-summary').count(), 0, `${name}: ${await tab.getByRole('main').innerText()}`)
}

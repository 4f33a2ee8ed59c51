import { DEMO_PASSWORD } from './support/demo.ts';
import { expect, signIn, test } from './support/fixtures.ts';
import { press } from './support/pages.ts';

// Long lists in a browser that runs no scripts.

test.use({ site: 'demo' });

test('lists are filtered, sorted and paged by forms and links', async ({ page }) => {
  await signIn(page, 'admin', DEMO_PASSWORD);
  await page.goto('/admin/appointments');
  await expect(page.getByRole('rowheader')).toHaveCount(25);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByText(/^Page 2 of \d+/)).toBeVisible();
  await page.getByRole('columnheader', { name: 'Date' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByLabel('Doctor', { exact: true }).selectOption({ index: 1 });
  await press(page, 'Show');
  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'Cancelled' }).click();
  await expect(page).toHaveURL(/doctor_id=\d+&status=cancelled&sort=soonest/);
  for (const row of await page.getByRole('row').filter({ has: page.getByRole('rowheader') }).all()) {
    await expect(row).toContainText('Cancelled');
  }

  await page.goto('/doctors');
  await page.getByRole('navigation', { name: 'Specializations' }).getByRole('link').nth(1).click();
  await expect(page).toHaveURL(/\/doctors\?specialization=/);
  await expect(page.getByRole('navigation', { name: 'Specializations' }).getByRole('link').nth(1)).toHaveAttribute('aria-current', 'true');
  await page.goto('/patients?page=2');
  await page.getByRole('link', { name: 'Last page' }).click();
  await expect(page.getByText(/^Page (\d+) of \1,/)).toBeVisible();
  await page.getByLabel('Search', { exact: true }).fill('a');
  await press(page, 'Find');
  await expect(page.getByText(/^Only 25 of \d+ patients are shown/)).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveCount(25);
  await expect(page).not.toHaveURL(/q=/);
});

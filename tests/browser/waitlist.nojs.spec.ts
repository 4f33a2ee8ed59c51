import { expect, signIn, test } from './support/fixtures.ts';
import { announced, fill, press } from './support/pages.ts';
import { call } from './support/seed.ts';
import { dayOf, longTime, shortTime } from './support/words.ts';

// The waiting list in a browser that runs no scripts.

test('a patient joins, is offered what comes free, and takes it', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Ada Quist', specialization: 'Cardiology' });
  const slots = await seed.slots(doctor.id);
  const [slot, last] = [slots[4], slots.at(-1)];
  if (!slot || !last) throw new Error('no free times');
  const holder = await seed.patient();
  await seed.appointment(holder, doctor, { startsAt: slot.starts_at });

  await signIn(page, (await seed.patient()).username);
  await page.goto(`/waitlist/new?doctor_id=${doctor.id}`);
  await press(page, 'Join the waiting list');
  await expect(page.getByLabel('Last day that helps', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await fill(page, { 'Last day that helps': dayOf(last) });
  await press(page, 'Join the waiting list');
  await expect(page).toHaveURL(/\/appointments$/);
  await announced(page, 'You are on the waiting list.');

  await seed.acting(holder.username, async (client) => {
    const { upcoming } = await (await client.get('/api/appointments/mine')).json();
    await call(client, `/api/appointments/${upcoming[0].id}/cancel`, {});
  });
  const offer = page.getByRole('region', { name: `${doctor.fullName} has a time for you` });
  await expect(async () => {
    await page.goto('/appointments');
    await expect(offer).toContainText(shortTime(slot), { timeout: 500 });
  }).toPass();
  await press(offer, 'Accept');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment');
  await announced(page, `Yours: ${longTime(slot)}.`);
});

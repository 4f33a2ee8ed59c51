import type { Browser, Page } from '@playwright/test';
import { type Doctor, expect, hydrated, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused } from './support/pages.ts';
import type { Seed, Slot } from './support/seed.ts';
import { dayOf, longDay, longTime, shortTime } from './support/words.ts';

// The waiting list: what comes free goes from one patient's browser to the next one's.

// A browser notes what the server refuses.
test.use({ allowConsole: refused(422) });

/** A page asks every 15 seconds whether something is offered. */
const BY_ITSELF = { timeout: 40_000 };

/** Somebody else's browser, signed in. */
async function elsewhere(browser: Browser, url: string, who: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, who.username);
  return page;
}

/** The offer on a patient's page. */
const offerOn = (page: Page, doctor: Doctor) => page.getByRole('region', { name: `${doctor.fullName} has a time for you` });

/** The patient's next visit is given up. */
async function cancel(seed: Seed, patient: Person): Promise<void> {
  await seed.acting(patient.username, async (client) => {
    const { upcoming } = await (await client.get('/api/appointments/mine')).json();
    const answer = await client.post(`/api/appointments/${upcoming[0].id}/cancel`, { data: {} });
    expect(answer.status(), await answer.text()).toBe(200);
  });
}

async function times(seed: Seed, doctor: Doctor): Promise<[Slot, Slot]> {
  const slots = await seed.slots(doctor.id);
  const [soon, late] = [slots[5], slots.at(-1)];
  if (!soon || !late) throw new Error('no free times');
  return [soon, late];
}

test('a time that comes free is offered, declined, taken by the next, and what they had goes on', async ({
  page,
  browser,
  clinic,
  seed,
}) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Mara Quell', specialization: 'Cardiology' });
  const [soon, late] = await times(seed, doctor);
  const [ada, ben, cleo] = [await seed.patient(), await seed.patient('Ben Okri'), await seed.patient('Cleo Marsh')];
  await seed.appointment(ada, doctor, { startsAt: soon.starts_at });
  await seed.appointment(cleo, doctor, { startsAt: late.starts_at });

  // Ben wants any time.
  await signIn(page, ben.username);
  await open(page, `/waitlist/new?doctor_id=${doctor.id}`, 'Join the waiting list');
  await fill(page, { 'Last day that helps': '' });
  await press(page, 'Join the waiting list');
  await expect(page.getByLabel('Last day that helps', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await fill(page, { 'Last day that helps': dayOf(late), Note: 'Any day will do' });
  await press(page, 'Join the waiting list');
  await announced(page, 'You are on the waiting list.');
  await arrived(page, 'Your appointments');
  await expect(page.getByRole('region', { name: 'On the waiting list' })).toContainText('Any day will do');

  // Cleo has a time and wants an earlier one.
  const other = await elsewhere(browser, clinic.url, cleo);
  const visit = await seed.acting(cleo.username, async (client) => {
    const { upcoming } = await (await client.get('/api/appointments/mine')).json();
    return upcoming[0].id;
  });
  await open(other, `/waitlist/new?appointment_id=${visit}`, 'Ask for an earlier time');
  await expect(other.getByText(`Earlier than ${shortTime(late)}`)).toBeVisible();
  await press(other, 'Join the waiting list');
  await arrived(other, 'Your appointments');

  await cancel(seed, ada);
  await expect(offerOn(page, doctor)).toContainText(shortTime(soon), BY_ITSELF);
  await expect(offerOn(page, doctor)).toContainText('Kept for you until');
  await arrived(page, 'Your appointments');
  expect((await seed.slots(doctor.id)).map((slot) => slot.starts_at)).not.toContain(soon.starts_at);
  await press(offerOn(page, doctor), 'Decline');
  await announced(page, 'Declined. You are still on the waiting list.');
  await expect(offerOn(page, doctor)).toHaveCount(0);

  await expect(offerOn(other, doctor)).toContainText(shortTime(soon), BY_ITSELF);
  await expect(offerOn(other, doctor)).toContainText(`It replaces your appointment of ${shortTime(late)}.`);
  await press(offerOn(other, doctor), 'Accept');
  await announced(other, `Yours: ${longTime(soon)}.`);
  await expect(other.getByRole('region', { name: 'Your next visit' })).toContainText(longTime(soon));
  await expect(offerOn(other, doctor)).toHaveCount(0);

  // The time Cleo had goes to Ben.
  await expect(offerOn(page, doctor)).toContainText(shortTime(late), BY_ITSELF);
  await press(offerOn(page, doctor), 'Accept');
  await expect(page.getByRole('region', { name: 'Your next visit' })).toContainText(longTime(late));
  await expect(page.getByRole('region', { name: 'On the waiting list' })).toHaveCount(0);
  await other.context().close();
});

test('the front desk sees who waits, says how pressing it is, and gives a time by hand', async ({ page, browser, clinic, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Ivo Brandt' });
  const [soon, late] = await times(seed, doctor);
  const [rosa, dana] = [await seed.patient('Rosa Waits'), await seed.staff('front_desk', 'Dana Desk')];
  const own = await elsewhere(browser, clinic.url, rosa);
  await open(own, `/waitlist/new?doctor_id=${doctor.id}`, 'Join the waiting list');
  await fill(own, { 'Last day that helps': dayOf(late) });
  // Only the first times that suit are proposed, which else may all be today's.
  await own.getByLabel(longDay(dayOf(soon)).split(' ')[0] ?? '', { exact: true }).check();
  await press(own, 'Join the waiting list');
  await arrived(own, 'Your appointments');

  await signIn(page, dana.username);
  await page.getByRole('banner').getByRole('link', { name: 'Waiting list' }).click();
  await hydrated(page);
  await arrived(page, 'Waiting list');
  const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Rosa Waits' }) });
  await expect(item).toContainText('Routine');
  await item.getByLabel('Urgency', { exact: true }).selectOption('Urgent');
  await press(item, 'Set the urgency of Rosa Waits');
  await announced(page, 'The urgency is set.');
  await expect(item.locator('.badge')).toHaveText('Urgent');

  await item.getByRole('link', { name: 'Place by hand Rosa Waits' }).click();
  await arrived(page, 'Place by hand');
  await page.getByLabel('Free times that suit', { exact: true }).selectOption(shortTime(soon));
  await press(page, `Give this time with ${doctor.fullName}`);
  await announced(page, 'The time is offered, and kept until they answer.');
  await arrived(page, 'Waiting list');
  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: /^Offered/ }).click();
  await expect(item).toContainText(`Offered: ${doctor.fullName}, ${shortTime(soon)}, kept until`);
  await arrived(page, 'Waiting list');

  await expect(offerOn(own, doctor)).toContainText(shortTime(soon), BY_ITSELF);
  await press(offerOn(own, doctor), 'Accept');
  await announced(own, `Yours: ${longTime(soon)}.`);
  await own.context().close();

  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: /^Filled/ }).click();
  await expect(item).toContainText('Filled on');
  await expect(page.getByText('Offered times taken')).toBeVisible();
});

test('who does not wait any more withdraws', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const [, late] = await times(seed, doctor);
  await signIn(page, (await seed.patient()).username);
  await open(page, `/waitlist/new?doctor_id=${doctor.id}`, 'Join the waiting list');
  await fill(page, { 'Last day that helps': dayOf(late) });
  await page.getByLabel('Tuesday', { exact: true }).check();
  await press(page, 'Join the waiting list');
  const waiting = page.getByRole('region', { name: 'On the waiting list' });
  await expect(waiting).toContainText('Tue, up to');
  await waiting.locator('summary', { hasText: 'Withdraw' }).click();
  await press(waiting, `Yes, withdraw the request for ${doctor.fullName}, General practice`);
  await announced(page, 'The request is withdrawn.');
  await expect(waiting).toHaveCount(0);
  await arrived(page, 'Your appointments');
});

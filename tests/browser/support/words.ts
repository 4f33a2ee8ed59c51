import type { Slot } from './seed.ts';

// Days and times in the words the pages use for them.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
];

/** The day of a free time, as `2026-11-24`. */
export function dayOf(slot: Slot): string {
  return slot.starts_at.slice(0, 10);
}

/** When a free time begins on the clinic's clock: `09:30`. */
export function clock(slot: Slot): string {
  return slot.starts_at.slice(11, 16);
}

function parts(day: string): { weekday: string; date: number; month: string; year: number } {
  const date = new Date(`${day}T00:00:00Z`);
  return {
    weekday: DAYS[date.getUTCDay()] ?? '',
    date: date.getUTCDate(),
    month: MONTHS[date.getUTCMonth()] ?? '',
    year: date.getUTCFullYear(),
  };
}

/** The day in the clinic at a moment, as `2026-11-24`. */
export function clinicDay(at = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(at);
}

/** `Tuesday 24 November 2026` */
export function longDay(day: string): string {
  const { weekday, date, month, year } = parts(day);
  return `${weekday} ${date} ${month} ${year}`;
}

/** `November 2026` */
export function monthOf(day: string): string {
  const { month, year } = parts(day);
  return `${month} ${year}`;
}

/** `Tue 24 Nov` */
export function shortDay(day: string): string {
  const { weekday, date, month } = parts(day);
  return `${weekday.slice(0, 3)} ${date} ${month.slice(0, 3)}`;
}

/** `Tue 24 Nov, 09:30` */
export function shortTime(slot: Slot): string {
  return `${shortDay(dayOf(slot))}, ${clock(slot)}`;
}

/** `Tuesday 24 November 2026 at 09:30` */
export function longTime(slot: Slot): string {
  return `${longDay(dayOf(slot))} at ${clock(slot)}`;
}

/** A day so many days later. */
export function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

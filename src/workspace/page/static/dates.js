// Moments in the reader's own time zone, in Slack's formats.

const day = (date) => date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const formats = {
  date_num: (date) => date.toLocaleDateString('sv'),
  date: (date) => date.toLocaleDateString(undefined, { year: 'numeric', month: 'long', day: 'numeric' }),
  date_short: day,
  date_long: (date) =>
    date.toLocaleDateString(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
  time: (date) => date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false }),
  time_secs: (date) => date.toLocaleTimeString(undefined, { hour12: false }),
  ago: (date) => ago((Date.now() - date.getTime()) / 60_000),
};
for (const name of ['date', 'date_short', 'date_long']) {
  formats[`${name}_pretty`] = (date) => near(date) ?? formats[name](date);
}

export function showDates(root) {
  for (const time of root.querySelectorAll('time[data-format]')) {
    const date = new Date(time.dateTime);
    time.textContent = time.dataset.format.replaceAll(/\{(\w+)\}/g, (whole, name) => formats[name]?.(date) ?? whole);
    time.title = date.toLocaleString();
  }
}

function near(date) {
  const days = Math.round((new Date(day(new Date())) - new Date(day(date))) / 86_400_000);
  return { 0: 'today', 1: 'yesterday', '-1': 'tomorrow' }[days];
}

function ago(minutes) {
  if (Math.abs(minutes) < 1) return 'just now';
  const span = spanOf(Math.abs(minutes));
  return minutes < 0 ? `in ${span}` : `${span} ago`;
}

function spanOf(minutes) {
  if (minutes < 60) return `${Math.round(minutes)} min`;
  return minutes < 60 * 48 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} days`;
}

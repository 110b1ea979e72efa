/** Why a playbook may not be called so, as one sentence; null when it may. `taken` are the names in `playbooks/`. */
export function problemWith(id: string, taken: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    const better = kebab(id);
    const hint = better === '' ? '' : `: “${better}”, say`;
    return `“${id}” cannot be the id of a playbook. It begins with a small letter, and has small letters and digits joined by single hyphens${hint}.`;
  }
  if (id.length > LONGEST) return `“${id}” is too long for people to type: ${LONGEST} characters are the most.`;
  if (taken.includes(id)) return `playbooks/${id} is there already: choose another id, or remove it first.`;
  return null;
}

const LONGEST = 40;

/** The name that an index imports it by: `alb502`; a single word, which JavaScript may have a use for, gets a suffix. */
export function bindingOf(id: string, suffix: string): string {
  const words = id.split('-');
  const [first = '', ...rest] = words;
  if (rest.length === 0) return `${first}${suffix}`;
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The nearest id that may be: `ALB 502` and `alb_502` mean `alb-502`. */
function kebab(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
}

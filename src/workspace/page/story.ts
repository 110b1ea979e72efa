import { html, nothing, type Html } from './html.ts';

/** A sample incident, with a channel of its own. The visitor diagnoses it and then compares. */
export interface SampleIncident {
  readonly id: string;
  /** The channel's name, without `#`. */
  readonly channel: string;
  /** The symptom in a few words, as a person on call would hear it: it must not give the cause away. */
  readonly title: string;
  /** The symptom in a sentence or two, for the alarm; the title stands in for it. */
  readonly symptom?: string;
  /** What to type to diagnose it: `/diagnose alb-502 checkout`. */
  readonly ask: string;
  /** What really happened, in three to five sentences. */
  readonly story: string;
  /** What a right diagnosis says: `sg-blocks-target, on sg-0abc`. */
  readonly truth: string;
}

/** The panel on top of an incident's channel: the symptom and what to type, then what happened, for those who ask. */
export function storyPanel(incident: SampleIncident | undefined): Html {
  if (incident === undefined) return nothing;
  return html`<section class="story" data-incident="${incident.id}">
    <div class="ask">
      <p><strong>${incident.title}</strong><span>Ask for the root cause, then compare with what happened.</span></p>
      <button type="button" class="button primary" data-do="try" data-text="${incident.ask}">
        <code>${incident.ask}</code>
      </button>
    </div>
    <details>
      <summary>What happened here<small>Diagnose it first, then compare</small></summary>
      <div class="truth">
        <p>${incident.story}</p>
        <p><strong>A right diagnosis says:</strong> ${incident.truth}</p>
      </div>
    </details>
  </section>`;
}

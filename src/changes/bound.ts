import { CannotChange } from '#playbook';
import type { AnyRemediation, ChangeContext, Doing, LookContext, Preview, Remediation } from '#playbook';
import type { Proposal } from '#store';
import { canonicalText } from '../approval/canonical.ts';

/** A remediation together with the parameters and the preview of one change: what was approved, ready to be done. */
export interface BoundRemediation {
  readonly spec: AnyRemediation;
  readonly preview: (until: Date, context: LookContext) => Promise<Preview>;
  readonly apply: (doing: Doing & { readonly until: Date }) => Promise<void>;
  readonly readBack: (context: ChangeContext) => ReturnType<Remediation['readBack']>;
  readonly verify: (since: Date, context: ChangeContext) => ReturnType<Remediation['verify']>;
  readonly objection: (context: ChangeContext) => Promise<string | null>;
  readonly undone: (context: ChangeContext) => ReturnType<Remediation['undone']>;
  /** Null where AWS need not be told of a later end. */
  readonly extend: ((doing: Doing & { readonly until: Date }) => Promise<void>) | null;
  /** Null where nothing is left to be undone. */
  readonly undo: ((doing: Doing) => Promise<void>) | null;
}

/**
 * Reads the form of a change once more. Throws `CannotChange` when this version of the remediation makes something else
 * of it than was approved.
 */
export function bind(spec: AnyRemediation, { given, params, preview }: Omit<Bindable, 'action'>): BoundRemediation {
  const parsed = spec.parse(given);
  if (!parsed.ok || canonicalText(parsed.params) !== canonicalText(params))
    throw new CannotChange('This version of OpsMedic reads the form differently.');
  const own = parsed.params;
  const { extend, undo } = spec;
  return {
    spec,
    preview: (until, context) => spec.preview(own, until, context),
    apply: (doing) => spec.apply(own, preview, doing),
    readBack: (context) => spec.readBack(own, preview, context),
    verify: (since, context) => spec.verify(own, preview, since, context),
    objection: async (context) => (spec.objection ? spec.objection(own, preview, context) : null),
    undone: (context) => spec.undone(own, preview, context),
    extend: extend ? (doing) => extend(own, preview, doing) : null,
    undo: undo ? (doing) => undo(own, preview, doing) : null,
  };
}

/** What of a proposal says what is to be done. */
export type Bindable = Pick<Proposal, 'action' | 'params' | 'given' | 'preview'>;

/** The remediation of a change with its parameters. Throws `CannotChange` when this version does not know it. */
export function boundOf(
  remedies: ReadonlyMap<string, AnyRemediation | { readonly kind: 'by-hand' }>,
  proposal: Bindable,
): BoundRemediation {
  const remedy = remedies.get(proposal.action);
  if (remedy?.kind !== 'guarded') throw new CannotChange(`This version of OpsMedic does not know ${proposal.action}.`);
  return bind(remedy, proposal);
}

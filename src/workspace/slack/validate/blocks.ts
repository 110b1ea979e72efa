import { z } from 'zod';
import { accessory, actionsElement, cardButton, contextAction, inputElement } from './elements.ts';
import { richTextBlock } from './rich-text.ts';
import { anyText, id, imageElement, plainText, webAddress, words } from './texts.ts';

/** Where blocks are to be shown. */
export type Surface = 'message' | 'modal' | 'home';

const block = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
    ...block,
  })
  .refine((it) => it.text !== undefined || it.fields !== undefined, { message: 'text or fields is required' });
const header = z.strictObject({ type: z.literal('header'), text: plainText(150), ...block });
const divider = z.strictObject({ type: z.literal('divider'), ...block });
const context = z.strictObject({
  type: z.literal('context'),
  elements: z
    .array(z.discriminatedUnion('type', [imageElement, anyText(3000)]))
    .min(1)
    .max(10),
  ...block,
});
const actions = z.strictObject({
  type: z.literal('actions'),
  elements: z.array(actionsElement).min(1).max(25),
  ...block,
});
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  elements: z.array(contextAction).min(1).max(5),
  ...block,
});
const image = z.strictObject({ ...imageElement.shape, title: plainText(2000).optional(), ...block });
const input = z.strictObject({
  type: z.literal('input'),
  label: plainText(2000),
  element: inputElement,
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  ...block,
});
const markdown = z.strictObject({ type: z.literal('markdown'), text: words(12_000), ...block });
const video = z.strictObject({
  type: z.literal('video'),
  video_url: webAddress,
  thumbnail_url: webAddress,
  alt_text: words(2000),
  title: plainText(199),
  title_url: webAddress.optional(),
  author_name: z.string().max(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: webAddress.optional(),
  description: plainText(199).optional(),
  ...block,
});

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richTextBlock,
]);
const rows = z.array(z.array(cell).min(1).max(20)).min(1).max(100);
const table = z.strictObject({
  type: z.literal('table'),
  rows,
  column_settings: z
    .array(
      z.strictObject({
        align: z.enum(['left', 'center', 'right']).optional(),
        is_wrapped: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional(),
  ...block,
});
const dataTable = z.strictObject({
  type: z.literal('data_table'),
  rows,
  caption: z.string().min(1),
  page_size: z.number().int().min(1).max(100).optional(),
  row_header_column_index: z.number().int().min(0).optional(),
  ...block,
});

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  task_id: id,
  title: z.string().min(1),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richTextBlock.optional(),
  output: richTextBlock.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: webAddress, text: z.string().min(1) })).optional(),
  ...block,
});
const plan = z.strictObject({
  type: z.literal('plan'),
  title: z.string().min(1),
  tasks: z.array(z.discriminatedUnion('type', [taskCard])).optional(),
  ...block,
});

const card = z
  .strictObject({
    type: z.literal('card'),
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    title: anyText(150).optional(),
    subtitle: anyText(150).optional(),
    body: anyText(200).optional(),
    actions: z.array(cardButton).min(1).max(25).optional(),
    ...block,
  })
  .refine((it) => (it.hero_image ?? it.title ?? it.body ?? it.actions) !== undefined, {
    message: 'one of hero_image, title, body and actions is required',
  });
const carousel = z.strictObject({ type: z.literal('carousel'), elements: z.array(card).min(1).max(10), ...block });
const alert = z.strictObject({
  type: z.literal('alert'),
  text: anyText(3000),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  ...block,
});
const container = z
  .strictObject({
    type: z.literal('container'),
    title: plainText(150).optional(),
    rich_text_title: richTextBlock.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          header,
          image,
          input,
          richTextBlock,
          section,
          table,
          video,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
    ...block,
  })
  .refine((it) => it.title !== undefined || it.rich_text_title !== undefined, {
    message: 'title or rich_text_title is required',
  })
  .refine((it) => it.default_collapsed !== true || it.is_collapsible === true, {
    message: 'default_collapsed requires is_collapsible',
  });

const everywhere = [section, header, divider, context, actions, image, input, richTextBlock, video, card] as const;

/** The blocks that each surface takes: https://docs.slack.dev/reference/block-kit/blocks */
export const surfaces = {
  message: z
    .array(
      z.discriminatedUnion('type', [
        ...everywhere,
        markdown,
        table,
        dataTable,
        plan,
        taskCard,
        carousel,
        container,
        contextActions,
      ]),
    )
    .max(50),
  modal: z.array(z.discriminatedUnion('type', [...everywhere, alert])).max(100),
  home: z.array(z.discriminatedUnion('type', [...everywhere, table, carousel])).max(100),
} satisfies { [S in Surface]: z.ZodType };

const viewBase = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).optional(),
  callback_id: id.optional(),
  external_id: id.optional(),
};

/** A view without its blocks, which are checked for its surface. */
export const viewShape = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...viewBase,
  }),
  z.strictObject({ type: z.literal('home'), ...viewBase }),
]);

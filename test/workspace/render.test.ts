import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocks } from '../../src/workspace/page/render.ts';
import { mrkdwn } from '../../src/workspace/page/mrkdwn.ts';
import { namesIn } from '../../src/workspace/page/names.ts';
import { blockProblems, createSlack, type Json } from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';

const { state } = createSlack({ manifest: testManifest });
const plain = (text: string) => ({ type: 'plain_text', text });
const show = (...of: Json[]) => tight(blocks(of, { state, viewer: 'U0ALICE' }).markup);
const text = (source: string) => mrkdwn(source, namesIn(state)).markup;
const tight = (markup: string) => markup.replace(/\s+/g, ' ').replace(/> </g, '><');
const rich = (...elements: Json[]): Json => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

describe('mrkdwn', () => {
  const cases: readonly [string, string, string][] = [
    ['bold, italic and struck text', '*b* _i_ ~s~', '<strong>b</strong> <em>i</em> <s>s</s>'],
    ['stars inside words', '2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['code, in which nothing is formatted', '`*a* <b> :x:`', '<code>*a* &#60;b&#62; :x:</code>'],
    ['a code block', '```\na *b*\n```', '<pre>a *b*\n</pre>'],
    ['escaped characters once', '&lt;b&gt; &amp;amp;', '&#60;b&#62; &#38;amp;'],
    [
      'people, groups, channels and everybody',
      '<@U0BOB> <!subteam^S0APPROVERS> <#C0GENERAL> <!channel>',
      '<span class="mention mention">@bob</span> <span class="mention mention">@approvers</span> <span class="mention mention">#general</span> <span class="mention everybody">@channel</span>',
    ],
    [
      'a link with a label',
      '<https://example.com/?a=1&amp;b=2|the *docs*>',
      '<a href="https://example.com/?a=1&#38;b=2" target="_blank" rel="noopener noreferrer">the *docs*</a>',
    ],
    [
      'bold around a link',
      '*<https://example.com|x>*',
      '<strong><a href="https://example.com" target="_blank" rel="noopener noreferrer">x</a></strong>',
    ],
    ['quotes', '&gt; one\n&gt; two\nthree', '<blockquote>one<br>two</blockquote>three'],
    ['emoji that it knows', ':red_circle: :no_such:', '🔴 :no_such:'],
    [
      'a date',
      '<!date^1763800000^{date_short} at {time}|then>',
      '<time datetime="2025-11-22T08:26:40.000Z" data-format="{date_short} at {time}">then</time>',
    ],
  ];
  it.each(cases)('shows %s', (_title, source, markup) => {
    expect(text(source)).toBe(markup);
  });
});

/** Names of tags and attributes that the page uses; nothing that runs scripts is among them. */
const ours = new Set(
  'div span h3 p ul ol li a button select option input textarea label small strong em img figure figcaption pre table thead tbody tr th td progress time br class href target rel type value max role aria-label placeholder rows src alt loading referrerpolicy tabindex datetime data-format data-entry data-action data-block data-error data-confirm data-confirm-title data-confirm-yes data-confirm-no'.split(
    ' ',
  ),
);

describe('what comes from outside stays text', () => {
  const probe = `<img src=x onerror=alert(1)>"'><script>alert(1)</script>`;
  const everywhere: readonly [string, Json][] = [
    ['section', { type: 'section', text: { type: 'mrkdwn', text: probe }, fields: [plain(probe)] }],
    [
      'escaped mrkdwn',
      { type: 'section', text: { type: 'mrkdwn', text: probe.replaceAll('<', '&lt;').replaceAll('>', '&gt;') } },
    ],
    ['header', { type: 'header', text: plain(probe) }],
    ['markdown', { type: 'markdown', text: `${probe}\n\n[x](javascript:alert(1)) ![x](https://example.com/x.png)` }],
    [
      'rich text',
      rich(
        { type: 'text', text: probe },
        { type: 'link', url: 'javascript:alert(1)', text: probe },
        { type: 'user', user_id: probe },
        { type: 'emoji', name: probe },
        { type: 'date', timestamp: 1, format: probe, fallback: probe },
      ),
    ],
    [
      'preformatted',
      { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: probe }] }] },
    ],
    ['table', { type: 'table', rows: [[{ type: 'raw_text', text: probe }]], column_settings: [{ align: probe }] }],
    [
      'plan',
      {
        type: 'plan',
        title: probe,
        tasks: [
          {
            type: 'task_card',
            task_id: probe,
            title: probe,
            status: probe,
            sources: [{ type: 'url', url: 'javascript:alert(1)', text: probe }],
          },
        ],
      },
    ],
    [
      'button',
      {
        type: 'actions',
        block_id: probe,
        elements: [
          {
            type: 'button',
            action_id: probe,
            value: probe,
            style: probe,
            url: 'javascript:alert(1)',
            text: plain(probe),
            confirm: { text: plain(probe) },
          },
        ],
      },
    ],
    [
      'select',
      {
        type: 'actions',
        elements: [
          {
            type: 'static_select',
            action_id: 'a',
            placeholder: plain(probe),
            options: [{ text: plain(probe), value: probe }],
          },
        ],
      },
    ],
    [
      'input',
      {
        type: 'input',
        block_id: probe,
        label: plain(probe),
        hint: plain(probe),
        element: { type: 'plain_text_input', multiline: true, action_id: 'a', initial_value: `</textarea>${probe}` },
      },
    ],
    ['image', { type: 'image', image_url: 'javascript:alert(1)', alt_text: probe, title: plain(probe) }],
    ['picture', { type: 'image', image_url: `https://example.com/"onerror="alert(1)`, alt_text: probe }],
    ['container', { type: 'container', title: plain(probe), child_blocks: [{ type: 'section', text: plain(probe) }] }],
    ['unknown block', { type: probe }],
  ];
  it.each(everywhere)('in a %s', (_title, block) => {
    const markup = show(block);
    // Values are quoted and quotes inside them escaped, so that what is left of a tag is its name and its attributes.
    const tags = markup.replaceAll(/"[^"]*"/gu, '').match(/<[^>]*>/gu) ?? [];
    const words = tags.flatMap((tag) => tag.match(/[\w-]+/gu) ?? []);
    expect(words.filter((word) => !ours.has(word))).toEqual([]);
    expect(markup).not.toMatch(/(href|src)="(?!https:\/\/example\.com\/)/u);
    expect(markup).not.toContain(probe);
  });

  it('a text cannot pretend to be a finished piece', () => {
    expect(text('\u{E000}0\u{E001} `code`')).toBe('0 <code>code</code>');
  });
});

describe('blocks that are wrong', () => {
  const types =
    'section header context divider actions input image rich_text table markdown plan task_card container card carousel alert context_actions data_table'.split(
      ' ',
    );
  const keys =
    'text fields elements accessory element label options rows tasks title style url child_blocks details initial_option column_settings image_url status'.split(
      ' ',
    );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.constantFrom(...types, 'button', 'static_select', 'link', 'text') }),
  );
  const block = fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), fc.oneof(anything, fc.array(anything))))
    .map(([type, rest]): Json => ({ ...rest, type }));

  it('are shown somehow, and never break the page', () => {
    fc.assert(
      fc.property(fc.array(block), (of) => {
        expect(show(...of)).not.toMatch(/\[object|undefined/u);
      }),
    );
  });

  it('are named by the validator, and never break it', () => {
    fc.assert(
      fc.property(block, (of) => {
        for (const problem of blockProblems([of], 'message')) {
          expect(problem).toMatch(/^\[ERROR\] .+ \[json-pointer:\/blocks.*\]$/su);
        }
      }),
    );
  });
});

describe('blocks', () => {
  it('a plan says how far it is', () => {
    const tasks = ['complete', 'error', 'in_progress', 'pending'].map((status) => ({
      type: 'task_card',
      task_id: status,
      title: status,
      status,
    }));
    const markup = show({ type: 'plan', title: 'Looking', tasks });
    expect(markup).toContain('2 of 4');
    expect(markup).toContain('<progress max="4" value="2">');
    expect(markup).toContain(
      '<li class="task in_progress"><span class="mark" role="img" aria-label="in progress"></span>',
    );
  });

  it('a table has a heading, aligned columns and numbers', () => {
    const cell = (value: string) => ({ type: 'raw_text', text: value });
    const markup = show({
      type: 'table',
      column_settings: [{ align: 'left', is_wrapped: true }, { align: 'right' }],
      rows: [
        [cell('Target'), cell('502s')],
        [rich({ type: 'text', text: 'i-1', style: { code: true } }), { type: 'raw_number', value: 7, text: '7' }],
      ],
    });
    expect(markup).toContain('<th class="left wrapped">Target</th>');
    expect(markup).toContain('<code>i-1</code>');
    expect(markup).toContain('<td class="right ">7</td>');
  });

  it('a button carries its ids and what is asked first', () => {
    const element = {
      type: 'button',
      action_id: 'go',
      text: plain('Go'),
      style: 'danger',
      confirm: { title: plain('Sure?'), text: plain('It stops.'), confirm: plain('Stop'), deny: plain('Keep') },
    };
    const markup = show({ type: 'actions', block_id: 'row', elements: [element] });
    for (const part of [
      'class="button danger"',
      'data-action="go"',
      'data-block="row"',
      'data-confirm="It stops."',
      'data-confirm-yes="Stop"',
      'data-confirm-no="Keep"',
    ]) {
      expect(markup).toContain(part);
    }
  });

  it('a button that only some may see is left out for others', () => {
    const elements = [
      { type: 'icon_button', action_id: 'x', icon: 'trash', text: plain('Delete'), visible_to_user_ids: ['U0BOB'] },
    ];
    expect(show({ type: 'context_actions', elements })).not.toContain('Delete');
    expect(blocks([{ type: 'context_actions', elements }], { state, viewer: 'U0BOB' }).markup).toContain('Delete');
  });

  it('lists in rich text keep their order, indent and style', () => {
    const items = ['a', 'b'].map((each) => ({
      type: 'rich_text_section',
      elements: [{ type: 'text', text: each, style: { bold: true, italic: true } }],
    }));
    expect(
      show({
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', style: 'ordered', indent: 1, offset: 2, elements: items }],
      }),
    ).toContain('<ol class="indent-1" start="3"><li><em><strong>a</strong></em></li>');
  });

  it('markdown names the people it mentions, and nobody in code', () => {
    const markup = show({ type: 'markdown', text: '**<@U0ALICE>** took over, `<@U0ALICE>` <@nobody>' });
    expect(markup).toContain('<strong><span class="mention mention">@alice</span></strong> took over');
    expect(markup).toContain('<code>&lt;@U0ALICE&gt;</code> &#60;@nobody&#62;');
  });

  it('markdown becomes lists, tables and code, with links that open elsewhere', () => {
    const markup = show({ type: 'markdown', text: '- **a**\n\n| x |\n|---|\n| 1 |\n\n[docs](https://example.com)' });
    expect(markup).toContain('<li><strong>a</strong></li>');
    expect(markup).toContain('<td>1</td>');
    expect(markup).toContain('<a href="https://example.com" target="_blank" rel="noopener noreferrer">docs</a>');
  });
});

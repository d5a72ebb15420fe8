import type { z } from 'zod';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { ProgramView } from '../../src/programs/program.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';
import { termsWords } from '../rules/rule-words.ts';

type Program = z.output<typeof ProgramView>;

interface ShownSection {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
}

interface ProgramSettingsProps {
  readonly program: Program;
  readonly rowVersion: number | undefined;
  readonly sections: readonly ShownSection[];
  readonly baseUrl: string;
  readonly mayChange: boolean;
  readonly archiveRefusal: FormRefusal | undefined;
}

export const ProgramSettingsPage = (settings: ProgramSettingsProps) => {
  const { program, sections, baseUrl, mayChange } = settings;
  return (
    <>
      <PageHead
        title={program.name}
        above={{ label: 'Programs', href: '/admin/programs' }}
        badge={
          program.archived_at ? (
            <StateBadge state="archived" />
          ) : (
            program.mode === 'test' && <StateBadge state="test data" tone="wait" />
          )
        }
        answer="Changes hold for what happens from now on; what was earned keeps its terms."
      >
        <a class="button" href="/admin/rules">
          Rules
        </a>
      </PageHead>
      <nav class="contents" aria-label="Sections">
        <ul>
          {sections.map(({ name, title }) => (
            <li>
              <a href={`#${name}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Facts
        facts={[
          ['Currency', program.currency],
          [
            'Default rule',
            program.default_rule ? (
              <a href={`/admin/rules/${program.default_rule.id}`}>
                {termsWords({ ...program.default_rule, on: 'purchase' })}
              </a>
            ) : (
              'none: a purchase earns only by a more particular rule'
            ),
          ],
          ['Made', <Time at={program.created_at} />],
          ['Id', <code>{program.id}</code>],
        ]}
      />
      {sections.map((section) => (
        <section id={section.name} class="card settings">
          <h2>{section.title}</h2>
          <p class="muted">{section.about}</p>
          {section.name === 'tracking' && <Snippet program={program} baseUrl={baseUrl} />}
          {mayChange ? <SectionForm section={section} settings={settings} /> : <Present section={section} />}
        </section>
      ))}
      {mayChange && <Archive settings={settings} />}
    </>
  );
};

const SectionForm = ({ section, settings }: { section: ShownSection; settings: ProgramSettingsProps }) => (
  <ActionForm
    action={`/admin/programs/${settings.program.id}/${section.name}`}
    fields={section.fields}
    values={section.values}
    refusal={section.refusal}
    submit={`Save ${section.title.toLowerCase()}`}
    hidden={{ row_version: settings.rowVersion }}
  />
);

/** For who may only look. */
const Present = ({ section: { fields, values } }: { section: ShownSection }) => (
  <Facts
    facts={fields.map((field) => {
      const value = values[field.name];
      const text = typeof value === 'string' ? value : (value ?? []).join(', ');
      if (field.kind === 'switch') return [field.label, text === 'on' ? 'yes' : 'no'];
      const option = field.options?.find((each) => each.value === text);
      return [field.label, option?.label ?? (text === '' ? 'none' : text)];
    })}
  />
);

const Snippet = ({ program, baseUrl }: { program: Program; baseUrl: string }) => (
  <>
    <p>Put this on every page of your site: it keeps the click id, so that a sale can name it.</p>
    <CodeBlock
      label="Browser snippet"
      code={`<script async src="${baseUrl}/t.js" data-key="${program.publishable_key}"></script>`}
    />
    <p class="muted">The key in it is public: it allows recording clicks and nothing else.</p>
  </>
);

const Archive = ({
  settings: { program, rowVersion, archiveRefusal },
}: {
  settings: ProgramSettingsProps;
}) => (
  <section id="archive" class="card settings">
    <h2>Archive this program</h2>
    <ActionForm
      action={`/admin/programs/${program.id}/archive`}
      fields={[]}
      refusal={archiveRefusal}
      submit="Archive the program"
      kind="danger"
      hidden={{ row_version: rowVersion }}
    >
      <Consequences
        title="It takes no new clicks, sales, partners or rules any more."
        tone="bad"
        lines={['Nothing is deleted, and what it owes is still paid.', 'It cannot be taken back here.']}
      />
      <TypedConfirmation
        word={program.name}
        why="Links of its partners stop counting at once."
        refusal={archiveRefusal}
      />
    </ActionForm>
  </section>
);

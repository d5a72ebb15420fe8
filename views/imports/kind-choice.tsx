import { fieldsOf } from '../../src/imports/row-fields.ts';
import { PageHead } from '../components/page-head.tsx';
import { kindsInOrder, kindText } from './words.ts';

/** The first step: what the rows of the file are. */
export const KindChoicePage = () => (
  <>
    <PageHead
      title="New import"
      above={{ label: 'Imports', href: '/admin/imports' }}
      answer="What is in the file? Bring files in this order: later ones name what earlier ones brought."
    />
    <ol class="import-kinds">
      {kindsInOrder.map((kind) => (
        <li class="card">
          <h2>{kindText[kind].name}</h2>
          <p>{kindText[kind].brings}</p>
          <p class="muted">
            Columns:{' '}
            {fieldsOf(kind).map(({ name, isRequired }, at) => (
              <>
                {at > 0 && ', '}
                {isRequired ? <strong>{name}</strong> : name}
              </>
            ))}
          </p>
          <p class="form-actions">
            <a class="button" href={`/admin/imports/new?kind=${kind}`}>
              {`Import ${kindText[kind].name.toLowerCase()}`}
            </a>
            <a href={`/admin/imports/examples/${kind}`} download="">
              Example file
            </a>
          </p>
        </li>
      ))}
    </ol>
  </>
);

import type { Option } from '../../src/http/forms/field.ts';
import { hrefWith, type Query } from './query.ts';

/** One way to narrow a list: a choice, or something to type. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  /** A choice when there are some, else a text. */
  readonly options?: readonly Option[];
  readonly type?: 'search' | 'text' | 'date';
  readonly placeholder?: string;
}

interface FilterBarProps {
  readonly path: string;
  readonly query: Query;
  readonly filters: readonly Filter[];
}

/** Filters as an addressable form; those in use as chips that can be taken away. */
export const FilterBar = ({ path, query, filters }: FilterBarProps) => {
  const used = filters.filter(({ name }) => query[name]);
  const others = Object.entries(query).filter(
    ([name]) => name !== 'cursor' && !filters.some((filter) => filter.name === name),
  );
  return (
    <form class="filter-bar" method="get" action={path} data-submit-on-change>
      {others.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {filters.map((filter) => (
        <FilterControl filter={filter} value={query[filter.name] ?? ''} />
      ))}
      <button type="submit">Filter</button>
      {used.length > 0 && (
        <ul class="chips" aria-label="Filters in use">
          {used.map(({ name, label, options }) => (
            <li>
              <a href={hrefWith(path, query, { [name]: undefined, cursor: undefined })}>
                {label}: {options?.find(({ value }) => value === query[name])?.label ?? query[name]}
                <span aria-hidden="true"> ×</span>
                <span class="visually-hidden"> take away</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
};

const FilterControl = ({ filter, value }: { filter: Filter; value: string }) => {
  const id = `filter-${filter.name}`;
  return (
    <div class="filter">
      <label for={id}>{filter.label}</label>
      {filter.options ? (
        <select id={id} name={filter.name}>
          <option value="">Any</option>
          {filter.options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type={filter.type ?? 'text'}
          name={filter.name}
          value={value}
          placeholder={filter.placeholder}
        />
      )}
    </div>
  );
};

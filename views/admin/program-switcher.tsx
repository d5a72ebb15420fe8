import type { PageProgram } from '../../src/http/pages/page-route.ts';
import { roomOf } from './navigation.ts';

interface ProgramSwitcherProps {
  readonly program: PageProgram | undefined;
  readonly programs: readonly PageProgram[];
  readonly path: string;
}

/** Only where there is a choice. Details of one thing belong to its program, so that switching leads to a list. */
export const ProgramSwitcher = ({ program, programs, path }: ProgramSwitcherProps) => {
  if (programs.length < 2 || !program) return null;
  return (
    <form class="program-switcher" method="get" action={roomOf(path)} data-submit-on-change>
      <label class="visually-hidden" for="program_id">
        Program
      </label>
      <select id="program_id" name="program_id">
        {programs.map(({ id, name }) => (
          <option value={id} selected={id === program.id}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit" data-kind="quiet">
        Switch
      </button>
    </form>
  );
};

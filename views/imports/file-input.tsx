import { controlId } from '../components/control.tsx';

interface FileInputProps {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly error: string | undefined;
  /** Browsers forget which file was chosen: it has to be chosen once more. */
  readonly cameBack: boolean;
}

export const FileInput = ({ name, label, help, error, cameBack }: FileInputProps) => {
  const id = controlId(name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="file"
        name={name}
        accept=".csv,.txt,text/csv,text/plain"
        required
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={error === undefined ? `${id}-help` : `${id}-help ${id}-error`}
      />
      <p class="help" id={`${id}-help`}>
        {help}
        {cameBack && ' Choose it once more.'}
      </p>
      {error && (
        <p class="error" id={`${id}-error`}>
          {`${label} ${error}`}
        </p>
      )}
    </div>
  );
};

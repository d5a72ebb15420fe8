import { flagOf, isSecret } from '../config.ts';
import { type Setting, type SettingKey, settings } from '../config-settings.ts';
import type { Option } from './command.ts';

/** A setting as an option of a command. */
export const settingOption = (key: SettingKey): readonly [name: string, option: Option] => {
  const { help, placeholder, fallback }: Setting = settings[key];
  const explained = fallback ? `${help} (default: ${fallback})` : help;
  if (isSecret(key)) {
    return [flagOf(key), { type: 'string', placeholder: 'FILE', help: `File that holds it. ${explained}` }];
  }
  if (placeholder === undefined) return [flagOf(key), { type: 'boolean', help }];
  return [flagOf(key), { type: 'string', placeholder, help: explained }];
};

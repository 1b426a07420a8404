import { ASKS_DESIGNS, type CompletedOption, type CompletedVerb, type Offer } from './words.js';

/** A script that zsh sources, or finds as `_bitbeat` in its function path. */
export function zshScript(verbs: readonly CompletedVerb[]): string {
  const described = verbs.map(({ name, description }) => `    ${quoted(`${name}:${escaped(description)}`)}`);
  const cases = verbs.map(({ name, options, argument }) => {
    const position = argument === null ? [] : [quoted(`1:${action(argument)}`)];
    return [
      `        ${name})`,
      `          _arguments -s \\`,
      [...options.flatMap(optionSpecs), ...position].map((spec) => `            ${spec}`).join(' \\\n'),
      '          ;;',
    ].join('\n');
  });
  return `#compdef bitbeat
# Completion of bitbeat for zsh: source <(npx bitbeat completion zsh)
_bitbeat_designs() {
  local -a found
  if (( $+commands[bitbeat] )); then
    found=(\${(f)"$(command bitbeat ${ASKS_DESIGNS} 2>/dev/null)"})
  else
    found=(\${(f)"$(npx --no-install bitbeat ${ASKS_DESIGNS} 2>/dev/null)"})
  fi
  _alternative 'designs:design:compadd -a found' 'files:file:_files'
}

_bitbeat() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs
  verbs=(
${described.join('\n')}
  )
  _arguments -C '--help[display help]' '--version[output the version number]' '1:verb:->verb' '*::rest:->rest'
  case $state in
    verb) _describe -t verbs verb verbs ;;
    rest)
      case $words[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}

compdef _bitbeat bitbeat
`;
}

function optionSpecs({ flags, description, value }: CompletedOption): string[] {
  const text = `[${escaped(description)}]`;
  return flags.map((flag) => quoted(value === undefined ? `${flag}${text}` : `${flag}=${text}:${action(value)}`));
}

function action(value: Offer): string {
  if (value === null) return 'value: ';
  if (typeof value !== 'string') return `value:(${value.words.join(' ')})`;
  return { designs: 'design:_bitbeat_designs', files: 'file:_files', folders: 'folder:_files -/' }[value];
}

const escaped = (text: string) => text.replace(/[\\[\]:]/g, '\\$&');
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

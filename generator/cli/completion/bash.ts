import { ASKS_DESIGNS, type CompletedVerb, type Offer } from './words.js';

/** A script that bash sources. */
export function bashScript(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ name, options }) =>
    options.flatMap(({ flags, value }) =>
      value === undefined
        ? []
        : [`    ${flags.map((flag) => `'${name} ${flag}'`).join(' | ')}) ${offer(value)}; return ;;`],
    ),
  );
  const flags = verbs.map(({ name, options }) => {
    const all = [...options.flatMap((option) => option.flags)].join(' ');
    return `      ${name}) _bitbeat_words '${all}' ;;`;
  });
  const positions = verbs.flatMap(({ name, argument }) =>
    argument === null ? [] : [`      ${name}) ${offer(argument)} ;;`],
  );
  return `# Completion of bitbeat for bash: source <(npx bitbeat completion bash)
_bitbeat_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_bitbeat_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
_bitbeat_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); }
_bitbeat_designs() {
  local bitbeat=(npx --no-install bitbeat)
  if type -P bitbeat >/dev/null; then bitbeat=(bitbeat); fi
  local designs
  designs=$("\${bitbeat[@]}" ${ASKS_DESIGNS} 2>/dev/null)
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -W "$designs" -- "$cur"; compgen -f -- "$cur")
}

# The words from the one with this index on are those of bitbeat.
_bitbeat_from() {
  local at=$1 cur=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local verb=\${COMP_WORDS[at+1]}
  COMPREPLY=()
  if ((COMP_CWORD == at + 1)); then
    _bitbeat_words '${[...verbs.map(({ name }) => name), '--help', '--version'].join(' ')}'
    return
  fi
  # Of --option=value bash makes three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case "$verb $before" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $verb in
${flags.join('\n')}
    esac
  elif ((COMP_CWORD == at + 2)); then
    case $verb in
${positions.join('\n')}
    esac
  fi
}

_bitbeat() { _bitbeat_from 0; }

_bitbeat_npx() {
  local i=1
  while [[ \${COMP_WORDS[i]} == -* ]]; do ((i++)); done
  COMPREPLY=()
  if [[ \${COMP_WORDS[i]} == bitbeat ]] && ((COMP_CWORD > i)); then _bitbeat_from "$i"; fi
}

complete -F _bitbeat bitbeat
complete -o default -F _bitbeat_npx npx
`;
}

function offer(value: Offer): string {
  if (value === null) return ':';
  if (typeof value === 'string') return `_bitbeat_${value}`;
  return `_bitbeat_words '${value.words.join(' ')}'`;
}

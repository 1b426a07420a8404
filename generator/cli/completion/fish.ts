import { ASKS_DESIGNS, type CompletedVerb, type Offer } from './words.js';

/** A script that fish sources. */
export function fishScript(verbs: readonly CompletedVerb[]): string {
  const names = verbs.map(({ name }) => name).join(' ');
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = verbs.flatMap(({ name, description, options, argument }) => {
    const of = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c bitbeat -n ${quoted(none)} -f -a ${name} -d ${quoted(description)}`,
      ...(argument === null ? [] : [`complete -c bitbeat ${of} ${offered(argument)}`]),
      ...options.map(({ flags, description: what, value }) => {
        const own = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
        const wanted = value === undefined ? '' : ` -r ${offered(value)}`;
        return `complete -c bitbeat ${of} ${own.join(' ')}${wanted} -d ${quoted(what)}`;
      }),
    ];
  });
  return `# Completion of bitbeat for fish: npx bitbeat completion fish | source
function __bitbeat_designs
    if type -q bitbeat
        bitbeat ${ASKS_DESIGNS} 2>/dev/null
    else
        npx --no-install bitbeat ${ASKS_DESIGNS} 2>/dev/null
    end
end

complete -c bitbeat -f
complete -c bitbeat -n ${quoted(none)} -l help -d 'display help'
complete -c bitbeat -n ${quoted(none)} -l version -d 'output the version number'
${lines.join('\n')}
`;
}

function offered(value: Offer): string {
  if (value === null) return '-f';
  if (typeof value !== 'string') return `-f -a ${quoted(value.words.join(' '))}`;
  return { designs: "-F -a '(__bitbeat_designs)'", files: '-F', folders: "-f -a '(__fish_complete_directories)'" }[
    value
  ];
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

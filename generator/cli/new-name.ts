import { basename, join } from 'node:path';
import { isDesignName, toDesignName } from '../config/design-name.js';
import { knownDesigns, workFolder } from '../config/known-designs.js';
import { UserError } from '../support/errors.js';

/**
 * Name of a network of another framework: as given, else by its file.
 *
 * @throws UserError when it is no name of a design, or that of one which does not come from such a network
 */
export function newName(file: string, given: string | undefined): string {
  const name = given ?? toDesignName(basename(file).replace(/\.[^.]*$/, ''));
  const where = '--name';
  if (!isDesignName(name))
    throw new UserError({
      where,
      message: 'not a name of lower-case letters, digits, _ and -',
      value: name,
      fix: toDesignName(name),
    });
  const own = join(workFolder(name), `${name}.json`);
  const other = knownDesigns().find((design) => design.name === name && design.file !== own);
  if (other !== undefined)
    throw new UserError({
      where,
      message: `taken by the design ${other.file}`,
      value: name,
      fix: `--name ${name}-network`,
    });
  return name;
}

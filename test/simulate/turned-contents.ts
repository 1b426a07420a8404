/** A netlist with every bit turned round that a block RAM holds at first. */
export const turnedContents = (netlist: string): string =>
  netlist.replace(/(?<=\.INIT\w*\(\d{3}'h)[0-9a-fx]+/g, (digits) =>
    digits.replace(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16)),
  );

/** A parameter of an instance, as Verilog. */
export interface Parameter {
  name: string;
  value: number | string;
}

/** An instance of a hand-written module in a generated one, with what its parameters are set to. */
export interface Instance {
  /** Its name in `rtl-templates`. */
  module: string;
  name: string;
  parameters: Parameter[];
}

export const parameterList = (values: Readonly<Record<string, number | string>>): Parameter[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

export const instance = (
  module: string,
  name: string,
  values: Readonly<Record<string, number | string>>,
): Instance => ({
  ...{ module, name },
  parameters: parameterList(values),
});

/**
 * Yosys' command for iCE40: of what it offers, abc9 with flip-flops and its third script gave the fewest logic cells. What is
 * placed and routed and what is simulated as a netlist are made by the same command.
 */
export const ICE40_SYNTHESIS = 'scratchpad -copy abc9.script.flow3 abc9.script; synth_ice40 -abc9 -dff';

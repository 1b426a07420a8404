// Clock and reset for the generated test bench under Verilator when a waveform is asked for: the
// sequence of edges is that of sim/harness.cpp, which knows nothing of this. Built with --trace or
// --trace-fst; +waves=FILE +from=CYCLE +to=CYCLE writes those cycles and ends after them. A cycle is
// 10 units of time, as in the bench's own clock for Icarus Verilog, so that both give the same times.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <memory>
#include <string>

#include "Vbench.h"
#include "verilated.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
using Trace = VerilatedFstC;
#else
#include "verilated_vcd_c.h"
using Trace = VerilatedVcdC;
#endif

namespace {

constexpr long kResetEdges = 8;
// The first rising edge without reset is cycle 0, as in the bench.
constexpr long kFirstEdge = kResetEdges + 2;
constexpr long kEdgeTime = 5;

std::string argument(VerilatedContext& context, const std::string& name) {
  const std::string match = context.commandArgsPlusMatch((name + "=").c_str());
  return match.empty() ? "" : match.substr(name.size() + 2);
}

}  // namespace

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  context->traceEverOn(true);
  const std::string waves = argument(*context, "waves");
  const long from = std::atol(argument(*context, "from").c_str());
  const long to = std::atol(argument(*context, "to").c_str());
  auto bench = std::make_unique<Vbench>(context.get());
  Trace trace;
  bench->trace(&trace, 99);
  trace.open(waves.c_str());
  bench->clk_i = 0;
  bench->rst_ni = 0;
  bench->eval();
  // The span begins and ends between two rising edges.
  const long first = kFirstEdge - 1 + 2 * from;
  const long last = kFirstEdge + 1 + 2 * to;
  for (long edge = 0; edge <= last && !context->gotFinish(); ++edge) {
    context->timeInc(kEdgeTime);
    bench->clk_i = !bench->clk_i;
    // Released with the falling edge, so that no rising edge sees it change.
    if (edge == kResetEdges + 1) bench->rst_ni = 1;
    bench->eval();
    if (edge >= first) trace.dump(context->time());
  }
  trace.close();
  bench->final();
  return 0;
}

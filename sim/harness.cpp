// Clock and reset for the generated test bench under Verilator. All checking is in the bench
// itself, so that every simulator runs the same checks. Built with --trace it takes +waves=FILE
// +from=CYCLE +to=CYCLE: it writes those cycles as VCD and ends after them.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <memory>
#include <string>

#include "Vbench.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#endif

namespace {

constexpr long kResetEdges = 8;
// The first rising edge without reset is cycle 0, as in the bench.
constexpr long kFirstEdge = kResetEdges + 2;

#if VM_TRACE
std::string argument(VerilatedContext& context, const std::string& name) {
  const std::string match = context.commandArgsPlusMatch((name + "=").c_str());
  return match.empty() ? "" : match.substr(name.size() + 2);
}
#endif

}  // namespace

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
#if VM_TRACE
  context->traceEverOn(true);
  const std::string waves = argument(*context, "waves");
  const long from = std::atol(argument(*context, "from").c_str());
  const long to = std::atol(argument(*context, "to").c_str());
#endif
  auto bench = std::make_unique<Vbench>(context.get());
#if VM_TRACE
  VerilatedVcdC trace;
  bench->trace(&trace, 99);
  if (!waves.empty()) trace.open(waves.c_str());
#endif
  // An edge before the first of the clock: what is reset without a clock never runs in the state
  // that it woke up in.
  bench->clk_i = 0;
  for (int level : {1, 0}) {
    bench->rst_ni = level;
    bench->eval();
  }
  for (long edge = 0; !context->gotFinish(); ++edge) {
    context->timeInc(1);
    bench->clk_i = !bench->clk_i;
    // Released with the falling edge, so that no rising edge sees it change.
    if (edge == kResetEdges + 1) bench->rst_ni = 1;
    bench->eval();
#if VM_TRACE
    const long cycle = (edge - kFirstEdge) / 2;
    if (!waves.empty() && cycle >= from) trace.dump(context->time());
    if (!waves.empty() && cycle > to) break;
#endif
  }
#if VM_TRACE
  trace.close();
#endif
  bench->final();
  return 0;
}

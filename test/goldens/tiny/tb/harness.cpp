// Clock and reset for the generated test bench under Verilator. All checking is in the bench itself, so that every
// simulator runs the same checks.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "Vbitbeat_tb.h"
#include "verilated.h"

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  auto bench = std::make_unique<Vbitbeat_tb>(context.get());
  const int reset_edges = 8;
  bench->clk_i = 0;
  bench->rst_ni = 0;
  bench->eval();
  for (long edge = 0; !context->gotFinish(); ++edge) {
    context->timeInc(1);
    bench->clk_i = !bench->clk_i;
    // Released with the falling edge, so that no rising edge sees it change.
    if (edge == reset_edges + 1) bench->rst_ni = 1;
    bench->eval();
  }
  bench->final();
  return 0;
}

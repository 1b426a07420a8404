// Clock and reset for the generated test bench, as sim/harness.cpp, in a build with coverage: when
// the bench has ended, the counts are written to +coverage=FILE.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "Vbench.h"
#include "verilated.h"
#include "verilated_cov.h"

int main(int argc, char** argv) {
  constexpr long kResetEdges = 8;
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const std::string match = context->commandArgsPlusMatch("coverage=");
  if (match.empty()) return 2;
  auto bench = std::make_unique<Vbench>(context.get());
  bench->clk_i = 0;
  bench->rst_ni = 0;
  bench->eval();
  for (long edge = 0; !context->gotFinish(); ++edge) {
    context->timeInc(1);
    bench->clk_i = !bench->clk_i;
    if (edge == kResetEdges + 1) bench->rst_ni = 1;
    bench->eval();
  }
  bench->final();
  context->coveragep()->write(match.substr(sizeof("+coverage=") - 1).c_str());
  return 0;
}

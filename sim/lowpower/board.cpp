// Runs a bench under Verilator that makes its own clocks: from one delay's end to the next. All
// checking is in what reads the bench's output.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "Vbench.h"
#include "verilated.h"

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  auto bench = std::make_unique<Vbench>(context.get());
  while (!context->gotFinish()) {
    bench->eval();
    if (!bench->eventsPending()) break;
    context->time(bench->nextTimeSlot());
  }
  bench->final();
  return 0;
}

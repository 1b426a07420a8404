// Two clocks and reset for the bench of a gated monitor under Verilator. Half periods in units of
// time of whatever length: +slow=N, +fast=N. The oscillator of the fast clock stops, low, while it
// is not asked for, and runs +wake=N after it is; +always=1: it never stops. All checking is in the
// bench and in what reads its output.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>

#include "Vbench.h"
#include "verilated.h"

namespace {

constexpr int kResetEdges = 10;  // of the slow clock
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

int64_t argument(VerilatedContext& context, const std::string& name, int64_t usual) {
  const std::string match = context.commandArgsPlusMatch((name + "=").c_str());
  return match.empty() ? usual : std::atoll(match.substr(name.size() + 2).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const int64_t slow_half = argument(*context, "slow", 50);
  const int64_t fast_half = argument(*context, "fast", 7);
  const int64_t wake = argument(*context, "wake", 0);
  const bool always_on = argument(*context, "always", 0) != 0;
  auto bench = std::make_unique<Vbench>(context.get());
  // An edge before the first of a clock: what is reset without a clock never runs in the state that
  // it woke up in.
  bench->slow_clk_i = 0;
  bench->fast_clk_i = 0;
  for (int level : {1, 0}) {
    bench->rst_ni = level;
    bench->eval();
  }
  int slow_edges = 0;
  int64_t slow_at = slow_half;
  int64_t fast_at = kNever;
  while (!context->gotFinish()) {
    const int64_t now = slow_at < fast_at ? slow_at : fast_at;
    context->time(static_cast<uint64_t>(now));
    if (slow_at == now) {
      bench->slow_clk_i = !bench->slow_clk_i;
      slow_at += slow_half;
      if (++slow_edges == kResetEdges) bench->rst_ni = 1;
    }
    if (fast_at == now) {
      bench->fast_clk_i = !bench->fast_clk_i;
      fast_at += fast_half;
    }
    bench->eval();
    const bool runs = always_on || bench->request_o;
    if (fast_at == kNever && runs) fast_at = now + wake + fast_half;
    // It ends with a whole pulse.
    if (fast_at != kNever && !runs && !bench->fast_clk_i) fast_at = kNever;
  }
  bench->final();
  return 0;
}

// The C driver of a design on Wishbone against its Verilog: each access of the driver is a bus
// cycle of the simulated core. Reads samples as decimal numbers from standard input, fragment after
// fragment, and prints a line for each, or for each of its steps: the step, cycles, what the
// driver says (members of its result that SAID names), scores. Exit code 1 on a bus error, a wrong identity or a core that hangs.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vdesign.h"
#include "bitbeat.h"
#include "said.h"
#include "verilated.h"

namespace {

constexpr int kPatience = 16;  // clock cycles of an access

void tick(Vdesign& core) {
  core.clk_i = 0;
  core.eval();
  core.clk_i = 1;
  core.eval();
}

[[noreturn]] void give_up(const char* what, uint32_t where) {
  std::fprintf(stderr, "%s at 0x%02x\n", what, where);
  std::exit(1);
}

uint32_t access(Vdesign& core, uint32_t offset, bool write, uint32_t value) {
  core.wb_cyc_i = core.wb_stb_i = 1;
  core.wb_we_i = write;
  core.wb_adr_i = offset;
  core.wb_dat_i = value;
  core.wb_sel_i = 15;
  for (int i = 0; i < kPatience; ++i) {
    tick(core);
    if (core.wb_err_o) give_up("bus error", offset);
    if (!core.wb_ack_o) continue;
    const uint32_t data = core.wb_dat_o;
    // The cycle that takes the answer.
    tick(core);
    core.wb_cyc_i = core.wb_stb_i = 0;
    tick(core);
    return data;
  }
  give_up("no answer", offset);
}

uint32_t read(void* core, uint32_t offset) {
  return access(*static_cast<Vdesign*>(core), offset, false, 0);
}

void write(void* core, uint32_t offset, uint32_t value) {
  access(*static_cast<Vdesign*>(core), offset, true, value);
}

void print(const bitbeat_result& result, uint32_t position, uint32_t cycles) {
  std::printf("%u %u", position, cycles);
  for (uint32_t said : std::vector<uint32_t> SAID(result)) std::printf(" %u", said);
  for (int32_t score : result.scores) std::printf(" %d", score);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  VerilatedContext context;
  context.commandArgs(argc, argv);
  Vdesign core(&context);
  core.rst_i = 1;
  for (int i = 0; i < 4; ++i) tick(core);
  core.rst_i = 0;

  const bitbeat_bus bus = {&core, read, write};
  if (const int problem = bitbeat_identify(&bus)) {
    std::fprintf(stderr, "identity: %d\n", problem);
    return 1;
  }
  bitbeat_interrupt(&bus, 1);
  bitbeat_start(&bus);
  std::vector<uint16_t> samples(BITBEAT_SAMPLES);
  unsigned code;
  for (size_t i = 0; std::scanf("%u", &code) == 1;) {
    samples[i++] = static_cast<uint16_t>(code);
    if (i < samples.size()) continue;
    i = 0;
#if defined(BITBEAT_STEPS)
    std::vector<bitbeat_result> steps(BITBEAT_STEPS);
    bitbeat_steps(&bus, samples.data(), steps.data());
    if (bitbeat_queued(&bus) != 0) give_up("a step too many", BITBEAT_QUEUED_OFFSET);
    for (const bitbeat_result& step : steps) print(step, step.position, bitbeat_cycles(&bus));
#else
    bitbeat_result result;
    bitbeat_classify(&bus, samples.data(), &result);
    print(result, 0, result.cycles);
#endif
    if (core.irq) give_up("an interrupt without a result", BITBEAT_STATUS_OFFSET);
  }
  bitbeat_stop(&bus);
  const uint32_t errors = bitbeat_errors(&bus);
  if (errors != 0) give_up("errors", errors);
  core.final();
  return 0;
}

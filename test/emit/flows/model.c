/* Registers of a core as its host sees them, without the core: what it answers is in expected.h. Each access may raise the
 * interrupt, as it would come. Exit code 3 on an access that no register has, or a sample that is not the expected one.
 * Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>

#include "bitbeat.h"
#include "expected.h"

bitbeat_bus model_bus(volatile uint32_t *base);

static uint32_t control, taken_samples, results_made, results_taken;

#define HELD (results_made > results_taken)
#define RESULTS (sizeof expected_scores / sizeof expected_scores[0])
#define PER_FRAGMENT (RESULTS / (sizeof expected_samples / sizeof expected_samples[0]))

static void refuse(const char *what, uint32_t where) {
  fprintf(stderr, "%s at 0x%02x\n", what, (unsigned)where);
  exit(3);
}

#ifdef BARE_METAL
void bitbeat_isr(void);
static int in_isr;
static void interrupt(void) {
  if (!HELD || !(control & BITBEAT_CONTROL_IRQ_ENABLE_MASK) || in_isr) return;
  in_isr = 1;
  bitbeat_isr();
  in_isr = 0;
}
#else
static void interrupt(void) {}
#endif

static void sample(uint32_t value) {
  const uint32_t fragment = taken_samples / BITBEAT_SAMPLES;
  if (!(control & BITBEAT_CONTROL_RUN_MASK)) refuse("a sample before the start", value);
  if (fragment >= sizeof expected_samples / sizeof expected_samples[0]) refuse("a sample too many", value);
  if (value != expected_samples[fragment][taken_samples % BITBEAT_SAMPLES]) refuse("another sample", value);
  if (++taken_samples % BITBEAT_SAMPLES == 0u) results_made += PER_FRAGMENT;
}

static uint32_t word(uint32_t offset) {
  static const uint32_t model[] = BITBEAT_MODEL_HASH;
  static const uint32_t configuration[] = BITBEAT_CONFIGURATION_HASH;
  const uint32_t block = offset / 4u;
  size_t i;
  if (block >= BITBEAT_MODEL_HASH_OFFSET / 4u && block < BITBEAT_MODEL_HASH_OFFSET / 4u + 8u)
    return model[block - BITBEAT_MODEL_HASH_OFFSET / 4u] ^ FOREIGN;
  if (block >= BITBEAT_CONFIGURATION_HASH_OFFSET / 4u && block < BITBEAT_CONFIGURATION_HASH_OFFSET / 4u + 8u)
    return configuration[block - BITBEAT_CONFIGURATION_HASH_OFFSET / 4u];
  if (offset >= BITBEAT_SCORES_OFFSET && offset < BITBEAT_SCORES_OFFSET + 4u * BITBEAT_SCORES_WORDS) {
    if (!HELD) refuse("scores without a result", offset);
    return (uint32_t)expected_scores[results_taken][block - BITBEAT_SCORES_OFFSET / 4u];
  }
  for (i = 0; i < sizeof said_offsets / sizeof said_offsets[0]; ++i)
    if (offset == said_offsets[i]) return HELD ? expected_said[results_taken][i] : 0u;
  switch (offset) {
    case BITBEAT_MAGIC_OFFSET: return BITBEAT_MAGIC_RESET;
    case BITBEAT_VERSION_OFFSET: return BITBEAT_VERSION_LAYOUT_RESET << BITBEAT_VERSION_LAYOUT_SHIFT;
    case BITBEAT_CONTROL_OFFSET: return control;
    case BITBEAT_STATUS_OFFSET: return HELD ? BITBEAT_STATUS_RESULT_MASK : 0u;
    case BITBEAT_CYCLES_OFFSET: return 1u;
#ifdef BITBEAT_SPACE_OFFSET
    /* Little, so that a fragment takes many turns, and none while results wait. */
    case BITBEAT_SPACE_OFFSET: return HELD ? 0u : 1u + taken_samples % 7u;
#endif
    default: refuse("no register to read", offset);
  }
  return 0u;
}

static uint32_t model_read(void *context, uint32_t offset) {
  const uint32_t value = word(offset);
  (void)context;
  interrupt();
  return value;
}

static void model_write(void *context, uint32_t offset, uint32_t value) {
  (void)context;
  switch (offset) {
    case BITBEAT_CONTROL_OFFSET: control = value & ~BITBEAT_CONTROL_CLEAR_MASK; break;
    case BITBEAT_STATUS_OFFSET:
      if (value & BITBEAT_STATUS_RESULT_MASK) {
        if (!HELD) refuse("a result taken that is not there", offset);
        ++results_taken;
      }
      break;
#ifdef BITBEAT_SAMPLE_OFFSET
    case BITBEAT_SAMPLE_OFFSET: sample(value); break;
#endif
    default: refuse("no register to write", offset);
  }
  interrupt();
}

bitbeat_bus model_bus(volatile uint32_t *base) {
  bitbeat_bus bus;
  (void)base;
  bus.context = 0;
  bus.read = model_read;
  bus.write = model_write;
  return bus;
}

/* ---- what a board has ---------------------------------------------------------------------- */
#ifdef BARE_METAL
const uint16_t *board_fragment(void);
void board_send(const uint16_t *samples);
void board_wait(void);
void board_result(const bitbeat_result *result);

static uint32_t fragments, results, wrong;

const uint16_t *board_fragment(void) {
  if (fragments < sizeof expected_samples / sizeof expected_samples[0]) return expected_samples[fragments++];
  printf("%u results, %u wrong\n", (unsigned)results, (unsigned)wrong);
  return 0;
}

void board_send(const uint16_t *samples) {
  uint32_t i;
  for (i = 0; i < BITBEAT_SAMPLES; ++i) sample(samples[i]);
}

void board_wait(void) {
  if (!HELD || !(control & BITBEAT_CONTROL_IRQ_ENABLE_MASK)) refuse("sleep without end", 0u);
  interrupt();
}

void board_result(const bitbeat_result *result) {
  const uint32_t said[] = {0u SAID_MEMBERS};
  size_t i;
  for (i = 0; i < BITBEAT_SCORES_WORDS; ++i) wrong += result->scores[i] != expected_scores[results][i];
  for (i = 1; i < sizeof said / sizeof said[0]; ++i) wrong += said[i] != expected_said[results][i - 1];
  ++results;
}
#else
/* A DMA of its own brings fragments whenever all results are taken. */
__attribute__((constructor)) static void stream(void) {
#ifndef BITBEAT_SAMPLE_OFFSET
  results_made = RESULTS;
  (void)sample;
#endif
}
#endif

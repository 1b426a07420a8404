// A board whose serial line is a pseudo-terminal: the host opens the port that is printed as if
// a cable led to it. Every bit of the line is simulated, in the board's cycles a bit; there is no
// other clock than the simulation's, which runs as fast as it can and rests while nothing happens.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
//
// Plus-arguments: +bit=CYCLES (of the clock in a bit), +quiet=CYCLES (of rest on the line after which the board has nothing to do),
// +noise=RATE (bytes disturbed of a million, either way), +seed=N.
// Standard output: `PORT <path>`, and at the end (SIGTERM, SIGINT or the end of standard input)
// `END <cycles> <bytes from the host> <to the host> <flipped> <dropped> <added>`.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "Vbench.h"
#include "verilated.h"

namespace {

constexpr int kBits = 10;
constexpr int kResetCycles = 8;

volatile std::sig_atomic_t stopped = 0;

void stop(int) { stopped = 1; }

std::string argument(VerilatedContext& context, const std::string& name) {
  const std::string match = context.commandArgsPlusMatch((name + "=").c_str());
  return match.empty() ? "" : match.substr(name.size() + 2);
}

// Bytes as the ten bits of the line, the start bit lowest.
unsigned framed(unsigned byte) { return 0x200u | (byte << 1); }

class Noise {
 public:
  long flipped = 0, dropped = 0, added = 0;

  Noise(double rate, unsigned seed) : rate_(rate), chance_(seed) {}

  // What of a byte's ten bits reaches the other end.
  void pass(unsigned bits, std::deque<unsigned>& out) {
    if (chance_() >= rate_ * 4294967296.0) {
      out.push_back(bits);
      return;
    }
    switch (chance_() % 3) {
      case 0:
        out.push_back(bits ^ (1u << chance_() % kBits));
        ++flipped;
        break;
      case 1:
        ++dropped;
        break;
      default:
        out.push_back(bits);
        out.push_back(framed(chance_() & 255));
        ++added;
    }
  }

 private:
  double rate_;
  std::mt19937 chance_;
};

// Takes the bytes from the board's output; a byte without its stop bit is lost, as in any UART.
class Receiver {
 public:
  explicit Receiver(int cycles_per_bit) : cycles_per_bit_(cycles_per_bit) {}

  // Whether a byte is complete with this cycle's level.
  bool cycle(bool line) {
    if (!busy_) {
      busy_ = was_ && !line;
      was_ = line;
      count_ = cycles_per_bit_ / 2;
      bits_ = 0;
      place_ = 0;
      return false;
    }
    was_ = line;
    if (--count_ > 0) return false;
    count_ = cycles_per_bit_;
    bits_ |= unsigned{line} << place_;
    if (++place_ < kBits) return false;
    busy_ = false;
    return line;
  }
  unsigned bits() const { return bits_; }
  bool busy() const { return busy_; }

 private:
  int cycles_per_bit_;
  bool busy_ = false, was_ = true;
  int count_ = 0, place_ = 0;
  unsigned bits_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  auto context = std::make_unique<VerilatedContext>();
  context->commandArgs(argc, argv);
  const double rate = std::atof(argument(*context, "noise").c_str()) / 1e6;
  const int cycles_per_bit = std::atoi(argument(*context, "bit").c_str());
  if (cycles_per_bit < 1) {
    std::fprintf(stderr, "+bit=CYCLES is missing\n");
    return 1;
  }
  const int cycles_per_byte = kBits * cycles_per_bit;
  const long quiet_limit = std::atol(argument(*context, "quiet").c_str());
  const unsigned seed = std::strtoul(argument(*context, "seed").c_str(), nullptr, 10);

  int line, port;
  char path[256];
  termios raw;
  // The port stays open here, so that a host may come and go.
  if (openpty(&line, &port, path, nullptr, nullptr) != 0 || tcgetattr(port, &raw) != 0) {
    std::perror("pseudo-terminal");
    return 1;
  }
  cfmakeraw(&raw);
  tcsetattr(port, TCSANOW, &raw);
  fcntl(line, F_SETFL, O_NONBLOCK);
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  std::signal(SIGPIPE, SIG_IGN);
  std::printf("PORT %s\n", path);
  std::fflush(stdout);

  auto board = std::make_unique<Vbench>(context.get());
  Noise to_board(rate, seed), to_host(rate, seed + 1);
  Receiver receiver(cycles_per_bit);
  std::deque<unsigned> waiting, answered;  // bytes on their way, as bits of the line
  std::string written;                     // for the host, not yet taken by the system
  unsigned sending = 0x3ff;
  int left = 0;  // cycles of the byte that is being sent
  long cycles = 0, quiet = 0, received = 0, answers = 0;

  board->clk_i = 0;
  board->rx_i = 1;
  while (!stopped && !context->gotFinish()) {
    if (cycles % cycles_per_byte == 0) {
      pollfd files[] = {{line, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
      const bool rest = quiet > quiet_limit && written.empty();
      poll(files, 2, rest ? -1 : 0);
      char bytes[4096];
      if (files[1].revents != 0 && read(STDIN_FILENO, bytes, sizeof bytes) <= 0) break;
      // No more is read than is soon sent, so that the host is held up as by a line.
      if ((files[0].revents & POLLIN) != 0 && waiting.size() < 64) {
        const ssize_t count = read(line, bytes, 64);
        for (ssize_t i = 0; i < count; ++i) {
          ++received;
          to_board.pass(framed(static_cast<unsigned char>(bytes[i])), waiting);
        }
        if (count > 0) quiet = 0;
      }
      if (!written.empty()) {
        const ssize_t count = write(line, written.data(), written.size());
        if (count > 0) written.erase(0, count);
      }
    }

    if (left == 0 && !waiting.empty()) {
      sending = waiting.front();
      waiting.pop_front();
      left = cycles_per_byte;
    }
    board->rx_i = left == 0 ? 1 : (sending >> ((cycles_per_byte - left) / cycles_per_bit)) & 1;
    if (left > 0) --left;
    board->rst_ni = cycles >= kResetCycles;
    context->timeInc(1);
    board->clk_i = 1;
    board->eval();
    context->timeInc(1);
    board->clk_i = 0;
    board->eval();
    if (cycles >= kResetCycles && receiver.cycle(board->tx_o)) {
      to_host.pass(receiver.bits(), answered);
      for (const unsigned bits : answered) {
        // A host's UART drops what has no start or stop bit.
        if ((bits & 0x201) == 0x200) written.push_back(static_cast<char>((bits >> 1) & 255));
      }
      answered.clear();
      ++answers;
    }
    quiet = left > 0 || receiver.busy() ? 0 : quiet + 1;
    ++cycles;
  }
  board->final();
  std::printf("END %ld %ld %ld %ld %ld %ld\n", cycles, received, answers,
              to_board.flipped + to_host.flipped, to_board.dropped + to_host.dropped,
              to_board.added + to_host.added);
  return 0;
}

#pragma once

#include <csignal>
#include <cstddef>
#include <string>

#include "base/result.h"

// What a program tells the system about itself. Where nothing else is said, to be called from main() before
// threads start.
namespace garden {

// glibc keeps for each thread what it once needed: from now on no more heaps than cores, but four, and large
// blocks outside them, so that the system has these back as soon as they are free.
void keep_heaps_small();

// A crash leaves no core file, nor anything at a program that collects them. `unavailable` where the system
// does not let the program decide that.
Result<> forbid_core_dumps();

// Takes as many file descriptors as the system allows, and answers how many that are; 0: unknown.
std::size_t raise_descriptor_limit();

// Lets other threads go before this one. `nice`: 1–19, as nice(1) counts. Of this thread alone, at any time.
void lower_thread_priority(int nice);

// The name that the machine has for itself; empty: unknown. At any time.
std::string machine_name();

// SIGTERM and SIGINT.
sigset_t stop_signals();
// Blocks them in this thread and all that it starts from now on, so that wait_for_stop() gets them.
void block_stop_signals();
// Returns with the first of them.
void wait_for_stop();

}  // namespace garden

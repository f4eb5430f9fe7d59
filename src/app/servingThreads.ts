import { availableParallelism } from "node:os";

/**
 * Threads for llama.cpp: one processor is left to everybody else. Its threads wait for each other many times a token by
 * spinning, so that one which has to share its processor holds up all: on a busy machine with two, a token took
 * 20 s with both where it took 20 ms with one.
 */
export const servingThreads = (): number => Math.max(1, availableParallelism() - 1);

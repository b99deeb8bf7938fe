/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loudspeaker: what the simulated computer plays, in real time, through SDL.
 */
#ifndef PITH_SIM_SPEAKER_H
#define PITH_SIM_SPEAKER_H

#include "sim/sound.h"

struct speaker;

/* Opens the computer's sound output, after the window. NULL, and told on standard error, if there
 * is none; the functions below take that for a speaker that is silent. */
struct speaker *speaker_open(void);
void speaker_close(struct speaker *speaker);

/* Frames that are heard from this frame of virtual time on. */
void speaker_put(
    struct speaker *speaker, uint64_t at, const struct sound_frame *frames, uint32_t count);
/* Virtual time has come to this frame. */
void speaker_pass(struct speaker *speaker, uint64_t now);

#endif

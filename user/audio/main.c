/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audio server: requests of clients (proto/audio.h), the lives of the clients, and keeping the
 * driver's ring filled (proto/sound.h). Mixing is mix.c's.
 *
 * The description gives this component: the service "sound"; the region "samples", which it shares
 * with the driver; for each client of the service "audio" a region with the client's name,
 * readable; memory for a Reply object for each call that waits; and the parameter volume
 * (0..100, 100), the master volume at first.
 *
 * The pace is the driver's: it signals when a period was taken, and then a period is mixed. When
 * nobody plays there is no signal.
 */
#include <stdio.h>
#include <string.h>

#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/sound.h"
#include "pith/server.h"
#include "user/audio/mix.h"

enum {
	SIGNAL_TAKEN = 1 << 0,
	AHEAD = 2 * AUDIO_PERIOD, /* frames that are mixed ahead of the driver */
	WATCHERS = 4,
};

/* A call that is answered later. */
struct waiter {
	uint32_t reply; /* 0: nobody waits */
	bool drain;
	uint32_t room; /* frames */
};

struct client {
	const struct pith_grant *grant;
	uint32_t generation; /* of the instance that we know */
	const uint8_t *region;
	uint32_t size;
	uint32_t notification[AUDIO_STREAMS]; /* 0: none */
	struct waiter waiter[AUDIO_STREAMS];
};

/* A client of the service "mixer". */
struct watcher {
	const struct pith_grant *grant;
	uint32_t generation;
	uint32_t notification;
};

static struct pith_server server;
static struct mixer mixer;
static struct client clients[MIX_CLIENTS];
static uint32_t client_count;
static struct watcher watchers[WATCHERS];
static uint32_t watcher_count;

static const struct pith_grant *driver;
static uint32_t driver_generation;
static uint32_t taken_notification;
static uint32_t held; /* frames that the device holds behind the ring */
static volatile struct sound_buffer *buffer;

/* --- The driver ------------------------------------------------------------------------- */

/* A driver that begins: what was mixed and not heard is lost. */
static uint32_t open_driver(void)
{
	uint32_t rate = AUDIO_RATE;
	uint32_t result = sound_driver_open(driver->slot, taken_notification, &rate, &held);

	driver_generation = driver->generation;
	if (!result && rate != AUDIO_RATE)
		pith_panic("the driver plays %lu frames a second", (unsigned long)rate);
	mixer.frames = 0;
	for (uint32_t i = 0; i < MIX_STREAMS; i++)
		mixer.stream[i].end = 0 - held;
	return result;
}

static void start_driver(void)
{
	uint32_t result = sound_driver_start(driver->slot);

	if (pith_result_error(result) == PITH_ERROR_STATE ||
	    pith_result_error(result) == PITH_ERROR_GONE)
		open_driver();
}

/* Frames behind this one that are not heard yet. A driver that has stopped holds none. */
static uint32_t on_the_way(uint32_t end)
{
	uint32_t frames = end + held - buffer->taken;

	return frames <= SOUND_FRAMES + held ? frames : 0;
}

/* --- Who waits -------------------------------------------------------------------------- */

static uint32_t place_of(const struct stream *stream)
{
	return (uint32_t)(stream - mixer.stream);
}

static struct waiter *waiter_of(const struct stream *stream)
{
	return &clients[place_of(stream) / AUDIO_STREAMS].waiter[place_of(stream) % AUDIO_STREAMS];
}

/* Answers who waits for this stream, if somebody does. */
static void release(const struct stream *stream, uint32_t result)
{
	struct waiter *waiter = waiter_of(stream);
	struct pith_message m = {.tag = pith_tag(result, result ? 0 : 1, 0)};

	if (!waiter->reply)
		return;
	m.word[0] = result ? 0 : (uint32_t)stream->position;
	pith_server_answer(&server, waiter->reply, &m);
	waiter->reply = 0;
}

/* What one waits for has come, or will not come any more. */
static void look_at_waiter(const struct stream *stream)
{
	const struct waiter *waiter = waiter_of(stream);

	if (!waiter->reply)
		return;
	if (waiter->drain) {
		if (!stream_plays(stream) && !on_the_way(stream->end))
			release(stream, 0);
	} else if (stream->size - stream_left(stream) >= waiter->room) {
		release(stream, 0);
	} else if (!stream_plays(stream)) {
		release(stream, PITH_ERROR_STATE);
	}
}

static void tell_watchers(void)
{
	for (uint32_t i = 0; i < watcher_count; i++)
		if (watchers[i].notification)
			pith_signal(watchers[i].notification);
}

/* After each period: signals and answers. */
static void tell(void)
{
	for (uint32_t i = 0; i < MIX_STREAMS; i++) {
		struct stream *stream = &mixer.stream[i];
		uint32_t notification = clients[i / AUDIO_STREAMS].notification[i % AUDIO_STREAMS];

		if (!stream->ring)
			continue;
		if (stream->tell && notification)
			pith_signal(notification);
		stream->tell = false;
		look_at_waiter(stream);
	}
}

/* --- Mixing ------------------------------------------------------------------------------ */

/* One period into the driver's ring. */
static void mix(void)
{
	uint32_t playing = mixer.playing;

	mix_period(&mixer, (struct audio_frame *)(uintptr_t)buffer->frames, SOUND_FRAMES - 1);
	/* The frames are there before the count says so. */
	pith_barrier();
	buffer->written = mixer.frames;
	if (mixer.playing != playing)
		tell_watchers();
}

/* Mixes as far ahead as it should be, and sets the driver going. Who plays first is heard after
 * one period's work, not two. */
static void pump(void)
{
	bool mixed = false;

	while (mix_busy(&mixer) && mixer.frames - buffer->taken <= AHEAD - AUDIO_PERIOD) {
		mix();
		mixed = true;
		pith_barrier();
		if (buffer->dry)
			start_driver();
	}
	if (!mix_busy(&mixer) && mixer.playing) {
		mixer.playing = 0;
		tell_watchers();
	}
	if (mixed)
		tell();
}

/* --- Clients ------------------------------------------------------------------------------ */

static void close_stream(struct client *client, struct stream *stream, uint32_t number)
{
	release(stream, PITH_ERROR_STATE);
	pith_slot_free(client->notification[number]);
	client->notification[number] = 0;
	*stream = (struct stream){.ring = NULL};
}

static struct stream *streams_of(const struct client *client)
{
	return &mixer.stream[(client - clients) * AUDIO_STREAMS];
}

/* Drops what an instance left behind that is no more. */
static void look_after(struct client *client)
{
	if (client->generation == client->grant->generation)
		return;
	client->generation = client->grant->generation;
	for (uint32_t i = 0; i < AUDIO_STREAMS; i++)
		close_stream(client, streams_of(client) + i, i);
}

static void look_after_watcher(struct watcher *watcher)
{
	if (watcher->generation == watcher->grant->generation)
		return;
	watcher->generation = watcher->grant->generation;
	pith_slot_free(watcher->notification);
	watcher->notification = 0;
}

/* The notification that came with the message: *slot, 0 if none came. TYPE: it is none. */
static uint32_t take_notification(const struct pith_message *m, uint32_t *slot)
{
	*slot = 0;
	if (!pith_tag_caps(m->tag))
		return 0;
	*slot = pith_server_keep_notification(&server, m, 0);
	return *slot ? 0 : PITH_ERROR_TYPE;
}

static uint32_t wrong_word(uint32_t index)
{
	return PITH_ERROR_RANGE | (PITH_ARG_WORD + index) << 8;
}

static uint32_t open_stream(
    struct client *client, struct stream *stream, uint32_t number, struct pith_message *m)
{
	uint32_t place = m->word[1], frames = m->word[2], bytes = frames * sizeof(uint32_t);
	uint32_t notification;

	if (pith_tag_length(m->tag) < 3)
		return PITH_ERROR_LENGTH;
	if (!client->region)
		return PITH_ERROR_MEMORY;
	if (frames < AUDIO_RING_LEAST || frames > AUDIO_RING_MOST || frames & (frames - 1))
		return wrong_word(2);
	/* In this order nothing overflows. */
	if (place % sizeof(struct audio_ring) || client->size < sizeof(struct audio_ring) + bytes ||
	    place > client->size - sizeof(struct audio_ring) - bytes)
		return wrong_word(1);
	uint32_t result = take_notification(m, &notification);

	if (result)
		return result;
	close_stream(client, stream, number);
	client->notification[number] = notification;
	stream_open(stream, &mixer, client->region + place, frames);
	/* What is on the way is of a stream of before. */
	stream->end = buffer->taken - held;
	return pith_answer_words(m, 0);
}

/* AUDIO_ROOM and AUDIO_DRAIN. */
static uint32_t wait_for(struct stream *stream, struct pith_message *m, bool drain)
{
	struct waiter *waiter = waiter_of(stream);
	uint32_t room = drain ? 0 : m->word[1];

	if (!drain && pith_tag_length(m->tag) < 2)
		return PITH_ERROR_LENGTH;
	if (!drain && room - 1 >= stream->size)
		return wrong_word(1);
	if (!drain && stream->size - stream_left(stream) >= room)
		return pith_answer(m, (uint32_t)stream->position);
	if (!drain && !stream_plays(stream))
		return PITH_ERROR_STATE;
	if (waiter->reply)
		return PITH_ERROR_MEMORY;
	uint32_t reply = pith_server_defer(&server);

	if (!reply)
		return PITH_ERROR_MEMORY;
	*waiter = (struct waiter){reply, drain, room};
	if (drain) {
		stream_play(stream, true);
		pump();
	}
	return PITH_DEFERRED;
}

static uint32_t answer_status(const struct stream *stream, struct pith_message *m)
{
	uint32_t delay = on_the_way(stream->end);

	m->word[0] = stream->state;
	m->word[1] = (uint32_t)stream->position;
	m->word[2] = (uint32_t)(stream->position >> 32);
	m->word[3] = delay < stream->position ? delay : (uint32_t)stream->position;
	m->word[4] = stream->underruns;
	return pith_answer_words(m, 5);
}

/* AUDIO_VOLUME and AUDIO_MARK. */
static uint32_t set(uint32_t *value, uint32_t most, struct pith_message *m)
{
	if (pith_tag_length(m->tag) < 2)
		return PITH_ERROR_LENGTH;
	if (m->word[1] > most)
		return wrong_word(1);
	*value = m->word[1];
	return pith_answer_words(m, 0);
}

/* Requests for a stream that is open. */
static uint32_t stream_request(
    struct client *client, struct stream *stream, uint32_t number, struct pith_message *m)
{
	switch (pith_message_label(m)) {
	case AUDIO_CLOSE:
		close_stream(client, stream, number);
		return pith_answer_words(m, 0);
	case AUDIO_PLAY:
	case AUDIO_END:
		stream_play(stream, pith_message_label(m) == AUDIO_END);
		pump();
		return pith_answer_words(m, 0);
	case AUDIO_PAUSE:
		stream_pause(stream);
		release(stream, PITH_ERROR_STATE);
		return pith_answer_words(m, 0);
	case AUDIO_FLUSH:
		stream_flush(stream);
		release(stream, PITH_ERROR_STATE);
		return pith_answer_words(m, 0);
	case AUDIO_VOLUME:
		return set(&stream->volume, AUDIO_FULL, m);
	case AUDIO_MARK:
		return set(&stream->mark, stream->size, m);
	case AUDIO_STATUS:
		return answer_status(stream, m);
	case AUDIO_ROOM:
		return wait_for(stream, m, false);
	default:
		return wait_for(stream, m, true);
	}
}

static uint32_t audio_request(struct client *client, struct pith_message *m)
{
	uint32_t label = pith_message_label(m), number = m->word[0];

	look_after(client);
	if (label < AUDIO_OPEN || label > AUDIO_END)
		return PITH_ERROR_OPERATION;
	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	if (number >= AUDIO_STREAMS)
		return wrong_word(0);
	struct stream *stream = streams_of(client) + number;

	if (label == AUDIO_OPEN)
		return open_stream(client, stream, number, m);
	if (!stream->ring)
		return PITH_ERROR_STATE;
	return stream_request(client, stream, number, m);
}

/* --- Volume ------------------------------------------------------------------------------- */

static uint32_t answer_mixer(struct pith_message *m)
{
	m->word[0] = mixer.volume;
	m->word[1] = mixer.muted;
	m->word[2] = mixer.playing;
	m->word[3] = mixer.left;
	m->word[4] = mixer.right;
	m->word[5] = mixer.clipped;
	mixer.left = mixer.right = 0;
	return pith_answer_words(m, 6);
}

static uint32_t set_volume(struct pith_message *m, bool mute)
{
	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	if (!mute && m->word[0] > 100)
		return wrong_word(0);
	if (mute)
		mixer.muted = m->word[0] != 0;
	else
		mixer.volume = m->word[0];
	tell_watchers();
	return pith_answer_words(m, 0);
}

static uint32_t mixer_request(struct watcher *watcher, struct pith_message *m)
{
	uint32_t notification, result;

	look_after_watcher(watcher);
	switch (pith_message_label(m)) {
	case MIXER_STATE:
		return answer_mixer(m);
	case MIXER_VOLUME:
		return set_volume(m, false);
	case MIXER_MUTE:
		return set_volume(m, true);
	case MIXER_WATCH:
		result = take_notification(m, &notification);
		if (result)
			return result;
		pith_slot_free(watcher->notification);
		watcher->notification = notification;
		return pith_answer_words(m, 0);
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* --- The server ------------------------------------------------------------------------------ */

/* The kernel vouches for the badge. */
static uint32_t request(struct pith_server *self, struct pith_message *m)
{
	(void)self;
	for (uint32_t i = 0; i < client_count; i++)
		if (clients[i].grant->slot == m->badge)
			return audio_request(&clients[i], m);
	for (uint32_t i = 0; i < watcher_count; i++)
		if (watchers[i].grant->slot == m->badge)
			return mixer_request(&watchers[i], m);
	return PITH_ERROR_STATE;
}

static void signal(struct pith_server *self, uint32_t bits)
{
	(void)self;
	if (bits & PITH_SIGNAL_PEER) {
		for (uint32_t i = 0; i < client_count; i++)
			look_after(&clients[i]);
		for (uint32_t i = 0; i < watcher_count; i++)
			look_after_watcher(&watchers[i]);
		if (driver->generation && driver->generation != driver_generation)
			open_driver();
	}
	pump();
	/* The device has played on, if nothing else. */
	tell();
}

static void add_clients(void)
{
	const struct pith_grant *grant = NULL;

	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "audio", grant))) {
		const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, grant->peer);

		if (client_count == MIX_CLIENTS)
			pith_panic("more than %d clients", MIX_CLIENTS);
		if (!region)
			printf("no sound for '%s': there is no region of that name\n", grant->peer);
		clients[client_count++] = (struct client){.grant = grant,
		    .generation = grant->generation,
		    .region = region ? (const uint8_t *)(uintptr_t)region->address : NULL,
		    .size = region ? region->size : 0};
	}
	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "mixer", grant))) {
		if (watcher_count == WATCHERS)
			pith_panic("more than %d use the mixer", WATCHERS);
		watchers[watcher_count++] =
		    (struct watcher){.grant = grant, .generation = grant->generation};
	}
}

int main(void)
{
	const struct pith_grant *samples = pith_need(PITH_GRANT_REGION, "samples");

	driver = pith_need(PITH_GRANT_SERVICE, "sound");
	buffer = (volatile struct sound_buffer *)(uintptr_t)samples->address;
	mixer.volume = pith_parameter_cell("volume", 0, 100);
	if (samples->size < sizeof(*buffer) || mixer.volume > 100)
		pith_panic("the description's region 'samples' or volume will not do");
	taken_notification = pith_notification_badged(SIGNAL_TAKEN);
	pith_must("opening the sound's driver", open_driver());
	add_clients();
	server = (struct pith_server){.request = request, .signal = signal, .capabilities = 1};
	pith_serve(&server);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The servers, and for each a description in small of what a system gives it.
 */
#include "tests/fuzz/servers/world.h"

#define SERVICE(NAME)                           \
	{                                       \
		PITH_GRANT_SERVICE, NAME, "", 0 \
	}
#define CLIENT(NAME, PEER)                       \
	{                                        \
		PITH_GRANT_CLIENT, NAME, PEER, 0 \
	}
#define REGION(NAME, SIZE)                        \
	{                                         \
		PITH_GRANT_REGION, NAME, "", SIZE \
	}
#define PARAMETER(NAME, VALUE)                       \
	{                                            \
		PITH_GRANT_PARAMETER, NAME, VALUE, 0 \
	}
#define FILE_OF(NAME, SIZE)                     \
	{                                       \
		PITH_GRANT_FILE, NAME, "", SIZE \
	}
#define END                                       \
	{                                         \
		PITH_GRANT_SERVICE, NULL, NULL, 0 \
	}

/* Badges are given in the order of the clients, from 1. */
const struct server servers[] = {
    {"display", display_main,
	{SERVICE("scanout"), SERVICE("timer"), SERVICE("console"), CLIENT("display", "ada"),
	    CLIENT("display", "ben"), CLIENT("display", "home"), CLIENT("windows", "home"),
	    CLIENT("pixels", "input"), REGION("frames", 12288), REGION("ada", 4096 * 4),
	    REGION("ben", 4096 * 3), REGION("home", 4096 * 4), PARAMETER("ada/area", "0,0,64,40"),
	    PARAMETER("ada/exclusive", ""), PARAMETER("ben/area", "10,20,64,28"),
	    PARAMETER("ben/arranged", ""), PARAMETER("ben/z", "1"),
	    PARAMETER("home/area", "0,0,64,48"), PARAMETER("background", "65280"), END}},
    {"input", input_main,
	{SERVICE("pixels"), SERVICE("console"), CLIENT("contacts", "glass"), CLIENT("touch", "ada"),
	    CLIENT("touch", "ben"), CLIENT("touch", "eve"), REGION("ada", 4096),
	    REGION("ben", 1024), END}},
    {"audio", audio_main,
	{SERVICE("sound"), SERVICE("console"), CLIENT("audio", "ada"), CLIENT("audio", "ben"),
	    CLIENT("audio", "eve"), CLIENT("mixer", "status"), REGION("samples", 8192),
	    REGION("ada", 8192), REGION("ben", 4096), PARAMETER("volume", "80"), END}},
    {"console", console_main,
	{SERVICE("serial"), CLIENT("console", "ada"), CLIENT("console", "a-name-of-15-ch"),
	    PARAMETER("input", "\"ada"), {PITH_GRANT_LOG, "policy", "", 8192}, END}},
    {"store", store_main,
	{SERVICE("block"), SERVICE("console"), CLIENT("store", "ada"), CLIENT("store", "ben"),
	    CLIENT("store", "home"), REGION("data", 4096), PARAMETER("home/system", ""),
	    PARAMETER("ada/quota", "4096"), END}},
    {"assets", assets_main,
	{CLIENT("assets", "ada"), CLIENT("assets", "ben"), CLIENT("assets", "eve"),
	    FILE_OF("music/a.ogg", 30000), FILE_OF("music/b.ogg", 1), FILE_OF("paper.565", 70000),
	    PARAMETER("ada/files", "\""), PARAMETER("ben/files", "\"music/"), END}},
    {"timer", timer_main, {SERVICE("alarm"), CLIENT("timer", "ada"), CLIENT("timer", "ben"), END}},
    {"clock", clock_main,
	{SERVICE("rtc"), SERVICE("timer"), CLIENT("clock", "ada"), CLIENT("clock", "ben"),
	    CLIENT("clock-set", "status"), REGION("clock", 4096), END}},
};
const unsigned server_count = sizeof(servers) / sizeof(servers[0]);

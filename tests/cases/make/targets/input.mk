# The compiler.
CC := gcc
CFLAGS ?= -O2
SOURCES = $(wildcard src/*.c)
CFLAGS += -Wall
NOW != date
export GOFLAGS = -mod=mod
override DEBUG = 1

define banner
@echo "== $(1)"
target: not one
endef

include common.mk $(TOP)/rules.mk
-include .env

.PHONY: all clean docker-build
.DEFAULT_GOAL := all

# Builds it all.
all: build test ## what `help` shows
	$(call banner,all)
	$(CC) $(CFLAGS) -o app $(OBJECTS)

build test: prepare | folder
	@echo $@

%.o: %.c
	$(CC) -c $< -o $@

$(BINARY): $(OBJECTS)

docker-build:
	docker build .

out/app.js: src/app.ts ; tsc $<

debug: CFLAGS += -g
debug: all

clean::
	rm -f *.o

ifeq ($(OS),Windows_NT)
EXE = .exe
else
EXE =
endif

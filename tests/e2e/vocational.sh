#!/bin/bash
# Dataset C.
. "$(dirname "$0")/lib/play.sh"
play nghe
